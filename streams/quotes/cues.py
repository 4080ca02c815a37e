"""The words that mark speech: their forms, and the frames they do it in."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from streams.languages.quote_data import QuoteData


class Entry(NamedTuple):
    """A form of a cue: its words, lemma, and the frames it marks speech in.

    `clitic` is the length of a pronoun glued to the form. A `hearer` form may take one ("told reporters"). A
    `participle` has the subject of the verb before it. A `nominal` form is also a noun. Beside a `nameless` one no
    speaker stands. A `denying` one turns the sense of what it governs.
    """

    words: tuple[str, ...]
    lemma: str
    frames: frozenset[str]
    clitic: int = 0
    hearer: bool = False
    participle: bool = False
    nominal: bool = False
    nameless: bool = False
    denying: bool = False


class Hit(msgspec.Struct, frozen=True):
    """A cue in a text: words `first` up to, not including, `last`. `frames` are those it may stand in."""

    first: int
    last: int
    entry: Entry
    frames: frozenset[str]

    @property
    def implied(self) -> bool:
        """Whether no speaker stands beside this cue: a pronoun is glued to it, or it names none."""
        return self.entry.clitic > 0 or self.entry.nameless


def _forms(data: QuoteData) -> Iterator[tuple[str, str, str]]:
    """Each frame, lemma and form of the pack."""
    for frame, lemmas in msgspec.structs.asdict(data.cues).items():
        if isinstance(lemmas, dict):
            for lemma, forms in lemmas.items():
                for form in forms:
                    yield frame, lemma, form


def entries(data: QuoteData) -> dict[str, list[Entry]]:
    """Entries by their first word, longest first; forms with the glued pronoun are made here."""
    frames: dict[str, set[str]] = {}
    lemmas: dict[str, str] = {}
    for frame, lemma, form in _forms(data):
        frames.setdefault(form, set()).add(frame)
        lemmas.setdefault(form, lemma.replace("_", " "))
    by_first: dict[str, list[Entry]] = {}
    for form, kinds in frames.items():
        entry = Entry(
            tuple(form.split()),
            lemmas[form],
            frozenset(kinds),
            hearer=form in data.cues.hearers,
            participle=form in data.cues.participles,
            nominal=form in data.cues.nominal,
            nameless=form in data.cues.nameless,
            denying=lemmas[form].replace("_", " ") in data.cues.denying,
        )
        by_first.setdefault(entry.words[0], []).append(entry)
        clitic = data.source.clitic
        if clitic and kinds & {"inverted", "source"}:
            glued = Entry((form + clitic,), entry.lemma, frozenset(kinds & {"inverted", "source"}), clitic=len(clitic))
            by_first.setdefault(glued.words[0], []).append(glued)
    for group in by_first.values():
        group.sort(key=lambda entry: len(entry.words), reverse=True)
    return by_first
