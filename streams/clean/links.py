"""Links inside running text: "Baca juga: A Title in Capitals" between two sentences of a text without line breaks.

The link ends where its title's capitals do; the last capitalised word before a word in lower case begins the next
sentence. A title in lower case cannot be told from the text, and stays, unless the line ends with it.
"""

import re
from functools import cache
from itertools import takewhile

from streams.clean.edits import Edit
from streams.clean.lines import Line
from streams.clean.phrases import has_any
from streams.clean.places import alternatives
from streams.languages.clean_data import clean_data

SHORTEST_LINE = 200
LONGEST_TITLE = 25  # words
LONGEST_TO_END = 200  # characters of a title that a line ends with
FEWEST_WORDS = 3
NEARBY = 20_000  # characters before and after a name in which it may be said again

_WORD = re.compile(r"\S+")
_STOP = re.compile(r"[.;…](?:\W|$)|[!?]\W*\s")
_ENDS_TITLE = re.compile(r"[?!.]['\"”’)]*$")


@cache
def _label(language: str) -> re.Pattern[str]:
    """What stands before a link, after a sentence."""
    texts = alternatives(clean_data(language).links)
    return re.compile(rf"(?<=[.!?\"”)\]]) ?[(\[]?(?:{texts})\s*")


@cache
def _stems(language: str) -> tuple[str, ...]:
    """The labels' first words, to look for first."""
    return tuple(dict.fromkeys(label.split()[0] for label in clean_data(language).links))


@cache
def _small_words(language: str) -> frozenset[str]:
    """Words that a title has in lower case."""
    data = clean_data(language)
    return frozenset((*data.connectives, *data.title_words))


def stems(text: str, language: str) -> tuple[str, ...]:
    """The first words of links' labels that stand in a text: the only ones to look for in its lines."""
    return tuple(stem for stem in _stems(language) if stem in text)


def cut_links(line: Line, language: str, stems: tuple[str, ...]) -> list[Edit]:
    """Edits that take the links out of a line; `stems` are those of the whole text."""
    edits: list[Edit] = []
    if not has_any(line.text, stems):
        return edits
    is_long = len(line.text) >= SHORTEST_LINE
    for match in _label(language).finditer(line.text):
        is_last = ":" in match[0] and _is_title_to_end(line.text, match.end())
        end = len(line.text) if is_last else _title_end(line.text, match.end(), language) if is_long else 0
        if end and (not edits or line.start + match.start() >= edits[-1].end):
            edits.append(Edit(line.start + match.start(), line.start + end, "", "related"))
    return edits


def _is_title_to_end(text: str, start: int) -> bool:
    """Whether nothing but a title stands behind a label up to a line's end: no sentence ends there."""
    if not 0 < len(text) - start <= LONGEST_TO_END or text[start].islower() or _STOP.search(text, start):
        return False
    return FEWEST_WORDS <= len(text[start:].split()) <= LONGEST_TITLE


def _title_end(text: str, start: int, language: str) -> int:
    """Where a title in capitals ends; 0 where there is none."""
    small = _small_words(language)
    words = list(takewhile(lambda word: word.start() < start + 300, _WORD.finditer(text, start)))[: LONGEST_TITLE + 1]
    for place, word in enumerate(words):
        if (
            _ENDS_TITLE.search(word[0])
            and place + 1 >= FEWEST_WORDS
            and not _goes_on(words[place + 1 : place + 3], small)
        ):
            return word.end()
        if word[0][0].islower() and word[0] not in small:
            return _sentence_start(text, words[:place], small)
    is_to_end = bool(words) and words[-1].end() == len(text)
    return len(text) if is_to_end and len(words) >= FEWEST_WORDS else 0


def _goes_on(words: list[re.Match[str]], small: frozenset[str]) -> bool:
    """Whether a title with a question in it goes on: two more capitalised words."""
    return len(words) > 1 and all(word[0][0].isupper() and word[0] not in small for word in words)


def _sentence_start(text: str, words: list[re.Match[str]], small: frozenset[str]) -> int:
    """The space before the sentence after a title: it begins with the last capitals, or a name said elsewhere."""
    while words and words[-1][0] in small:
        words = words[:-1]
    if len(words) <= FEWEST_WORDS:
        return 0
    first = words[-1].start()
    begin, end = words[-2].start(), words[-1].end()
    if text.count(text[begin:end], max(0, begin - NEARBY), end + NEARBY) > 1:
        first = begin
    return first - 1
