"""What stands between headline and article."""

from streams.clean.bylines import Credits
from streams.clean.captions import LONGEST_CAPTION
from streams.clean.dateline import find_dateline, place_line
from streams.clean.debris import is_strong
from streams.clean.layout import is_text
from streams.clean.lines import Line
from streams.clean.meta import LONGEST_INTERRUPTION, Head
from streams.clean.places import gazetteer
from streams.clean.repeats import key
from streams.clean.standing import META, SHORTEST_CAPTION_WORDS, standing_byline

SHORTEST_STANDFIRST_WORDS = 6
LONGEST_HEAD = 40
LONGEST_HEAD_MATTER = 10  # lines; more of them are a list that the article has
_INTERFACE = frozenset({"share", "widget", "date", "byline", "comments", "caption"})


def clear_head(lines: list[Line], headline: int, language: str, found: Head, *, is_titled: bool) -> str | None:
    """Drop what stands between headline and article; give a place that stands there alone.

    `is_titled` tells whether there is a headline: where no line holds it, it came apart, and the text begins at once.
    """
    first = next((i for i, line in enumerate(lines) if i > headline and line.kept and line.is_prose), None)
    if first is None:
        return None
    _read_above(lines, headline, language, found)
    if headline >= 0:
        _drop_captions(lines, headline, language)
    end = max(first, _last_meta(lines, headline, first))
    located = None
    has_matter = headline >= 0 or not is_titled
    is_list = sum(line.kept for line in lines[headline + 1 : first]) > LONGEST_HEAD_MATTER
    for index in range(headline + 1, min(len(lines), end + 2)):
        line = lines[index]
        if place := place_line(line.text, language):
            located = place
            line.drop("dateline")
        elif (
            has_matter
            and index < end
            and line.kept
            and not is_list
            and (index >= first or _before_article(lines, index, headline))
        ):
            _drop_head_line(lines, index, headline, language, found)
    if headline >= 0:
        _clear_interface(lines, end + 1, headline, language, found)
    return located


def _read_above(lines: list[Line], headline: int, language: str, found: Head) -> None:
    """Read the names above the headline."""
    for index, line in enumerate(lines[: max(headline, 0)]):
        if line.rule == "kicker" and (credit := standing_byline(lines, index, headline, language)):
            found.credits.add(credit)
            line.drop("byline")


def _drop_head_line(lines: list[Line], index: int, headline: int, language: str, found: Head) -> None:
    """Drop a line above the article for what it is; only a standfirst stays."""
    line = lines[index]
    if headline >= 0 and key(line.text) in key(lines[headline].text):
        line.drop("repeated-block")
    elif credit := standing_byline(lines, index, headline, language):
        found.credits.add(credit)
        line.drop("byline")
    elif lines[index - 1].rule == "byline" and not line.is_sentence and gazetteer(language).is_job(line.text):
        line.drop("byline")
    elif not _is_standfirst(lines, index, headline):
        line.drop("head-matter")


def _clear_interface(lines: list[Line], start: int, headline: int, language: str, found: Head) -> None:
    """Read names and drop short lines among the interface words between a standfirst and the first paragraph."""
    stop = next((index for index in range(start, len(lines)) if lines[index].kept and lines[index].is_prose), start)
    if not any(line.rule in _INTERFACE for line in lines[start:stop]):
        return
    for index in range(start, stop):
        line = lines[index]
        if line.kept and not is_text(line) and line.text[-1] != ":":
            credit = standing_byline(lines, index, headline, language)
            found.credits.add(credit or Credits())
            line.drop("byline" if credit else "head-matter")


def _drop_captions(lines: list[Line], headline: int, language: str) -> None:
    """A sentence above the article, right before the credit of a picture, is its caption.

    Below the first paragraph, which may be a standfirst, it has to follow words of the interface.
    """
    begun = False
    for index in range(headline + 1, len(lines) - 1):
        line = lines[index]
        if not line.kept:
            continue
        is_caption = _may_be_caption(line, language) and lines[index + 1].rule in ("caption", "credit")
        if is_caption and (not begun or lines[index - 1].rule in _INTERFACE):
            line.drop("caption")
        elif is_strong(line):
            if begun:
                return
            begun = True


def _may_be_caption(line: Line, language: str) -> bool:
    has_length = len(line.text) <= LONGEST_CAPTION and len(line.text.split()) >= SHORTEST_CAPTION_WORDS
    return has_length and not find_dateline(line.text, language)


def _last_meta(lines: list[Line], headline: int, first: int) -> int:
    """The index after the last byline or date in the head, also where a caption or advertisement reads like prose."""
    prose = 0
    last = first
    if headline < 0:
        return last
    for index in range(headline + 1, min(len(lines), headline + LONGEST_HEAD)):
        line = lines[index]
        if line.kept and line.is_prose:
            prose += 1
            if prose > LONGEST_INTERRUPTION:
                break
        elif line.rule in META and prose:
            last = index
    rest = sum(is_strong(line) for line in lines[last:] if line.kept)
    return last if rest >= 3 else first


def _before_article(lines: list[Line], index: int, headline: int) -> bool:
    """Whether a short line before the first paragraph is none of the article's.

    It is, where it is a sentence or opens a list, and without a headline where a line of the article stands above.
    """
    line = lines[index]
    may_go = headline >= 0 or not any(above.kept for above in lines[:index])
    return may_go and not (line.is_sentence or line.is_list_item or line.text[-1] == ":")


def _is_standfirst(lines: list[Line], index: int, headline: int) -> bool:
    """Whether a line is the summary under the headline, perhaps after the byline."""
    if index - headline > LONGEST_HEAD:
        return False
    between = [line for line in lines[headline + 1 : index] if line.rule not in META] if headline >= 0 else []
    return not between and len(lines[index].text.split()) >= SHORTEST_STANDFIRST_WORDS
