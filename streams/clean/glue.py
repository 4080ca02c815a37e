"""Words that lost the space between them where a page had a link or italics ("meluncurkanroad map", "danBluetooth").

A token is split only where it is no word of the article's language or of English and its parts are frequent words; a
capital inside a token, or a function word behind a name, needs less. A token that stands in the text several times is
a word of its own.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from streams.clean.edits import Edit
from streams.clean.lines import Line
from streams.languages.clean_data import clean_data, words

SHORTEST_TOKEN = 8
LONGEST_TOKEN = 40
SHORTEST_PART = 3
LONGEST_PREFIXED = 5
LONG_PART = 6  # two capitalised parts shorter than this are a brand
REMEMBERED_TOKENS = 50_000
FEWEST_WORDS = 15_000
OFTEN = 3  # a token seen this often in one text is a name or a term
FREQUENT = 9_000  # rank of a word that may be a part
FREQUENT_SHORT = 1_500  # for parts of three letters
FREQUENT_SMALL = 4_000  # for parts of four letters

_TOKEN = re.compile(r"\w{6,}")
_HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")


class _Lexicon(NamedTuple):
    own: dict[str, int]
    other: dict[str, int]
    known: frozenset[str]
    connectives: frozenset[str]
    function_words: tuple[str, ...]
    affixes: tuple[str, ...]
    endings: tuple[str, ...]
    brands: frozenset[str]
    compounds: bool
    in_order: set[str]

    def knows(self, word: str) -> bool:
        return word in self.known

    def is_own(self, word: str) -> bool:
        """Whether a word is the language's rather than English."""
        return self.own.get(word, FREQUENT) < min(FREQUENT, self.other.get(word, FREQUENT))

    def is_first(self, word: str) -> bool:
        """Whether a word can be the first of a glued pair."""
        return word not in self.affixes and self._is_part(word)

    def is_last(self, word: str) -> bool:
        """Whether a word can be the last of a glued pair."""
        return word not in self.endings and self._is_part(word)

    def _is_part(self, word: str) -> bool:
        rank = min(self.own.get(word, FREQUENT), self.other.get(word, FREQUENT))
        return len(word) >= SHORTEST_PART and rank < {3: FREQUENT_SHORT, 4: FREQUENT_SMALL}.get(len(word), FREQUENT)


@cache
def _lexicon(language: str) -> _Lexicon | None:
    own = words(language)
    if not own:
        return None
    data = clean_data(language)
    other = words("en")
    return _Lexicon(
        own,
        other,
        frozenset(own.keys() | other.keys()),
        frozenset(data.connectives),
        data.connectives,
        data.affixes,
        data.endings,
        frozenset(data.outlets),
        data.compounds,
        set(),
    )


def repair_glue(lines: list[Line], language: str) -> list[Edit]:
    """Edits that put the spaces back; none in a language without a word list."""
    lexicon = _lexicon(language)
    if not lexicon:
        return []
    edits: list[Edit] = []
    for token in _glued_tokens(lines, lexicon, language):
        places = list(_places(token, lines))
        if len(places) < OFTEN:
            found = _known_cuts(token, language)
            edits += [Edit(start + cut, start + cut, " ", "glued-words") for start in places for cut in found]
    return sorted(edits)


def _glued_tokens(lines: list[Line], lexicon: _Lexicon, language: str) -> set[str]:
    """The glued words of the text; pieces between blanks that had none once are not looked at again."""
    pieces = set[str]().union(*(line.text.split() for line in lines)) - lexicon.in_order
    glued: set[str] = set()
    for piece in pieces:
        tokens = [token for token in _TOKEN.findall(piece) if _is_doubtful(token, lexicon)]
        found = [token for token in tokens if _known_cuts(token, language)]
        if not found and len(piece) <= LONGEST_TOKEN:
            lexicon.in_order.add(piece)
        glued.update(found)
    if len(lexicon.in_order) > REMEMBERED_TOKENS:
        lexicon.in_order.clear()
    return glued


def _is_doubtful(token: str, lexicon: _Lexicon) -> bool:
    return len(token) <= LONGEST_TOKEN and token.isalpha() and not lexicon.knows(token.lower())


def _places(token: str, lines: list[Line]) -> Iterator[int]:
    """Where a token stands in the text as a word, and not as a piece of an address, a tag or a compound."""
    word = re.compile(rf"(?<![\w./@#:&-]){token}(?![\w/@-]|\.\w)")
    for line in lines:
        for match in word.finditer(line.text):
            yield line.start + match.start()


@lru_cache(maxsize=REMEMBERED_TOKENS)
def _known_cuts(token: str, language: str) -> list[int]:
    """The cuts of a token, remembered: the same names stand in article after article."""
    lexicon = _lexicon(language)
    return cuts(token, lexicon) if lexicon else []


def cuts(token: str, lexicon: _Lexicon) -> list[int]:
    """Where in an unknown token spaces are missing."""
    humps = [match.start() for match in _HUMP.finditer(token)]
    if humps:
        return _cut_at_humps(token, humps, lexicon)
    if token[0].isupper():
        return _cut_connective(token, lexicon)
    return _cut_lower(token, lexicon)


def _cut_at_humps(token: str, humps: list[int], lexicon: _Lexicon) -> list[int]:
    """Before a capital, where one side is a word of the language and the other none of its names ("BukaLapak")."""
    found: list[int] = []
    start = 0
    borders = [*humps, len(token)]
    for hump, end in zip(humps, borders[1:], strict=True):
        if not _may_part(token[start:hump], token[hump:end], lexicon, is_glued=bool(found)):
            return []
        found.append(hump)
        start = hump
    return found + [start + cut for cut in _cut_connective(token[start:], lexicon, is_glued=True)]


def _may_part(left: str, right: str, lexicon: _Lexicon, *, is_glued: bool) -> bool:
    word = left.lower()
    if word in lexicon.connectives:
        return True
    if word in lexicon.brands or len(word) < SHORTEST_PART or not lexicon.knows(word):
        return False
    if left.islower():
        return lexicon.is_own(word)
    is_long = is_glued or (len(word) >= LONG_PART and len(right) >= LONG_PART - 1)
    return is_long and lexicon.is_own(word) != lexicon.is_own(right.lower())


def _cut_connective(token: str, lexicon: _Lexicon, *, is_glued: bool = False) -> list[int]:
    """Between a name and the function word glued to it ("Ramadandan").

    The name is known, unless the token is glued already.
    """
    if not token.lower().endswith(lexicon.function_words):
        return []
    for size in range(min(12, len(token) - SHORTEST_PART - 1), 1, -1):
        name = token[:-size].lower()
        if token[-size:].lower() not in lexicon.connectives:
            continue
        # Names end in the short ones ("Krishnadi"); a foreign word does not.
        is_known = lexicon.is_first(name) or (len(name) >= LONG_PART and lexicon.knows(name))
        is_safe = size >= SHORTEST_PART or (len(name) >= LONG_PART and name not in lexicon.own)
        if (is_safe and is_known) or (is_glued and size > SHORTEST_PART):
            return [len(token) - size]
    return []


def _cut_lower(token: str, lexicon: _Lexicon) -> list[int]:
    """Two or three frequent words, one of the language among them; never where affixes or a compound make one word.

    With a short word list nearly every word is unknown, and says nothing.
    """
    if len(token) < SHORTEST_TOKEN or len(lexicon.own) < FEWEST_WORDS:
        return []
    ends = [cut for cut in range(SHORTEST_PART, len(token) - 2) if lexicon.is_last(token[cut:])]
    pairs = [(cut,) for cut in ends if lexicon.is_first(token[:cut])]
    triples = [
        (first, second)
        for first in range(SHORTEST_PART, len(token) - 6)
        if lexicon.is_first(token[:first])
        for second in ends
        if second >= first + 4 and lexicon.knows(token[first:second])
    ]
    every: list[tuple[int, ...]] = [*pairs] if pairs else [*triples]
    found: list[tuple[int, ...]] = [at for at in every if _is_plausible(token, at, lexicon)]
    if not found or _is_derived(token, lexicon) or not [at for at in found if not _is_prefixed(token, at, lexicon)]:
        return []
    weighed = [(_weight(token, at, lexicon), at) for at in found]
    return list(min(weighed)[1])


def _is_plausible(token: str, at: tuple[int, ...], lexicon: _Lexicon) -> bool:
    """In a language that makes compounds, one part has to be a function word."""
    parts = _parts(token, at)
    if lexicon.compounds:
        return any(part in lexicon.connectives for part in parts)
    return any(lexicon.is_own(part) for part in parts)


def _parts(token: str, at: tuple[int, ...]) -> list[str]:
    borders = (0, *at, len(token))
    return [token[start:end] for start, end in pairwise(borders)]


def _is_derived(token: str, lexicon: _Lexicon) -> bool:
    """Whether the token is a known word with prefixes, endings or both."""
    if token.startswith(lexicon.affixes) and token.endswith(lexicon.endings):
        return True
    stems = [token, *(token.removesuffix(ending) for ending in lexicon.endings if token.endswith(ending))]
    stems += [stem.removeprefix(affix) for stem in stems for affix in lexicon.affixes if stem.startswith(affix)]
    return any(stem != token and len(stem) > SHORTEST_PART and lexicon.knows(stem) for stem in stems)


def _is_prefixed(token: str, at: tuple[int, ...], lexicon: _Lexicon) -> bool:
    """Whether the first part is short and begins as derived words do, and no function word stands beside it."""
    first, *rest = _parts(token, at)
    is_short = len(first) <= LONGEST_PREFIXED and first.startswith(lexicon.affixes)
    return is_short and first not in lexicon.connectives and not lexicon.connectives.intersection(rest)


def _weight(token: str, at: tuple[int, ...], lexicon: _Lexicon) -> int:
    """The ranks of the parts multiplied: the likeliest split has the least."""
    total = 1
    for part in _parts(token, at):
        total *= 1 + min(lexicon.own.get(part, FREQUENT), lexicon.other.get(part, FREQUENT))
    return total
