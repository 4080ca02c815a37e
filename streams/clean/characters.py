"""First pass: characters that a wrong decoding, a hyphenation or a layout left behind. Knows no language.

Mojibake is repaired line by line, by ftfy, only where its own measure calls the line bad; quotation marks keep their
shape.
"""

import re
import unicodedata
from functools import cache
from html import unescape
from itertools import pairwise

import ftfy
from ftfy.badness import badness, is_bad

from streams.clean.edits import Edit, apply, compose

MOST_MARKS = 16  # combining marks in a row
MOST_DECODINGS = 4  # wrong ones, of one line
COMBINING = range(0x300, 0x1F000)
LONGEST_FIXED_LINE = 20_000  # ftfy tries several decodings of a line; a longer one is no prose

_FIX = ftfy.TextFixerConfig(
    uncurl_quotes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    unescape_html=False,
    remove_terminal_escapes=False,
    normalization=None,
    fix_line_breaks=False,
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_RULES = (
    ("line-break", r"[\r\x0b\x0c\x85\u2028\u2029]", "\n"),
    ("soft-hyphen", r"\xad+", ""),
    ("invisible", r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+", ""),
    ("control-character", r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffb\ud800-\udfff]+", ""),
    ("space", r"[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]", " "),
)
_TROUBLE = re.compile("|".join(f"(?P<r{index}>{pattern})" for index, (_, pattern, _) in enumerate(_RULES)))
_ODD = re.compile("[" + "".join(pattern.strip("[]+") for _, pattern, _ in _RULES) + "]")  # any of them, quickly
_ENTITY = re.compile(r"&(?:amp;){0,4}(?:[a-zA-Z]{2,8}\d{0,2}|#\d{2,6}|#[xX][0-9a-fA-F]{2,5});")
# UTF-8 read as Latin-1, Windows-1252 or Mac Roman: a lead byte and a continuation byte as letters; or controls.
_MOJIBAKE = re.compile(
    r"[\xc2-\xf4][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|[\x80-\x9f\ufffd]|‚Ä|√|[ÐÑ][\u0400-\u04ff]|[РС][°-ї]"
)
_MAY_BE_MOJIBAKE = re.compile(r"[\x80-\x9f\xc2-\xf4\u0300-\u030a\ufffd‚√\u0400-\u04ff]")  # a look that costs little
_FAR_RUN = re.compile(f"[\u0300-\U0010ffff]{{{MOST_MARKS + 1},}}")
_WORD = re.compile(r"\S+|\s+")


def repair_characters(raw: str) -> list[Edit]:
    """Edits that leave whole, visible characters in Unicode's composed form, and one kind of line break."""
    if _is_plain(raw):
        return []
    edits: list[Edit] = []
    position = 0
    for line in raw.split("\n"):
        if not _is_plain(line):
            edits += _repair_line(line.removesuffix("\r"), position)
        position += len(line) + 1
    return edits


def _is_plain(text: str) -> bool:
    return text.isascii() and "&" not in text and not _CONTROLS.search(text)


def _repair_line(line: str, offset: int) -> list[Edit]:
    if len(line) <= LONGEST_FIXED_LINE and _MAY_BE_MOJIBAKE.search(line):
        composed = line if _is_composed(line) else _compose(line)  # mojibake may have been taken apart
        if _MOJIBAKE.search(composed) and is_bad(composed):
            fixed = _fix_all(composed)
            if fixed != composed:
                return _differences(line, fixed, offset)
    return _trouble(line, offset)


def _fix_all(line: str) -> str:
    """The line without mojibake that several wrong decodings, one after another, have made."""
    for _ in range(MOST_DECODINGS):
        fixed = _fix(line)
        if fixed == line:
            break
        line = fixed
        if not (_MOJIBAKE.search(line) and is_bad(line)):
            break
    return line


def _fix(line: str) -> str:
    """The line without mojibake: as a whole, or word by word where one good character would keep ftfy from the rest."""
    by_word = _WORD.sub(
        lambda match: ftfy.fix_text_segment(match[0], _FIX) if _MOJIBAKE.search(match[0]) else match[0], line
    )
    return min(ftfy.fix_text_segment(line, _FIX), by_word, key=badness)


def _trouble(line: str, offset: int) -> list[Edit]:
    """Single characters that stand for nothing in an article, and then letters in two pieces."""
    edits = [_trouble_edit(match) for match in _TROUBLE.finditer(line)] if _ODD.search(line) else []
    if "&" in line:
        edits = sorted(edits + _entities(line))
    whole = apply(line, edits) if edits else line
    if not _is_composed(whole):
        edits = compose(line, edits, _compositions(whole))
    return [edit.moved(offset) for edit in edits]


def _entities(line: str) -> list[Edit]:
    """Characters that stand in the text as HTML writes them, also where a feed wrote them so twice."""
    edits = []
    for match in _ENTITY.finditer(line):
        text = match[0]
        while (inner := unescape(text)) != text:
            text = inner
        text = " " if text.isspace() else text
        if len(text) == 1 and text.isprintable():
            edits.append(Edit(*match.span(), text, "entity"))
    return edits


def _is_composed(line: str) -> bool:
    return line.isascii() or (not _has_stack(line) and unicodedata.is_normalized("NFC", line))


def _has_stack(line: str) -> bool:
    return bool(_FAR_RUN.search(line) and _stacks().search(line))


def _compose(text: str) -> str:
    """Letters and their marks as one character; of a pile of marks, which takes quadratic time to order, the first."""
    text = _stacks().sub(lambda match: match[0][:MOST_MARKS], text) if _has_stack(text) else text
    return unicodedata.normalize("NFC", text)


@cache
def _stacks() -> re.Pattern[str]:
    """More combining marks in a row than any script writes."""
    marks = "".join(chr(code) for code in COMBINING if unicodedata.combining(chr(code)))
    return re.compile(f"[{marks}]{{{MOST_MARKS + 1},}}")


def _trouble_edit(match: re.Match[str]) -> Edit:
    rule, _, after = _RULES[_rule_index(match)]
    return Edit(*match.span(), after, rule)


def _rule_index(match: re.Match[str]) -> int:
    return int((match.lastgroup or "r0")[1:])


def _compositions(line: str) -> list[Edit]:
    words = ((match, _compose(match[0])) for match in _WORD.finditer(line))
    return [Edit(*match.span(), composed, "composed-form") for match, composed in words if composed != match[0]]


def _differences(line: str, fixed: str, offset: int) -> list[Edit]:
    """Word by word where both have as many words, else from the first word that differs to the last."""
    fixed = apply(fixed, _entities(fixed)) if "&" in fixed else fixed
    fixed = _compose(_TROUBLE.sub(lambda match: _RULES[_rule_index(match)][2], fixed))
    old, new = _WORD.findall(line), _WORD.findall(fixed)
    if len(old) != len(new):
        return _middle_difference(line, fixed, offset)
    starts = [offset]
    for word in old:
        starts.append(starts[-1] + len(word))
    return [
        Edit(start, end, after, "mojibake")
        for (start, end), before, after in zip(pairwise(starts), old, new, strict=True)
        if before != after
    ]


def _middle_difference(line: str, fixed: str, offset: int) -> list[Edit]:
    head = _common_length(line, fixed)
    tail = _common_length(line[head:][::-1], fixed[head:][::-1])
    return [Edit(offset + head, offset + len(line) - tail, fixed[head : len(fixed) - tail], "mojibake")]


def _common_length(one: str, other: str) -> int:
    """How many characters two strings share at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))
