"""What two printings of one text have in common: its letters and digits, in order, without case or accents."""

import re
import unicodedata
from functools import lru_cache

_ASCII_UPPER = bytes(range(ord("A"), ord("Z") + 1))
_LOWER_CASE = bytes.maketrans(_ASCII_UPPER, _ASCII_UPPER.lower())
_ASCII_MARKS = bytes(code for code in range(128) if not chr(code).isalnum())
_FOREIGN = re.compile(rb"[\x80-\xff]+")
MOSTLY_ASCII = 1.25  # bytes a character: above, folding the whole text is faster than folding run by run
# Typographic marks and accented letters come back all the time, whole words of other scripts do not.
_REMEMBERED_RUNS = 4096
_LONGEST_REMEMBERED = 12


def letters_and_digits(text: str) -> bytes:
    """The UTF-8 of the letters and digits of `text`, folded to compatibility forms and lower case, without accents.

    Everything else goes: white space, punctuation, the glyphs of quotation marks, the gap where two words were glued
    together. Lone surrogates, which no UTF-8 can hold, go too.
    """
    encoded = text.encode("utf-8", "ignore")
    if not encoded.isascii():
        few = len(encoded) < MOSTLY_ASCII * len(text)
        encoded = _FOREIGN.sub(_fold, encoded) if few else _fold_run(encoded)
    return encoded.translate(_LOWER_CASE, _ASCII_MARKS)


def _fold(run: re.Match[bytes]) -> bytes:
    found = run[0]
    return _fold_short(found) if len(found) <= _LONGEST_REMEMBERED else _fold_run(found)


def _fold_run(run: bytes) -> bytes:
    # Marks go first: putting a long run of them in canonical order takes quadratic time.
    letters = "".join(filter(str.isalnum, run.decode().casefold()))
    apart = unicodedata.normalize("NFKD", letters)
    return unicodedata.normalize("NFKC", "".join(filter(str.isalnum, apart))).encode()


_fold_short = lru_cache(_REMEMBERED_RUNS)(_fold_run)
