"""Lines that are no part of an article, by the phrases of the language pack."""

from functools import cache

from streams.clean.bars import SHARE_BAR, is_share_bar
from streams.clean.lines import CLOSING_MARKS, END_MARKS, Line
from streams.clean.phrases import Known, Phrasebook
from streams.languages.clean_data import clean_data

STRONG_PROSE = 100  # a paragraph of this length, ending in a full stop, is the article again
NEAR = 4  # lines under a heading in which a sentence is the article again
LONGEST_INSERT = 2  # lines
MOST_MARKS = 100  # no page has more lists and end marks
_LINKS = (Known("lines", "related"), Known("lines", "footer"))  # no text begins with one: it is a headline
LARGEST_REST = 0.2  # an end mark with more of the text than this after it is none


@cache
def _book(language: str) -> Phrasebook:
    data = clean_data(language)
    return Phrasebook({"ends": data.ends, "inserts": data.inserts, "blocks": data.blocks, "lines": data.lines})


def look_up(lines: list[Line], language: str) -> None:
    """Note what the pack knows of each line."""
    book = _book(language)
    for line in lines:
        line.known = book.look_up(line.text)
        if not line.known and line.text[-1] not in END_MARKS and is_share_bar(line.text, language):
            line.known = SHARE_BAR


def look_up_again(lines: list[Line], before: list[Line], language: str) -> None:
    """Note the same of lines that were looked up `before`, some of which read otherwise now."""
    known = {line.text: line.known for line in before}
    for line in lines:
        line.known = known.get(line.text)
    look_up([line for line in lines if line.text not in known], language)


def drop_debris(lines: list[Line]) -> None:
    """Drop what the pack knows: single lines, lists under a heading, and everything after an end mark."""
    found: list[tuple[int, Known]] = []
    for index, line in enumerate(lines):
        if line.kept and line.known and not (index == 0 and line.known in _LINKS):
            line.drop(line.known.rule)
            found.append((index, line.known))
    for scope, drop in (("ends", drop_rest), ("blocks", _drop_block), ("inserts", _drop_insert)):
        for index, known in [hit for hit in found if hit[1].scope == scope][:MOST_MARKS]:
            drop(lines, index + 1, known.rule)


def drop_rest(lines: list[Line], start: int, rule: str) -> None:
    """Drop all lines from `start` on, unless too much of the article stands there."""
    before = sum(len(line.text) for line in lines[:start] if line.kept and line.is_prose)
    after = sum(len(line.text) for line in lines[start:] if line.kept and line.is_prose)
    if after > LARGEST_REST * before:
        return
    for line in lines[start:]:
        if line.kept:
            line.drop(rule)


def _drop_block(lines: list[Line], start: int, rule: str) -> None:
    """Drop the lines under a heading, up to where the article goes on."""
    rest = lines[start:]
    goes_on = any(is_strong(line) for line in rest if line.kept)
    if not any(is_strong(line) for line in lines[:start] if line.kept):
        return  # the article has not begun: a menu's word, not the head of a list of other articles
    for place, line in enumerate(rest):
        if not line.kept:
            continue
        is_near = goes_on or (place < NEAR and line.text.rstrip(CLOSING_MARKS)[-1:] == ".")
        if is_strong(line) or (is_near and line.is_sentence and line.text[-1] != "?"):
            return
        line.drop(rule)


def _drop_insert(lines: list[Line], start: int, rule: str) -> None:
    """Drop the links under a heading inside the article: lines that are no sentences."""
    for line in lines[start : start + LONGEST_INSERT]:
        is_question = line.text[-1] in "?!" and not is_strong(line)
        if not line.kept or line.is_list_item or (not is_question and (line.is_sentence or line.is_prose)):
            return
        line.drop(rule)


def is_strong(line: Line) -> bool:
    """Whether a line is a paragraph beyond doubt."""
    return len(line.text) >= STRONG_PROSE and line.is_prose and line.text[-1] not in "?…:"
