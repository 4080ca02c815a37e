"""The article's text in a page, the fast way.

The element around most of the paragraphs, without what its classes call something else.
"""

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

SHORTEST_PARAGRAPH = 30
LARGEST_LINKED = 0.5  # share of a paragraph's characters inside links
LARGEST_LINKED_LINE = 0.6
LARGEST_LINKED_ITEM = 0.4
LONGEST_LINKED_LINE = 300
ANCESTORS = (1.0, 0.6, 0.3, 0.15)  # what a paragraph adds to its parent, grandparent and so on
NAMING_ANCESTORS = 3  # the element itself is the first
BODY_CLASS, ARTICLE_ELEMENT, OTHER_CLASS = 25.0, 10.0, -40.0

_DROPPED = [
    "script",
    "style",
    "noscript",
    "iframe",
    "svg",
    "nav",
    "footer",
    "aside",
    "button",
    "select",
    "textarea",
    "template",
    "object",
    "embed",
    "video",
    "audio",
    "canvas",
    "figure",
    "figcaption",
    "dialog",
    "menu",
    "head",
    "math",
    "map",
    "input",
    "label",
    "legend",
]
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
# Words of class names that say an element is beside the article.
_BESIDE = re.compile(
    r"(?:^|[-_\s])(?:comments?|respond|related|shar(?:e|ing)|social|promo(?:ted)?|newsletter|side(?:bar)?|footer|nav|menu|advert|ads?"
    r"|sponsor(?:ed)?|recommend(?:ed)?|popular|trending|tags?|bio|author|byline|caption|credits?|widget|subscribe|subscription|sign-?up"
    r"|breadcrumbs?|outbrain|taboola|disqus|copyright|pagination|pager|cookie|modal|popup|toolbar|rail|teaser|(?:read-?)?more|follow"
    r"|hidden|print|metadata|dateline|timestamp|infobox|toc|references|reflist|editsection|jump|video|gallery|slideshow|poll|most"
    r"|latest|listing|feed|cta|disclaimer|rating|login|register|donate|embed|pull-?quote|correction|disclosure|inset|hat)(?:$|[-_\s])",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"article-?body|story-?body|post-?(?:body|content|text)|entry-?content|article-?(?:content|text)|story-?(?:content|text)"
    r"|(?:^|\s)body-?(?:copy|text)|main-?content",
    re.IGNORECASE,
)
_BLANK = re.compile(r"[\s\xa0]+")


class FastBody(NamedTuple):
    """The article's paragraphs, one a line; how many characters all paragraphs of the page have.

    Whether the page calls it the article.
    """

    text: str
    paragraph_characters: int
    is_named: bool


def fast_body(tree: LexborHTMLParser) -> FastBody:
    """Find the article; the text is empty where no element holds any. The tree loses what is dropped."""
    tree.strip_tags(_DROPPED)
    root, characters = _root(tree)
    if root is None:
        return FastBody("", 0, is_named=False)
    text = "\n".join(line.text for line in _Walk(root).lines if not line.is_menu)
    return FastBody(text, characters, is_named=_is_named(root))


def _is_named(root: LexborNode) -> bool:
    """Whether the page itself calls an element, or one closely around it, its article."""
    node: LexborNode | None = root
    for _ in range(NAMING_ANCESTORS):
        if node is None:
            return False
        if node.tag == "article" or node.attributes.get("itemprop") == "articleBody" or _BODY.search(_names(node)):
            return True
        node = node.parent
    return False


def _root(tree: LexborHTMLParser) -> tuple[LexborNode | None, int]:
    """The element that most paragraphs, weighted by length, stand in; and the length of all paragraphs."""
    characters = 0
    scores: dict[int, float] = {}
    nodes: dict[int, LexborNode] = {}
    for paragraph in tree.css("p, pre, blockquote"):
        text = paragraph.text(deep=True)
        weight = _weight(paragraph, text)
        if not weight:
            continue
        characters += len(text)
        node = paragraph.parent
        for share in ANCESTORS:
            if node is None or node.tag in ("html", "-document"):
                break
            identity = node.mem_id
            if identity not in scores:
                nodes[identity] = node
                scores[identity] = _bonus(node)
            scores[identity] += weight * share
            node = node.parent
    best = nodes[max(scores, key=lambda identity: scores[identity])] if scores else None
    return best, characters


def _weight(paragraph: LexborNode, text: str) -> float:
    if len(text) < SHORTEST_PARAGRAPH:
        return 0
    linked = sum(len(link.text(deep=True)) for link in paragraph.css("a"))
    return 0 if linked > len(text) * LARGEST_LINKED else 1 + text.count(",") + min(len(text) / 100, 3)


def _names(node: LexborNode) -> str:
    attributes = node.attributes
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}"


def _bonus(node: LexborNode) -> float:
    names = _names(node)
    is_body = bool(_BODY.search(names))
    beside = OTHER_CLASS if not is_body and _BESIDE.search(names) else 0
    return is_body * BODY_CLASS + (node.tag == "article") * ARTICLE_ELEMENT + beside


def _is_beside(node: LexborNode) -> bool:
    """Whether an element says of itself that it is hidden or something else than the article."""
    attributes = node.attributes
    if not attributes:
        return False
    style = (attributes.get("style") or "").replace(" ", "")
    if "hidden" in attributes or "display:none" in style or attributes.get("aria-hidden") == "true":
        return True
    names = _names(node)
    return bool(_BESIDE.search(names)) and not _BODY.search(names)


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
            if not _is_beside(node):
                self._stack.append((node, is_linked, True))
                self._push(node, is_linked=is_linked)
        elif not tag.startswith(("-", "_")) and not _is_beside(node):
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
