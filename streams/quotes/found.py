"""The quote as the pipeline gets it, and how sure we are of it."""

import msgspec

from streams.events import Cue, InfoSource, QuoteType, Span, Speaker
from streams.quotes.cues import Hit
from streams.quotes.draft import Draft, View

CONTEXT_CHARACTERS = 80

# How often a quote by this rule was in the gold of the sets for tuning; the quality tests measure it on the others.
CONFIDENCE = {
    "direct-colon": 0.9,
    "direct-continued": 0.78,
    "direct-cue-after": 0.99,
    "direct-cue-before": 0.96,
    "direct-label": 0.9,
    "direct-signed": 0.8,
    "direct-uncued": 0.78,
    "indirect-anaphor": 0.8,
    "indirect-clause": 0.89,
    "indirect-infinitive": 0.72,
    "indirect-mood": 0.73,
    "indirect-nameless": 0.84,
    "indirect-noun": 0.7,
    "indirect-object": 0.72,
    "indirect-parenthetical": 0.91,
    "indirect-passive": 0.75,
    "indirect-source": 0.91,
    "indirect-source-first": 0.91,
    "indirect-tail": 0.81,
    "indirect-wish": 0.6,
    "mixed-clause": 0.97,
    "mixed-mood": 0.79,
    "mixed-object": 0.85,
}
GOVERNED = ("-clause", "-infinitive", "-object", "-passive", "-nameless")  # what was said follows its cue
MAX_NEGATION = 2  # words before a cue
MIXED = 0.92  # the other rules with a quoted part


class Found(msgspec.Struct, kw_only=True, frozen=True):
    """One quote in a body; fields as in `streams.events.Quote`."""

    type: QuoteType
    quote: str
    spans: tuple[Span, ...]
    pre: str | None
    post: str | None
    cue: Cue | None
    speaker: Speaker | None
    info_sources: tuple[InfoSource, ...]
    confidence: float
    rule: str


def finished(view: View, draft: Draft, speaker: Speaker | None, sources: tuple[InfoSource, ...]) -> Found:
    """Put a draft into offsets of the body."""
    spans = tuple(map(view.text.span, draft.spans))
    body = view.text.body
    return Found(
        type=draft.type,
        quote=" ".join([body[span.start : span.end] for span in spans]),
        spans=spans,
        pre=_context(body[max(0, spans[0].start - CONTEXT_CHARACTERS) : spans[0].start]),
        post=_context(body[spans[-1].end : spans[-1].end + CONTEXT_CHARACTERS]),
        cue=_cue(view, draft),
        speaker=speaker,
        info_sources=sources,
        confidence=CONFIDENCE.get(draft.rule, MIXED),
        rule=draft.rule,
    )


def _context(text: str) -> str | None:
    """The words around a quote, on one line."""
    line = text.replace("\n", " ")
    if line.isprintable() and "  " not in line:  # no blanks but single ones
        return line.strip() or None
    return " ".join(text.split()) or None


def _cue(view: View, draft: Draft) -> Cue | None:
    hit = draft.hit
    if hit is None:
        return None
    start, end = view.text.start(hit.first), view.text.end(hit.last - 1)
    denies = hit.entry.denying and _denies(view, draft, hit)
    return Cue(text=view.text.body[start:end], lemma=hit.entry.lemma, denies=denies, start=start, end=end)


def _denies(view: View, draft: Draft, hit: Hit) -> bool:
    """Whether a cue denies what it governs; what it stands behind ("…," he denied) is the denial itself."""
    if not draft.rule.endswith(GOVERNED) or draft.spans[0].first < hit.first:
        return False
    around = view.text.lower[max(hit.first - MAX_NEGATION, 0) : hit.first] + view.text.lower[hit.last : hit.last + 1]
    return not any(word in view.lexicon.data.cues.negations or word.endswith(("n't", "n’t")) for word in around)
