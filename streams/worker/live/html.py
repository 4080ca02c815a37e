"""HTML that cannot forget to escape: whatever is not made here is text."""

import re
from collections.abc import Iterable
from html import escape
from typing import TypeAlias, Union

CONTROLS = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160)], "\ufffd")
VOID = frozenset({"input", "link", "meta"})
WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


Child: TypeAlias = Union[str, Iterable["Child"], None]  # noqa: UP007 - a name in quotes takes no |
Attribute: TypeAlias = str | int | bool | None


def element(name: str, /, *children: Child, **attributes: Attribute) -> Html:
    """An element. Attributes are written `class_` and `aria_label`; those that are None or False are left out."""
    opening = name + "".join(_attribute(key, value) for key, value in attributes.items())
    if name in VOID:
        return Html(f"<{opening}>")
    return Html(f"<{opening}>{joined(*children)}</{name}>")


def joined(*children: Child) -> Html:
    """The children one after the other."""
    return Html("".join(map(_html, children)))


def web_link(uri: str) -> Html:
    """A link where the uri is one of the web, else its text: a `javascript:` uri is nothing to click on."""
    if not WEB.match(uri):
        return element("bdi", uri, class_="uri")
    return element("a", element("bdi", uri), href=uri, class_="uri", rel="noopener noreferrer nofollow")


def _html(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return child
    if isinstance(child, str):
        return _text(child)
    return joined(*child)


def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    plain = name.strip("_").replace("_", "-")
    return f" {plain}" if value is True else f' {plain}="{_text(str(value))}"'


def _text(text: str) -> str:
    return escape(text.translate(CONTROLS), quote=True)
