"""Reported speech that its verb forms alone mark, as the German subjunctive does ("Dies sei nicht der Fall.")."""

from collections.abc import Iterator

from streams.quotes.classes import FULL_STOPS
from streams.quotes.draft import Draft, View
from streams.quotes.text import Range

MIN_WORDS = 4


def reported_by_mood(view: View, drafts: list[Draft]) -> list[Draft]:
    """Sentences in the mood of reported speech without an attribution of their own, neighbours taken together."""
    if not view.lexicon.data.clause.reportive:
        return []
    taken = {view.text.sentence_number(span.first) for draft in drafts for span in draft.spans}
    return [view.clause_draft("indirect-mood", None, None, content) for content in _runs(view, taken)]


def _runs(view: View, taken: set[int]) -> Iterator[Range]:
    """Ranges of neighbouring reported sentences of one paragraph."""
    run: Range | None = None
    for number, sentence in enumerate(view.text.sentences):
        reported = number not in taken and _is_reported(view, sentence, after=run is not None or number - 1 in taken)
        if run and (not reported or view.text.words[sentence.first - 1] == "\n"):
            yield _without_stop(view, run)
            run = None
        if reported:
            run = Range(run.first if run else sentence.first, sentence.last)
    if run:
        yield _without_stop(view, run)


def _is_reported(view: View, sentence: Range, *, after: bool) -> bool:
    """Whether a verb form marks a sentence as reported; weaker forms count only behind another report."""
    if sentence.last - sentence.first < MIN_WORDS or view.inside[sentence.first]:
        return False
    forms = view.lexicon.reportive_after if after else view.lexicon.data.clause.reportive
    return any(view.text.lower[i] in forms and not view.inside[i] for i in range(sentence.first, sentence.last))


def _without_stop(view: View, words: Range) -> Range:
    last = words.last
    while last > words.first + 1 and view.text.words[last - 1] in FULL_STOPS:
        last -= 1
    return Range(words.first, last)
