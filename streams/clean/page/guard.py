"""What no parser is given: lxml loses all text of a page nested 100,000 deep without a word, and others hang on it."""

import re

import numpy as np

from streams.errors import Reason, RejectedError

MOST_CHARACTERS = 2_000_000
DEEPEST = 512
MOST_TAGS = 100_000

# Not the tags that hold nothing, and not those that the next one closes: they do not nest.
_FLAT = (
    "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
    "|p|li|dt|dd|option|optgroup|tr|td|th|thead|tbody|tfoot|colgroup|html|head|body|script|style|path"
)
# In lower case and bytes, which are scanned twice as fast. A name ends where a parser ends it: "<p.x>" is no paragraph.
_NESTING_TAG = re.compile(rf"<(/?)(?!(?:{_FLAT})[\t\n\f\r />])[a-z]".encode())


def check(page: str) -> None:
    """Refuse a page that is too large, has too many tags or nests them beyond any real page; one linear look.

    Raises:
        RejectedError: `TOO_LARGE` or `TOO_DEEP`.
    """
    if len(page) > MOST_CHARACTERS:
        raise RejectedError(Reason.TOO_LARGE, f"a page of {len(page):,} characters, more than {MOST_CHARACTERS:,}")
    if page.count("<") > MOST_TAGS:
        raise RejectedError(Reason.TOO_LARGE, f"a page of more than {MOST_TAGS:,} tags")
    if _depth(page) > DEEPEST:
        raise RejectedError(Reason.TOO_DEEP, f"tags nested more than {DEEPEST} deep")


def _depth(page: str) -> int:
    """The deepest nesting; a closing tag too many does not hide what opens after it."""
    slashes = _NESTING_TAG.findall(page.encode("utf-8", "surrogatepass").lower())
    steps = np.array([-1 if slash else 1 for slash in slashes], dtype=np.int32)
    if not steps.size:
        return 0
    depth = np.concatenate(([0], np.cumsum(steps)))
    return int((depth - np.minimum.accumulate(depth)).max())
