"""The phrases of a language pack, ready to be looked up: a line in, the name of the rule that knows it out.

A phrase's first word leads to the few patterns that begin with it; of the others a line meets only those whose longest
words it has.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import NamedTuple

from streams.languages.clean_data import Phrases

LONGEST_LINE = 400  # debris is short; longer lines are looked at only by patterns of their own
LONGEST_OTHER_LINE = 250  # for a pattern that begins with a wild card
LONGEST_VAGUE_LINE = 100  # for a pattern with only one word of its own

NAME = r"[^\W\d_a-z][\w.'’-]*(?: (?:[^\W\d_a-z][\w.'’-]*|(?:van|von|de|del|der|da|bin|binti|al|el|di|la)\b)){0,5}"
_WILD = {"*": r".*", "#": r"\d[\d.,]*", "@": rf"(?-i:{NAME})"}
_WORD = re.compile(r"\w+")
_WHOLE_WORD = re.compile(r"(?<![\w*#@])\w+(?![\w*#@])")
_SPECIAL = re.compile(r"[*#@]")
_PATTERN = re.compile(r"[\w©]|#[^#]")  # "***" and "###" are marks, not patterns
_MARK = re.compile(r"[:/(|©]")
_BULLETS = frozenset({"* ", "• ", "► ", "▪ ", "■ ", "→ "})
_EDGE = " \t:.…|»«›>‹<•▪►■◆·*–—-"


class Known(NamedTuple):
    """What the pack knows of a line: the table the phrase stands in, and the rule's name."""

    scope: str
    rule: str


# The longest piece without wild cards, the whole pattern, and what it says.
_Pattern = tuple[str, Callable[[str], re.Match[str] | None], Known]


def has_any(text: str, needles: tuple[str, ...]) -> bool:
    """Whether one of some strings stands in a text: the cheap look before a regular expression."""
    for needle in needles:  # noqa: SIM110 - a generator costs three times as much
        if needle in text:
            return True
    return False


def phrase_regex(phrase: str) -> str:
    """A phrase as a regular expression, to be compiled with `re.IGNORECASE`."""
    return "".join(_WILD.get(char) or (r"\s+" if char == " " else re.escape(char)) for char in phrase)


class Phrasebook:
    """Looks up whole lines."""

    def __init__(self, scopes: Mapping[str, Phrases]) -> None:
        self._exact: dict[str, Known] = {}
        self._by_word: dict[str, list[_Pattern]] = defaultdict(list)
        self._by_inner: dict[str, list[_Pattern]] = defaultdict(list)
        self._vague: list[_Pattern] = []
        self._others: list[_Pattern] = []
        for scope, phrases in scopes.items():
            for rule, texts in phrases.items():
                for text in texts:
                    self._add(text, Known(scope, rule))

    def _add(self, text: str, known: Known) -> None:
        if not _SPECIAL.search(text) or not _PATTERN.search(text):
            self._exact.setdefault(_key(text.casefold()), known)
            return
        needle = max(_SPECIAL.split(text.casefold()), key=len).strip()
        pattern = (needle, re.compile(phrase_regex(text), re.IGNORECASE).fullmatch, known)
        first = _WORD.match(text)
        if len(_WORD.findall(text)) < 2 and not _MARK.search(text):
            self._vague.append(pattern)
        elif first and text[first.end()] not in "*#@":
            self._by_word[first[0].casefold()].append(pattern)
        elif whole := _whole_words(text):
            self._by_inner[max(whole, key=len)].append(pattern)
        else:
            self._others.append(pattern)

    def look_up(self, line: str) -> Known | None:
        """What is known of a line; a phrase without wild cards first, then in the order of the scopes."""
        if len(line) > LONGEST_LINE:
            return None
        folded = line.casefold()
        if known := self._exact.get(_key(folded)):
            return known
        if line[:2] in _BULLETS:
            line, folded = line[2:], folded[2:]
        first = _WORD.match(folded)
        by_word = self._by_word.get(first[0]) if first else None
        if by_word and (known := _first_match(by_word, line, folded)):
            return known
        return self._look_inside(line, folded) if len(line) <= LONGEST_OTHER_LINE else None

    def _look_inside(self, line: str, folded: str) -> Known | None:
        """What the patterns know that do not begin with a word of their own."""
        if len(line) <= LONGEST_VAGUE_LINE and (known := _first_match(self._vague, line, folded)):
            return known
        for word in _WORD.findall(folded):
            if (inner := self._by_inner.get(word)) and (known := _first_match(inner, line, folded)):
                return known
        return _first_match(self._others, line, folded)


def _first_match(patterns: list[_Pattern], line: str, folded: str) -> Known | None:
    for needle, match, known in patterns:
        if needle in folded and match(line):
            return known
    return None


def _whole_words(phrase: str) -> list[str]:
    """The words of a phrase that no wild card touches, so that they stand in the line as they are."""
    folded = phrase.casefold()
    return [match[0] for match in _WHOLE_WORD.finditer(folded)]


def _key(text: str) -> str:
    """A case-folded line without marks around it, to be compared as a whole."""
    text = " ".join(text.replace("i\u0307", "i").split())  # the Turkish capital I keeps its dot apart
    return text.strip(_EDGE) or text
