"""Text to article: the order of the rules."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from streams.clean.bylines import Credits
from streams.clean.characters import repair_characters
from streams.clean.dateline import find_dateline
from streams.clean.dates import header_date, names_a_year, text_date
from streams.clean.debris import MOST_MARKS, drop_debris, drop_rest, is_strong, look_up, look_up_again
from streams.clean.edits import Edit, apply, compose, merge_whitespace
from streams.clean.foot import take_foot
from streams.clean.head import clear_head
from streams.clean.headline import take_headline
from streams.clean.layout import clear_body, clear_tail
from streams.clean.lead import Lead, drop_titled_caption, take_fused, take_lead
from streams.clean.lines import LONG_PROSE, Line, split_lines
from streams.clean.meta import Head, read_meta
from streams.clean.paragraphs import paragraph_edits
from streams.clean.repeats import drop_repeats
from streams.clean.signature import read_signature
from streams.clean.tail import take_tail
from streams.clean.wording import Wording
from streams.clean.wraps import join_wrapped, mark_parted
from streams.errors import Reason, RejectedError
from streams.languages.detect import detect

MOST_CHARACTERS = 500_000
MOST_LINES = 10_000
LANGUAGE_CHARACTERS = 1_500
# White space that is left at a line's ends, and lines with nothing left in them, once all edits are made.
_LOOSE = re.compile(r"^[ \t]*(?:\n|\Z)|^[ \t]+|(?<!\s)\s+\Z|(?<![ \t])[ \t]+$", re.MULTILINE)
FOOT_LINES = 6
MOST_ROUNDS = 4  # of what stands below the article
LEAD_LINES = 4


class CleanText(NamedTuple):
    """An article in a text: what it says, what the text says about it, and the edits that make it of the raw text."""

    body: str
    headline: str | None
    language: str
    located: str | None
    outlet: str | None
    credits: Credits
    header_date: str | None
    text_date: str | None
    edits: list[Edit]


def clean_text(raw: str, *, headline: str | None = None, language: str | None = None) -> CleanText:
    """Find the article in a text; `headline` and `language` are what the producer says.

    Raises:
        RejectedError: more characters or lines than an article has (`TOO_LARGE`).
    """
    if len(raw) > MOST_CHARACTERS:
        raise RejectedError(Reason.TOO_LARGE, f"{len(raw):,} characters of text, more than {MOST_CHARACTERS:,}")
    first = repair_characters(raw)
    text = apply(raw, first)
    lines = split_lines(text)
    if len(lines) > MOST_LINES:
        raise RejectedError(Reason.TOO_LARGE, f"{len(lines):,} lines, more than {MOST_LINES:,}")
    code = detect(_prose_sample(lines), language)
    look_up(lines, code)
    wording = Wording(text, lines, code)
    if repairs := wording.repair(line for line in lines if not line.known):
        first = compose(raw, first, repairs)
        text = apply(text, repairs)
        before, lines = lines, split_lines(text)
        look_up_again(lines, before, code)
    head = read_meta(lines, code)
    _drop_after_credits(lines)
    drop_debris(lines)
    lines = join_wrapped(lines, text)
    if joined := [line for line in lines if line.joins]:
        look_up(joined, code)
        drop_debris(lines)
    mark_parted(lines)
    title, index = take_headline(lines, headline, code)
    drop_repeats(lines)
    located = clear_head(lines, index, code, head, is_titled=title is not None)
    clear_body(lines)
    title, lead = _trim_lead(lines, code, head, title)
    if _is_said_again(text, lines):
        drop_repeats(lines)
    _clear_foot(lines, code, head.credits)
    edits = paragraph_edits(text, lines, wording, code)
    body = apply(text, edits)
    if any(paragraph != paragraph.strip() or not paragraph for paragraph in body.split("\n")):
        loose = [Edit(*match.span(), "", "white-space") for match in _LOOSE.finditer(body)]
        edits = compose(text, edits, loose)
        body = apply(text, edits)
    return CleanText(
        body=body,
        headline=title,
        language=code,
        located=lead.place or located or next(iter(head.places), None),
        outlet=lead.outlet,
        credits=head.credits,
        header_date=header_date(head.dates, code),
        text_date=text_date(body, code),
        edits=merge_whitespace(raw, compose(raw, first, edits)),
    )


def _prose_sample(lines: list[Line]) -> str:
    """Some of the text's paragraphs: menus and captions are in any language."""
    sample: list[str] = []
    size = 0
    for line in lines:
        if line.is_prose:
            sample.append(line.text[:LANGUAGE_CHARACTERS])
            size += len(line.text)
            if size > LANGUAGE_CHARACTERS:
                break
    return "\n".join(sample) or "\n".join(line.text for line in lines[:LANGUAGE_CHARACTERS])


def _drop_after_credits(lines: list[Line]) -> None:
    """An editor's or reporter's line after the text ends the article."""
    begin = next((index for index, line in enumerate(lines) if line.kept and is_strong(line)), len(lines))
    marks = [index for index, line in enumerate(lines) if line.rule in ("editor", "byline") and index > begin]
    for index in marks[:MOST_MARKS]:
        drop_rest(lines, index + 1, "tail-matter")


def _trim_lead(lines: list[Line], language: str, head: Head, title: str | None) -> tuple[str | None, Lead]:
    """Take dateline and credits off the first lines that have them: behind a paragraph none stands."""
    found = Lead(None, None, head.credits)
    drop_titled_caption([line for line in lines if line.kept][:LEAD_LINES], language)
    first = [line for line in lines if line.kept][:LEAD_LINES]
    labelled = _labelled(first, language)
    for line in _till_paragraph(first):
        if line in labelled:
            continue
        start, text = line.start, line.text
        lead = _take_lead(line, language, head.credits)
        if line.start > start and names_a_year(text[: line.start - start]):
            head.dates.append(text[: line.start - start])
        if line.start == start and (fused := take_fused(line, language)) is not None:
            title = title or fused or None
            lead = _take_lead(line, language, head.credits)
        found = Lead(found.place or lead.place, found.outlet or lead.outlet, head.credits)
        if line.start > start and line.kept and not line.is_prose:
            _look_again(line, language)
    return title, found


def _till_paragraph(lines: list[Line]) -> Iterator[Line]:
    """The lines down to the first paragraph that is long still when the next one is asked for."""
    for line in lines:
        yield line
        if len(line.text) > LONG_PROSE:
            break


def _labelled(lines: list[Line], language: str) -> list[Line]:
    """The lines that begin with a bare place, where more than one does: news of several places, each named."""
    datelines = ((line, find_dateline(line.text, language)) for line in _till_paragraph(lines))
    labelled = [line for line, dateline in datelines if dateline and dateline.is_bare]
    return labelled if len(labelled) > 1 else []


def _look_again(line: Line, language: str) -> None:
    """Drop a line that the pack knows now that it is shorter."""
    look_up([line], language)
    if line.known:
        line.drop(line.known.rule)


def _is_said_again(text: str, lines: list[Line]) -> bool:
    """Whether the first line, which lost its dateline, stands in a later one."""
    first = next((line for line in lines if line.kept), None)
    return first is not None and bool(first.trims) and text.find(first.text, first.end) >= 0


def _take_lead(line: Line, language: str, found: Credits) -> Lead:
    lead = take_lead(line, language)
    found.add(lead.credits)
    return lead


def _clear_foot(lines: list[Line], language: str, found: Credits) -> None:
    """Drop what stands below the article, and trim the end of its last line, until neither finds anything."""
    for _ in range(MOST_ROUNDS):
        _read_foot(lines, language, found)
        found.add(read_signature(lines, language))
        has_dropped = clear_tail(lines)
        if not _trim_foot(lines, language, found) and not has_dropped:
            break


def _trim_foot(lines: list[Line], language: str, found: Credits) -> bool:
    """Take marks, initials and debris off the last line; tell whether nothing of it was left."""
    has_dropped = False
    for line in reversed([line for line in lines if line.kept]):
        if _trim_tails(line, language, found) and line.kept:
            _look_again(line, language)
        if line.kept:
            break
        has_dropped = True
    return has_dropped


def _trim_tails(line: Line, language: str, found: Credits) -> bool:
    """Trim one tail behind another; tell whether there was one."""
    whole = line.end
    for _ in range(MOST_ROUNDS):
        end = line.end
        found.add(take_tail(line, language))
        if line.end == end or not line.kept:
            break
    return line.end < whole


def _read_foot(lines: list[Line], language: str, found: Credits) -> None:
    """Read the initials and marks that stand on lines of their own after the text."""
    for line in reversed([line for line in lines if line.kept][-FOOT_LINES:]):
        if line.is_prose:
            return
        names, _ = take_foot(line, language)
        found.add(names)
