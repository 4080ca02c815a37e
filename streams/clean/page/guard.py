"""What no parser is given.

Of a page nested 100,000 deep lxml loses all text without a word, and others hang on it. A tag of 200,000 attributes
keeps every parser in one call of C for minutes, which no time limit can end: each looks for each name among all
before it.
"""

import re
from collections import Counter

import numpy as np
import numpy.typing as npt

from streams.errors import Reason, RejectedError

Codes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.intp]

MOST_CHARACTERS = 2_000_000
DEEPEST = 512
MOST_TAGS = 20_000  # opening and closing ones; the largest of 181 real pages has 3,200
MOST_ATTRIBUTES = 2_000  # of one tag; a page full of such tags is parsed in three seconds

# Not the tags that hold nothing, and not those that the next one closes: they do not nest.
_FLAT = (
    "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
    "|p|li|dt|dd|option|optgroup|tr|td|th|thead|tbody|tfoot|colgroup|html|head|body|script|style|path"
)
# In lower case and bytes, which are scanned twice as fast. A name ends where a parser ends it: "<p.x>" is no paragraph.
_NESTING_TAG = re.compile(rf"<(/?)(?!(?:{_FLAT})[\t\n\f\r />])([a-z][^\t\n\f\r />]*+)".encode())
_TAG = re.compile(rb"<[a-z]")
_NAME = re.compile(rb"[^\t\n\f\r />=]+")  # the end of one is an attribute's name, whatever else it holds
_TAG_BEGIN, _TAG_END, _SLASH, _EQUALS, _QUOTES = 60, 62, 47, 61, (34, 39)
_A, _Z = 97, 122
_KEY_BYTES = 8  # of a name, as one number
_PADDING = bytes(_KEY_BYTES + 2)  # so that every "<" has as many behind it
_ENDS_NAME = np.isin(np.arange(256), (0, 9, 10, 12, 13, 32, _SLASH, _TAG_END))
_FLAT_KEYS = np.array(sorted(int.from_bytes(name.encode(), "little") for name in _FLAT.split("|")), np.uint64)
_MOST_BLANKS = 8
_BLANK = np.isin(np.arange(256), (9, 10, 12, 13, 32))


def check(page: str) -> None:
    """Refuse a page that is too large, or has or nests tags or attributes beyond any real page.

    Raises:
        RejectedError: `TOO_LARGE` or `TOO_DEEP`.
    """
    if len(page) > MOST_CHARACTERS:
        raise RejectedError(Reason.TOO_LARGE, f"a page of {len(page):,} characters, more than {MOST_CHARACTERS:,}")
    lowered = page.encode("utf-8", "surrogatepass").lower() + _PADDING
    codes = np.frombuffer(lowered, np.uint8)
    tags = np.flatnonzero(codes == _TAG_BEGIN)
    if tags.size > MOST_TAGS:
        raise RejectedError(Reason.TOO_LARGE, f"a page of more than {MOST_TAGS:,} tags")
    if _depth_quickly(codes, tags) > DEEPEST and _depth(lowered) > DEEPEST:
        raise RejectedError(Reason.TOO_DEEP, f"tags nested more than {DEEPEST} deep")
    if _attributes(lowered, codes) > MOST_ATTRIBUTES:
        raise RejectedError(Reason.TOO_LARGE, f"a tag of more than {MOST_ATTRIBUTES:,} attributes")


def _depth(page: bytes) -> int:
    """The deepest nesting; a closing tag closes one of its own name, or nothing."""
    still_open: Counter[bytes] = Counter()
    depth = deepest = 0
    for slash, name in _NESTING_TAG.findall(page):
        if not slash:
            still_open[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif still_open[name]:
            still_open[name] -= 1
            depth -= 1
    return deepest


def _depth_quickly(codes: Codes, tags: Places) -> int:
    """The same, several times faster, but that no closing tag closes one whose name has eight letters or more."""
    closing = codes[tags + 1] == _SLASH
    names = codes[(tags + 1 + closing)[:, None] + np.arange(_KEY_BYTES)]
    inside = ~np.logical_or.accumulate(_ENDS_NAME[names], axis=1)
    keys = np.ascontiguousarray(names * inside).view(np.uint64)[:, 0]
    is_long = inside[:, -1]
    is_named = (names[:, 0] >= _A) & (names[:, 0] <= _Z)
    counts = is_named & np.where(is_long, ~closing, ~_is_flat(keys))
    return _deepest(keys[counts], np.where(closing[counts], -1, 1))


def _is_flat(keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    nearest = np.minimum(np.searchsorted(_FLAT_KEYS, keys), _FLAT_KEYS.size - 1)
    flat: npt.NDArray[np.bool_] = _FLAT_KEYS[nearest] == keys
    return flat


def _deepest(keys: npt.NDArray[np.uint64], steps: Places) -> int:
    """The most that are open at once, where each closing one (-1) closes an opening one (1) of its key, or nothing."""
    if not keys.size:
        return 0
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=~keys[order[0]]))
    part = np.repeat(np.arange(starts.size), np.diff(starts, append=keys.size))
    sums = np.cumsum(steps[order])
    sums -= (sums[starts] - steps[order][starts])[part]
    far = part * (2 * keys.size)  # each part lies below all before it: the lowest so far is the lowest of the part
    lowest = np.minimum.accumulate(sums - far) + far
    still_open = sums - np.minimum(lowest, 0)
    changes = np.diff(still_open, prepend=0)
    changes[starts] = still_open[starts]
    by_place = np.empty_like(changes)
    by_place[order] = changes
    return int(np.cumsum(by_place).max())


def _attributes(page: bytes, codes: Codes) -> int:
    """No tag of the page has more attributes than this.

    A tag ends at the first ">" that is in no quotes. What quotes, comments and scripts are, parsers see in many ways;
    but a ">" is in none where the last quotation mark before it does not stand behind "=". Between two such places
    there is at most one long tag, and it has at most as many attributes as there are different words.
    """
    ends = np.flatnonzero(codes == _TAG_END)
    for quote in _QUOTES:
        marks = np.flatnonzero(codes == quote)
        if marks.size:
            last = np.searchsorted(marks, ends) - 1
            ends = ends[(last < 0) | ~_may_open(codes, marks)[last]]
    edges = np.concatenate(([0], ends, [codes.size]))
    longest = np.flatnonzero(np.diff(edges) > 2 * MOST_ATTRIBUTES)
    return max((_names(page[edges[i] : edges[i + 1]]) for i in longest), default=0)


def _may_open(codes: Codes, marks: Places) -> npt.NDArray[np.bool_]:
    """Whether each quotation mark stands behind "=", perhaps with blanks between them."""
    before = codes[marks - 1]
    for blanks in range(2, _MOST_BLANKS):
        blank = np.flatnonzero(_BLANK[before])
        if not blank.size:
            break
        before[blank] = codes[marks[blank] - blanks]
    may: npt.NDArray[np.bool_] = (before == _EQUALS) | _BLANK[before]
    return may


def _names(piece: bytes) -> int:
    tag = _TAG.search(piece)
    if tag is None or len(piece) - tag.start() < 2 * MOST_ATTRIBUTES:
        return 0
    return len(set(_NAME.findall(piece, tag.start())))
