"""What no parser is given.

Of a page nested 100,000 deep lxml loses all text without a word, and others hang on it. A tag of 200,000 attributes
keeps every parser in one call of C for minutes, which no time limit can end: each looks for each name among all
before it.
"""

import re

import numpy as np

from streams.errors import Reason, RejectedError

MOST_CHARACTERS = 2_000_000
DEEPEST = 512
MOST_TAGS = 100_000
MOST_ATTRIBUTES = 1_000  # of one tag; a page full of such tags is parsed in three seconds

# Not the tags that hold nothing, and not those that the next one closes: they do not nest.
_FLAT = (
    "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
    "|p|li|dt|dd|option|optgroup|tr|td|th|thead|tbody|tfoot|colgroup|html|head|body|script|style|path"
)
# In lower case and bytes, which are scanned twice as fast. A name ends where a parser ends it: "<p.x>" is no paragraph.
_NESTING_TAG = re.compile(rf"<(/?)(?!(?:{_FLAT})[\t\n\f\r />])[a-z]".encode())
# A tag as parsers read it, with so many attributes; tried at every "<", since what looks like a comment or a quoted
# value to one reader is a tag to another. Nothing in it is tried twice in two ways.
_BLANK = r"[\t\n\f\r ]"
_VALUE = rf"{_BLANK}*+=(?:{_BLANK}*+(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r >\"'][^\t\n\f\r >]*+))?+"
_ATTRIBUTE = rf"[\t\n\f\r /]*+[^\t\n\f\r />][^\t\n\f\r />=]*+(?:{_VALUE})?+"
_CROWDED_TAG = re.compile(rf"<[a-z][^\t\n\f\r />]*+(?:{_ATTRIBUTE}){{{MOST_ATTRIBUTES + 1}}}".encode())


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
    if _CROWDED_TAG.search(lowered):
        raise RejectedError(Reason.TOO_LARGE, f"a tag of more than {MOST_ATTRIBUTES:,} attributes")


def _depth(page: bytes) -> int:
    """The deepest nesting; a closing tag too many does not hide what opens after it."""
    slashes = _NESTING_TAG.findall(page)
    steps = np.array([-1 if slash else 1 for slash in slashes], dtype=np.int32)
    if not steps.size:
        return 0
    depth = np.concatenate(([0], np.cumsum(steps)))
    return int((depth - np.minimum.accumulate(depth)).max())
