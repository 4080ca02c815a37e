"""An article's text cut where the fate of its characters changes: what was removed and repaired, who is quoted where.

Offsets are code points. However long a text or its list of edits is, only a bounded part of it is cut and shown.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from streams import provenance
from streams.events import Article, Quote, Removal, Repair

MOST_CHARACTERS = 200_000
MOST_PIECES = 5_000
DEEPEST = 8  # quotes within quotes that are told apart


class Kept(NamedTuple):
    """Text that stands in the raw body and in the clean one."""

    text: str


class Removed(NamedTuple):
    """Text that stands in the raw body only; None where nobody knows how it read. `length` in code points."""

    rule: str
    text: str | None
    length: int


class Repaired(NamedTuple):
    """What read `before` in the raw body and reads `after` in the clean one."""

    rule: str
    before: str
    after: str


Piece = Kept | Removed | Repaired


class Stretch(NamedTuple):
    """Clean text that the same quotes hold, given by their numbers; the innermost quote is the last."""

    start: int
    text: str
    quotes: tuple[int, ...]


def edited(article: Article, raw_body: str | None) -> list[Piece]:
    """The raw text in order. `raw_body` is what removals index; a page's removals bring their text with them."""
    raw = raw_body if raw_body is not None and _is_raw_of(article, raw_body) else None
    found: list[Piece] = []
    position = clean = 0
    edits: list[Removal | Repair] = [*article.removals, *article.repairs]
    for edit in sorted(edits, key=lambda edit: edit.start)[: MOST_PIECES // 2]:
        kept = max(0, edit.start - position)
        found.append(Kept(article.body[clean : clean + kept]))
        clean += kept
        if isinstance(edit, Removal):
            found.append(_removed(edit, raw))
            position = edit.end
        else:
            found.append(Repaired(edit.rule, edit.before, edit.after))
            position = edit.start + len(edit.before)
            clean += len(edit.after)
        if position > MOST_CHARACTERS:
            break
    return [piece for piece in [*found, Kept(article.body[clean : clean + MOST_CHARACTERS])] if piece != Kept("")]


def quoted(body: str, quotes: Sequence[Quote]) -> Iterator[Stretch]:
    """The clean body, cut where a quote begins or ends."""
    body = body[:MOST_CHARACTERS]
    spans = [(s.start, min(s.end, len(body)), n) for n, quote in enumerate(quotes) for s in quote.spans]
    spans = sorted((s for s in spans if s[0] < s[1]), key=lambda s: (s[0], -s[1]))[: MOST_PIECES // 2]
    opens = iter(spans)
    following = next(opens, None)
    inside: list[tuple[int, int, int]] = []
    for start, end in pairwise(sorted({0, len(body), *(at for s in spans for at in s[:2])})):
        inside = [span for span in inside if span[1] > start]
        while following is not None and following[0] == start:
            inside += [following] if len(inside) < DEEPEST else []
            following = next(opens, None)
        yield Stretch(start, body[start:end], tuple(number for _, _, number in inside))


def _is_raw_of(article: Article, raw_body: str) -> bool:
    try:
        return provenance.apply(raw_body, article.removals, article.repairs) == article.body
    except ValueError:
        return False


def _removed(removal: Removal, raw: str | None) -> Removed:
    text = removal.text if removal.text is not None or raw is None else raw[removal.start : removal.end]
    return Removed(removal.rule, text and text[:MOST_CHARACTERS], removal.end - removal.start)
