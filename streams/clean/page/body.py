"""The article's text in a page, the fast way.

The element around most of the paragraphs, without what its classes call something else.
"""

from collections.abc import Iterable
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from streams.clean.page.named import names, names_body, names_other
from streams.clean.page.walk import text_lines

SHORTEST_PARAGRAPH = 30
SHORTEST_OWN_TEXT = 300
LARGEST_LINKED = 0.5  # share of a paragraph's characters inside links
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


class FastBody(NamedTuple):
    """The article's paragraphs, one a line.

    Also how many characters all paragraphs of the page have, and whether the page calls this its article.
    """

    text: str
    paragraph_characters: int
    is_named: bool


def fast_body(tree: LexborHTMLParser) -> FastBody:
    """Find the article; the text is empty where no element holds any. The tree loses what is dropped."""
    tree.strip_tags(_DROPPED)
    root, characters = _root(tree.css("p, pre, blockquote"))
    is_unmarked = root is None
    if root is None:
        root, characters = _unmarked_root(tree)
    if root is None:
        return FastBody("", 0, is_named=False)
    text = "\n".join(text_lines(root))
    return FastBody(text, characters, is_named=is_unmarked or _is_named(root))


def _is_named(root: LexborNode) -> bool:
    """Whether the page itself calls an element, or one closely around it, its article."""
    node: LexborNode | None = root
    for _ in range(NAMING_ANCESTORS):
        if node is None:
            return False
        if node.tag == "article" or node.attributes.get("itemprop") == "articleBody" or names_body(names(node)):
            return True
        node = node.parent
    return False


def _root(paragraphs: Iterable[LexborNode]) -> tuple[LexborNode | None, int]:
    """The element that most paragraphs, weighted by length, stand in; and the length of all paragraphs."""
    characters = 0
    scores: dict[int, float] = {}
    nodes: dict[int, LexborNode] = {}
    for paragraph in paragraphs:
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


def _unmarked_root(tree: LexborHTMLParser) -> tuple[LexborNode | None, int]:
    """Of a page without paragraphs, the element whose text line breaks part, or that most such elements are in."""
    sizes: dict[int, int] = {}
    nodes: dict[int, LexborNode] = {}
    for node in tree.body.traverse(include_text=True) if tree.body else ():
        parent = node.parent
        if node.tag == "-text" and parent is not None and parent.tag != "a":
            sizes[parent.mem_id] = sizes.get(parent.mem_id, 0) + len(node.text(deep=False).strip())
            nodes[parent.mem_id] = parent
    best = max(sizes, key=lambda identity: sizes[identity], default=None)
    if best is not None and sizes[best] >= SHORTEST_OWN_TEXT and nodes[best].css_first("br"):
        return nodes[best], sum(size for size in sizes.values() if size >= SHORTEST_PARAGRAPH)
    return _root(node for identity, node in nodes.items() if sizes[identity] >= SHORTEST_PARAGRAPH)


def _weight(paragraph: LexborNode, text: str) -> float:
    if len(text) < SHORTEST_PARAGRAPH:
        return 0
    linked = sum(len(link.text(deep=True)) for link in paragraph.css("a"))
    return 0 if linked > len(text) * LARGEST_LINKED else 1 + text.count(",") + min(len(text) / 100, 3)


def _bonus(node: LexborNode) -> float:
    said = names(node)
    beside = OTHER_CLASS if names_other(said) else 0
    return names_body(said) * BODY_CLASS + (node.tag == "article") * ARTICLE_ELEMENT + beside
