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
_TAG_END, _EQUALS, _QUOTES = 62, 61, (34, 39)
_MOST_BLANKS = 8
_BLANK = np.isin(np.arange(256), (9, 10, 12, 13, 32))


def check(page: str) -> None:
    """Refuse a page that is too large, or has or nests tags or attributes beyond any real page.

    Raises:
        RejectedError: `TOO_LARGE` or `TOO_DEEP`.
    """
    if len(page) > MOST_CHARACTERS:
        raise RejectedError(Reason.TOO_LARGE, f"a page of {len(page):,} characters, more than {MOST_CHARACTERS:,}")
    if page.count("<") > MOST_TAGS:
        raise RejectedError(Reason.TOO_LARGE, f"a page of more than {MOST_TAGS:,} tags")
    lowered = page.encode("utf-8", "surrogatepass").lower()
    if _depth(lowered) > DEEPEST:
        raise RejectedError(Reason.TOO_DEEP, f"tags nested more than {DEEPEST} deep")
    if _attributes(lowered) > MOST_ATTRIBUTES:
        raise RejectedError(Reason.TOO_LARGE, f"a tag of more than {MOST_ATTRIBUTES:,} attributes")


def _depth(page: bytes) -> int:
    """The deepest nesting, or 0 where there is little; a closing tag closes one of its own name, or nothing."""
    if page.count(b"<") - page.count(b"</") <= DEEPEST:
        return 0
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


def _attributes(page: bytes) -> int:
    """No tag of the page has more attributes than this.

    A tag ends at the first ">" that is in no quotes. What quotes, comments and scripts are, parsers see in many ways;
    but a ">" is in none where the last quotation mark before it does not stand behind "=". Between two such places
    there is at most one long tag, and it has at most as many attributes as there are different words.
    """
    codes = np.frombuffer(page, np.uint8)
    ends = np.flatnonzero(codes == _TAG_END)
    for quote in _QUOTES:
        marks = np.flatnonzero(codes == quote)
        if marks.size:
            last = np.searchsorted(marks, ends) - 1
            ends = ends[(last < 0) | ~_may_open(codes, marks)[last]]
    edges = np.concatenate(([0], ends, [codes.size]))
    longest = np.flatnonzero(np.diff(edges) > 2 * MOST_ATTRIBUTES)
    return max((_names(page[edges[i] : edges[i + 1]]) for i in longest), default=0)


def _may_open(codes: npt.NDArray[np.uint8], marks: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
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
