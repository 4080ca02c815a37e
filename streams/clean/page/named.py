"""What an element says of itself with its class, id and style: the article's body, or something beside it."""

import re

from selectolax.lexbor import LexborNode

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


def names(node: LexborNode) -> str:
    """An element's class and id."""
    attributes = node.attributes
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}"


def names_body(names: str) -> bool:
    """Whether class and id call an element an article's body."""
    return bool(_BODY.search(names))


def names_other(names: str) -> bool:
    """Whether class and id call an element something else than an article's body."""
    return bool(_BESIDE.search(names)) and not _BODY.search(names)


def is_beside(node: LexborNode) -> bool:
    """Whether an element says of itself that it is hidden or something else than the article."""
    attributes = node.attributes
    if not attributes:
        return False
    style = (attributes.get("style") or "").replace(" ", "")
    if "hidden" in attributes or "display:none" in style or attributes.get("aria-hidden") == "true":
        return True
    return names_other(names(node))
