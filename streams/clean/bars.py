"""Bars of share buttons that a page wrote on one line: "Share: Facebook Twitter WhatsApp Copy link"."""

import re
from functools import cache

from streams.clean.phrases import Known
from streams.clean.places import alternatives
from streams.languages.clean_data import clean_data

LONGEST_BAR = 160
FEWEST_BUTTONS = 2
SHARE_BAR = Known("lines", "share")

_FIRST_WORD = re.compile(r"[^\W_]+")
_COMMAS = re.compile(r"[^,]+(?:, [^,]+)+")


class _Buttons:
    """What a bar consists of, in one language: networks, labels before them, other buttons, counts."""

    def __init__(self, language: str) -> None:
        data = clean_data(language)
        every = (*data.networks, *data.share_labels, *data.buttons)
        self.first_words = {match[0] for text in every if (match := _FIRST_WORD.match(text))}
        self.token = re.compile(
            rf"[\s|,;:•·●/&+-]*(?:(?P<network>{alternatives(data.networks)})|(?P<label>{alternatives(data.share_labels)})"
            rf"|(?P<button>{alternatives(data.buttons)})|\d[\d.,]*[a-z]{{0,3}})(?![\w'’])[\s|,;:•·●/]*",
            re.IGNORECASE,
        )


@cache
def _buttons(language: str) -> _Buttons:
    return _Buttons(language)


def is_share_bar(text: str, language: str) -> bool:
    """Whether a line is buttons and nothing else, several, one of them for sharing; names in a list are no buttons."""
    if len(text) > LONGEST_BAR:
        return False
    buttons = _buttons(language)
    first = _FIRST_WORD.search(text)
    if not first or not (first[0][0].isdigit() or first[0].casefold() in buttons.first_words):
        return False
    kinds = []
    position = 0
    while position < len(text):
        match = buttons.token.match(text, position)
        if not match:
            return False
        kinds.append(match.lastgroup)
        position = match.end()
    kinds = [kind for kind in kinds if kind]
    is_list = set(kinds) == {"network"} and _COMMAS.fullmatch(text)
    return len(kinds) >= FEWEST_BUTTONS and set(kinds) != {"button"} and not is_list
