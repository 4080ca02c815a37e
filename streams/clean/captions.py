"""Captions by the credit they end with: "... in the harbour.AFP", "(OUTLET/NAME)", "... . OUTLET/NAME"."""

import re

from streams.clean.phrases import NAME
from streams.clean.places import DOMAIN, Gazetteer, gazetteer

LONGEST_GLUED = 300
LONGEST_CAPTION = 400
LONGEST_BODY_CAPTION = 160

# An agency glued to the end of a caption; "Photographer/Agency".
_AGENCY = (
    r"(?:AFP|EFE|AP|EPA|REUTERS|Reuters|GETTY|Getty(?: Images)?|ANSA|LaPresse|EP|dpa|DPA|TT|IHA|DHA|AA|ANP|LUSA|Lusa"
    r"|Shutterstock)"
)
_AGENCY_NAME = re.compile(_AGENCY)
_GLUED = re.compile(
    rf"[.!?\"”)]{_AGENCY}(?: ?/ ?[\w ]{{2,30}})?$"
    rf"|^(?:[^\W\d_][\w.'-]* ){{1,4}}?[^\W\d_][\w.'-]* ?/ ?{_AGENCY}\b.{{0,30}}$"
)
_BRACKETS = re.compile(r"\s?[(\[](?P<credit>[^()\[\]]{4,70})[)\]]\.?$")
_LAST_PART = re.compile(r"(?:^|[.!?)] ?| [-–—] |[|:] ?)(?P<credit>[^.!?|:()]{2,20}(?:\.\w{2,3})?/[^!?|:()]{2,50})$")
_PHOTO = re.compile(r"\s(?:foto|photo|photos|pic)$", re.IGNORECASE)
_NAME = re.compile(rf"@?{NAME}.{{0,12}}|@[\w.-]+|HO[-\w ]*")


def is_caption(text: str, language: str, *, in_head: bool) -> bool:
    """Whether a line ends with a picture's credit; inside an article it has to be short, and no sentence before it."""
    if len(text) > LONGEST_CAPTION:
        return False
    if len(text) <= LONGEST_GLUED and _AGENCY_NAME.search(text[-60:]) and _GLUED.search(text):
        return True
    if "/" not in text[-70:]:
        return False
    known = gazetteer(language)
    if (match := _LAST_PART.search(text, max(0, len(text) - 75))) and _is_credit(match["credit"], known):
        return in_head or match.start() == 0 or len(text) <= LONGEST_BODY_CAPTION
    match = _BRACKETS.search(text, max(0, len(text) - 75))
    if not match or not _is_credit(match["credit"], known):
        return False
    before = text[: match.start()].rstrip()
    return in_head or (before[-1:] not in '.!?"”' and len(before) <= LONGEST_BODY_CAPTION)


def _is_credit(text: str, known: Gazetteer) -> bool:
    """Whether a text is an outlet and a name, in either order, with a slash between."""
    outlet, _, name = text.strip().partition("/")
    name = name.split("/")[0].strip()
    outlet = _PHOTO.sub("", outlet.strip())
    return (_names_outlet(outlet, known) and bool(_NAME.fullmatch(name))) or (
        _names_outlet(_PHOTO.sub("", name), known) and bool(_NAME.fullmatch(outlet))
    )


def _names_outlet(text: str, known: Gazetteer) -> bool:
    return known.is_named_outlet(text) or bool(DOMAIN.fullmatch(text))
