"""Bytes of a page to text: what the producer says, UTF-8, then what the page's own bytes look like."""

import codecs
import re

from resiliparse.parse.encoding import bytes_to_str, detect_encoding

from streams.errors import Reason, RejectedError

MOST_BYTES = 2_000_000
SAMPLED_CHARACTERS = 20_000
_SINGLE_BYTE = frozenset({"iso8859-1", "iso8859-15", "cp1252", "ascii"})
_NO_PAGE = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape", "utf-7"})  # slow, or no page has it
LARGEST_DAMAGE = 0.1  # share of characters that no text holds
_NO_TEXT = re.compile("[\\x00-\\x08\\x0b\\x0e-\\x1f\\x7f\\ufffd]")


def decode_page(data: bytes, charset: str | None) -> str:
    """The text of a page or text that came as a record's value; `charset` is what its header says.

    Raises:
        RejectedError: more than 2 MB (`TOO_LARGE`), or no encoding makes text of it (`UNDECODABLE`).
    """
    if len(data) > MOST_BYTES:
        raise RejectedError(Reason.TOO_LARGE, f"a page of {len(data):,} bytes, more than {MOST_BYTES:,}")
    names = (charset, "utf-8") if not _explains_anything(charset) else ("utf-8", charset)
    text = next((text for name in names if (text := _strict(data, name)) is not None), None)
    if text is None:
        text = str(bytes_to_str(data, detect_encoding(data, html5_compatible=True) or "utf-8", errors="replace"))
    if _damage(text[:SAMPLED_CHARACTERS]) > LARGEST_DAMAGE:
        raise RejectedError(Reason.UNDECODABLE, "no encoding makes text of these bytes")
    return text


def _explains_anything(charset: str | None) -> bool:
    """Whether an encoding makes some text of any bytes, so that nobody notices a wrong label; UTF-8 goes before it."""
    try:
        return codecs.lookup(charset or "").name in _SINGLE_BYTE
    except (LookupError, ValueError):  # a name with a NUL in it is a ValueError
        return False


def _strict(data: bytes, charset: str | None) -> str | None:
    """The text in an encoding, if the encoding exists and explains every byte."""
    if not charset:
        return None
    try:
        name = codecs.lookup(charset).name
        if name in _NO_PAGE:
            return None
        text = data.decode("utf-8-sig" if name == "utf-8" else name)
    except (LookupError, UnicodeError, ValueError):
        return None
    return text if isinstance(text, str) else None


def _damage(text: str) -> float:
    return len(_NO_TEXT.findall(text)) / max(len(text), 1)
