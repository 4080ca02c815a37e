"""An article's text with what was removed and repaired shown in its place."""

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import chain
from typing import NamedTuple

import click

from streams.events import Article, Removal, Repair

SHORT = 60  # characters of a long removal that are shown
CONTEXT = 40  # characters around a repair in which its word is looked for
SPACE = "␣"
CONTROLS = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160)], "�")
TOKENS = re.compile(r"\s+|\S+")


class Mark(Enum):
    """What became of a stretch of text."""

    KEPT = "kept"
    REMOVED = "removed"
    INSERTED = "inserted"


class Piece(NamedTuple):
    """A stretch of text that shares one fate."""

    mark: Mark
    text: str


def printable(text: str) -> str:
    """The text without characters that could steer a terminal."""
    return text.translate(CONTROLS)


def pieces(article: Article, raw_body: str | None) -> list[Piece]:
    """The raw text, in order, cut where the fate of its characters changes.

    A page's removals carry their text; for a text, `raw_body` is what they index. Without it only the clean body is
    known.
    """
    knows_all = all(removal.text is not None for removal in article.removals)
    if raw_body is None and not knows_all:
        return [Piece(Mark.KEPT, article.body)]
    found: list[Piece] = []
    position = clean = 0
    for edit in _edits(article):
        kept = edit.start - position
        found.append(Piece(Mark.KEPT, article.body[clean : clean + kept]))
        clean += kept
        if isinstance(edit, Removal):
            found.append(Piece(Mark.REMOVED, edit.text or (raw_body or "")[edit.start : edit.end]))
            position = edit.end
        else:
            found += (Piece(Mark.REMOVED, edit.before), Piece(Mark.INSERTED, edit.after))
            position = edit.start + len(edit.before)
            clean += len(edit.after)
    return [*found, Piece(Mark.KEPT, article.body[clean:])]


def _edits(article: Article) -> list[Removal | Repair]:
    edits: list[Removal | Repair] = [*article.removals, *article.repairs]
    return sorted(edits, key=lambda edit: edit.start)


def paragraphs(found: list[Piece]) -> Iterator[list[Piece]]:
    """The pieces by paragraph; long removals are shortened, removed white space is left out."""
    paragraph: list[Piece] = []
    for piece in chain.from_iterable(map(_flow, found)):
        if piece is not None:
            paragraph.append(piece)
        elif paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _flow(piece: Piece) -> Iterator[Piece | None]:
    """A piece as it is shown; None where a paragraph ends."""
    if piece.mark is Mark.KEPT:
        for number, text in enumerate(piece.text.split("\n")):
            if number:
                yield None
            if text:
                yield Piece(Mark.KEPT, text)
        return
    said = piece.text.strip()
    if not said:
        if piece.mark is Mark.INSERTED:
            yield Piece(Mark.INSERTED, SPACE)
        return
    before, after = piece.text.split(said, 1)
    yield from _edge(before)
    yield Piece(piece.mark, _short(said))
    yield from _edge(after)


def _edge(space: str) -> Iterator[Piece | None]:
    """White space around a removal parts what is left of it as it did before."""
    if "\n" in space:
        yield None
    elif space:
        yield Piece(Mark.KEPT, " ")


def _short(text: str) -> str:
    lines = " / ".join(line.strip() for line in text.split("\n") if line.strip())
    return lines if len(lines) <= 2 * SHORT else f"{lines[:SHORT].rstrip()} … ({len(text):,} characters)"


def repaired_words(article: Article) -> Iterator[tuple[Repair, str, str]]:
    """Each repair with the words around it, as they read before and after."""
    body = article.body
    for repair, start in zip(article.repairs, _clean_starts(article), strict=True):
        end = start + len(repair.after)
        left = body[max(0, start - CONTEXT) : start].split()[-1:] if body[start - 1 : start].strip() else []
        right = body[end : end + CONTEXT].split()[:1] if body[end : end + 1].strip() else []
        before, after = "".join(left), "".join(right)
        yield repair, before + repair.before + after, before + repair.after + after


def _clean_starts(article: Article) -> list[int]:
    """Where each repair begins in the clean body."""
    starts = {}
    shift = 0
    for edit in _edits(article):
        if isinstance(edit, Removal):
            shift -= edit.end - edit.start
        else:
            starts[id(edit)] = edit.start + shift
            shift += len(edit.after) - len(edit.before)
    return [starts[id(repair)] for repair in article.repairs]


def wrap(paragraph: list[Piece], width: int, *, colour: bool) -> list[str]:
    """The paragraph in lines of at most `width` columns, as far as its words allow."""
    return fill(_styled_words(paragraph, colour=colour), width)


def fill(words: Iterable[str], width: int) -> list[str]:
    """Words, styled or not, in lines of at most `width` columns."""
    lines = [""]
    used = 0
    for word in words:
        length = len(click.unstyle(word))
        if used and used + 1 + length > width:
            lines.append("")
            used = 0
        lines[-1] += " " + word if used else word
        used += length + (1 if used else 0)
    return lines


def _styled_words(paragraph: list[Piece], *, colour: bool) -> Iterator[str]:
    """What stands between two white spaces, however many pieces it is made of."""
    word = ""
    for piece in paragraph:
        for token in TOKENS.findall(_marked(piece, colour=colour)):
            if not token.isspace():
                word += _painted(token, piece.mark) if colour else token
            elif word:
                yield word
                word = ""
    if word:
        yield word


def _marked(piece: Piece, *, colour: bool) -> str:
    """Where there is no colour, signs say what was removed and inserted (as in wdiff)."""
    text = printable(piece.text)
    if colour or piece.mark is Mark.KEPT:
        return text
    return f"[-{text}-]" if piece.mark is Mark.REMOVED else f"{{+{text}+}}"


def _painted(token: str, mark: Mark) -> str:
    if mark is Mark.REMOVED:
        return click.style(token, fg="red", dim=True, strikethrough=True)
    return click.style(token, fg="green") if mark is Mark.INSERTED else token
