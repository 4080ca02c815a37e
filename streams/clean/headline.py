"""The headline: the producer's, or a line that looks like one.

Never simply the first line, which in many feeds is the article.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from streams.clean.dateline import find_dateline
from streams.clean.lines import CLOSING_MARKS, Line, unsigned
from streams.clean.repeats import key
from streams.clean.standing import is_signature
from streams.languages.clean_data import clean_data

LONGEST = 160
FEWEST_WORDS = 4
LONGEST_KICKER = 5  # words
LONGEST_LABEL = 12
LEAST_SHARED, LEAST_SHARED_OF_LONGER = 0.6, 0.5  # of the words of a headline and its other wording
SHORTEST_TITLE_WORD = 4  # shorter ones are in lower case in titles, too
MOST_WORDINGS = 2  # of one headline below it
SEARCHED_LINES = 30

_LETTERS = re.compile(r"\w*[^\W\d_]\w*")
_WORD = re.compile(r"\w+")
_FULL_STOP = re.compile(r"(?<![.…])[.]['\"”’»)\]]*$")
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|„[^“]*“")
_BREADCRUMB = re.compile(
    r"[^/>»›]{2,30}(?: [/>»›] ?[^/>»›]{2,40}){2,5}|[^>»›]{2,25} [>»›] [^>»›]{2,40}"
    r"|[^«>»›]{2,30}(?: [>»›] ?[^«>»›]{2,40}){1,4} [>»›] ?[^«>»›]{2,160}"  # with the headline as its end
)
_TWO_SENTENCES = re.compile(r"(?:[^\W\d_]{3}|\d ?(?:[A-Z]|%))\. +[\"“‘]?[A-Z]")  # "Rp 10 M. Untuk" too


def take_headline(lines: list[Line], hint: str | None, language: str) -> tuple[str | None, int]:
    """Give the headline, and the index of its line (-1 where no line holds it); the line is dropped.

    Lines before it, which no article has, go as well, and the same headline in other words below it.
    """
    head = [index for index, line in enumerate(lines[:SEARCHED_LINES]) if line.kept]
    index = _hinted(lines, hint) if hint else -1
    if index < 0:
        found = _found(lines, head, language)
        index = found if not hint or (found >= 0 and _are_alike(hint, lines[found].text)) else -1
    if index < 0:
        return hint, -1
    if hint and hint.startswith(lines[index].text):
        hint = lines[index].text  # the page's title has the site's name behind it
    lines[index].drop("headline")
    for line in lines[:index]:
        if line.kept and not (hint and line.is_prose):
            line.drop("kicker")
    title = hint or lines[index].text
    _drop_other_wordings(lines, title, [place for place in head if place > index], language)
    return title, index


def _drop_other_wordings(lines: Sequence[Line], title: str, below: Sequence[int], language: str) -> None:
    """Drop the headline's other wordings, of the lines `below` those right under it."""
    for place, follower in pairwise(below[: MOST_WORDINGS + 1]):
        line = lines[place]
        if line.is_prose or not _are_alike(title, line.text) or not is_headline(line, lines[follower], language):
            return
        line.drop("headline")


def _hinted(lines: Sequence[Line], hint: str) -> int:
    wanted = key(hint)
    for index, line in enumerate(lines[:SEARCHED_LINES]):
        if wanted and line.rule in (None, "kicker") and key(line.text) == wanted:
            return index
    return -1


def _are_alike(one: str, other: str) -> bool:
    """Whether two headlines share most words of the shorter, and half of the longer's: a standfirst says more."""
    words = [set(_WORD.findall(text.casefold())) for text in (one, other)]
    shorter, longer = sorted(map(len, words))
    shared = len(words[0] & words[1])
    return shorter >= FEWEST_WORDS and shared >= LEAST_SHARED * shorter and shared >= LEAST_SHARED_OF_LONGER * longer


def _found(lines: Sequence[Line], head: Sequence[int], language: str) -> int:
    """The first line before the article that has a headline's length; else a short one right before a paragraph."""
    candidates = []
    for place, index in enumerate(head):
        line = lines[index]
        follower = lines[head[place + 1]] if place + 1 < len(head) else None
        is_apart = place + 1 < len(head) and head[place + 1] > index + 1
        if (
            not follower
            or not is_headline(line, follower, language)
            or (not is_apart and _is_lead(line, follower, language))
        ):
            if line.text[-1] == "," and is_signature(lines, index, language):
                continue
            if follower and len(line.text) <= LONGEST_LABEL and not line.is_list_item and line.text[-1] not in ":;,":
                continue  # a section's name, perhaps with a full stop ("U.S.")
            break
        if not line.text[0].islower() and not _BREADCRUMB.fullmatch(line.text):
            candidates.append(index)
    fewest = FEWEST_WORDS - clean_data(language).headlines_have_kickers
    long = [index for index in candidates if len(_LETTERS.findall(lines[index].text)) >= fewest]
    if len(long) > 1:
        long = [index for index in long if not is_signature(lines, index, language)] or long
    if long:
        return long[1] if len(long) > 1 and _is_kicker(lines, long, language) else long[0]
    return candidates[0] if len(candidates) == 1 and len(lines[candidates[0]].text.split()) > 1 else -1


def _is_lead(line: Line, follower: Line, language: str) -> bool:
    """Whether a question or an exclamation right above a paragraph is the text's beginning and no headline.

    It is, without capitals in a language whose headlines have them: those that have none come with a dateline below.
    """
    if not clean_data(language).headlines_have_capitals or line.text.rstrip(CLOSING_MARKS)[-1:] not in {"?", "!"}:
        return False
    long = [word for word in _LETTERS.findall(line.text)[1:] if len(word) >= SHORTEST_TITLE_WORD]
    lower = sum(word[0].islower() for word in long)
    return lower > len(long) / 2 and not find_dateline(follower.text, language)


def _is_kicker(lines: Sequence[Line], candidates: Sequence[int], language: str) -> bool:
    """Whether the first of several candidates is the short line that some languages have above a headline."""
    first, second = (len(lines[index].text.split()) for index in candidates[:2])
    is_next = candidates[1] == candidates[0] + 1
    return clean_data(language).headlines_have_kickers and is_next and first <= LONGEST_KICKER and second > first - 2


def is_headline(line: Line, follower: Line, language: str) -> bool:
    """Whether a line can be a headline, with `follower` after it."""
    text = line.text
    if line.is_parted or len(text) > LONGEST or line.is_list_item or _TWO_SENTENCES.search(_QUOTED.sub("", text)):
        return False
    if find_dateline(text, language):
        return False
    goes_on = text.rstrip(CLOSING_MARKS)[-1:] in {",", ";", ":"}
    if goes_on or _FULL_STOP.search(text) or _FULL_STOP.search(unsigned(text)):
        return bool(find_dateline(follower.text, language)) and text[-1] == "."
    return True
