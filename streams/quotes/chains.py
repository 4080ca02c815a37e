"""Quoted pieces that belong together: a quote over several paragraphs, the turns of a transcript."""

from collections.abc import Iterator

from streams.quotes.draft import View
from streams.quotes.marks import Quoted
from streams.quotes.text import Range

MIN_LABEL = 2  # letters
MAX_LABEL = 3  # words


def chains(view: View) -> Iterator[list[Quoted]]:
    """Pieces that run on over paragraphs, taken together; a speaker's label begins anew."""
    chain: list[Quoted] = []
    for piece in view.pieces:
        if piece.inner.first >= piece.inner.last:
            continue
        if chain and not (piece.carried and speaker_label(view, piece) is None):
            yield chain
            chain = []
        chain.append(piece)
    if chain:
        yield chain


def speaker_label(view: View, piece: Quoted) -> Range | None:
    """The speaker's label a piece of a transcript begins with ("SMITH: …"): words in capitals before a colon."""
    words = view.text.words
    first = piece.inner.first
    for word in range(first, min(first + MAX_LABEL + 1, piece.inner.last - 1)):
        if words[word] == ":":
            return Range(first, word) if word > first else None
        if not words[word].isupper() or len(words[word]) < MIN_LABEL:
            break
    return None
