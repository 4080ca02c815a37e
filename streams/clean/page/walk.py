"""An element's text as lines: broken at block elements, without what the page calls something else."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from streams.clean.page.named import is_beside

LARGEST_LINKED_LINE = 0.6
LARGEST_LINKED_ITEM = 0.4
LONGEST_LINKED_LINE = 300

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "table",
        "tr",
        "td",
        "th",
        "tbody",
        "thead",
        "header",
        "address",
        "hr",
        "center",
        "body",
        "details",
        "summary",
        "form",
    ]
)
_BLANK = re.compile(r"[\s\xa0]+")


def text_lines(root: LexborNode) -> Iterator[str]:
    """The lines of an element, without those that are menus."""
    return (line.text for line in _Walk(root).lines if not line.is_menu)


class _Line:
    """A line of text, and how much of it stands in links."""

    def __init__(self, text: str, linked: float, tag: str) -> None:
        self.text = text
        self.is_menu = (
            tag == "h1"
            or (linked > LARGEST_LINKED_LINE and len(text) < LONGEST_LINKED_LINE)
            or (tag == "li" and linked > LARGEST_LINKED_ITEM)
        )


class _Walk:
    """Goes through an element in the order of the text and breaks lines at block elements; no recursion."""

    def __init__(self, root: LexborNode) -> None:
        self.lines: list[_Line] = []
        self._pieces: list[tuple[str, bool]] = []
        self._stack: list[tuple[LexborNode, bool, bool]] = []
        self._tag = "p"
        self._push(root, is_linked=False)
        while self._stack:
            node, is_linked, is_end = self._stack.pop()
            if is_end:
                self._break("p")
            else:
                self._visit(node, is_linked=is_linked)
        self._break("p")

    def _visit(self, node: LexborNode, *, is_linked: bool) -> None:
        tag = node.tag or ""
        if tag == "-text":
            self._pieces.append((node.text(deep=False), is_linked))
        elif tag == "br":
            self._break(self._tag)
        elif tag in _BLOCKS:
            self._break(tag)
            if not is_beside(node):
                self._stack.append((node, is_linked, True))
                self._push(node, is_linked=is_linked)
        elif not tag.startswith(("-", "_")) and not is_beside(node):
            self._push(node, is_linked=is_linked or tag == "a")

    def _push(self, node: LexborNode, *, is_linked: bool) -> None:
        children = []
        child = node.child
        while child is not None:
            children.append((child, is_linked, False))
            child = child.next
        self._stack += reversed(children)

    def _break(self, tag: str) -> None:
        """End the line; the next one begins in an element `tag`."""
        text = _BLANK.sub(" ", "".join(piece for piece, _ in self._pieces)).strip()
        if text:
            linked = sum(len(piece) for piece, is_linked in self._pieces if is_linked)
            self.lines.append(_Line(text, linked / sum(len(piece) for piece, _ in self._pieces), self._tag))
        self._pieces = []
        self._tag = tag
