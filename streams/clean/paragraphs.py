"""From the lines that are kept to the paragraphs of the article.

Glued words are parted here, in the article alone, and what debris parted is joined. Paragraphs that read otherwise
after that than `Wording` saw them are repaired once more, so that they read as they would if they came like this.
"""

from bisect import bisect_left
from collections.abc import Sequence

from streams.clean.edits import Edit, apply, compose, without_overlaps
from streams.clean.glue import repair_glue
from streams.clean.lines import Line, body_edits
from streams.clean.wording import Wording
from streams.clean.wraps import goes_on


def paragraph_edits(text: str, lines: list[Line], wording: Wording, language: str) -> list[Edit]:
    """Edits of a text that leave the lines that are kept, one paragraph a line."""
    kept = [line for line in lines if line.kept]
    glued = repair_glue(kept, language)
    edits = without_overlaps(body_edits(text, lines), glued)
    changed = [wording.has_spared or bool(line.joins or (line.trims and _is_shorter(line))) for line in kept]
    if glued:
        places = [edit.start for edit in glued]
        counts = (bisect_left(places, line.end) - bisect_left(places, line.start) for line in kept)
        changed = [is_changed or count > 0 for is_changed, count in zip(changed, counts, strict=True)]
    parted = goes_on(lines)
    if any(parted):
        return _join(text, edits, parted, changed, wording)
    if any(changed):
        return compose(text, edits, wording.repair_paragraphs(apply(text, edits).split("\n"), changed))
    return edits


def _is_shorter(line: Line) -> bool:
    """Whether a trimmed line lost its end."""
    return line.trims[-1].start >= line.end


def _join(
    text: str, edits: list[Edit], parted: Sequence[bool], changed: Sequence[bool], wording: Wording
) -> list[Edit]:
    """Join paragraphs with those before them that they are parted from, and repair what changed."""
    pieces: list[list[str]] = []
    chosen: list[bool] = []
    breaks: list[Edit] = []
    position = 0
    for piece, is_parted, is_changed in zip(apply(text, edits).split("\n"), parted, changed, strict=True):
        if is_parted:
            breaks.append(Edit(position - 1, position, " ", "line-break"))
            pieces[-1].append(piece)
            chosen[-1] = True
        else:
            pieces.append([piece])
            chosen.append(is_changed)
        position += len(piece) + 1
    edits = compose(text, edits, breaks)
    return compose(text, edits, wording.repair_paragraphs([" ".join(piece) for piece in pieces], chosen))
