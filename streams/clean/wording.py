"""Repairs inside lines: interface words, links, spaces and marks, until nothing is left to repair.

They come before the rules about whole lines, so that those see the same line in a raw text and in the clean one.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import compress

from streams.clean.edits import Edit, apply, compose, without_overlaps
from streams.clean.lines import Line, spaces, split_lines
from streams.clean.links import cut_links, stems
from streams.clean.spacing import (
    drop_doubled_stops,
    drop_empty_brackets,
    may_have_doubled_stops,
    may_have_empty_brackets,
    may_lack_spaces,
    repair_quote_marks,
    repair_spacing,
)
from streams.clean.tail import begins_tail, cut_inline, may_have_inline

MOST_ROUNDS = 4  # one repair lets another see its place; more of them in a chain is no text

_Rules = tuple[Callable[[Line], list[Edit]], ...]
_RULES = (repair_spacing, repair_quote_marks, spaces, drop_empty_brackets, drop_doubled_stops)


class Wording:
    """The rules that a text in a language needs, by what stands somewhere in its lines.

    `has_spared` tells whether `repair` left interface words that it would have cut.
    """

    def __init__(self, text: str, lines: Sequence[Line], language: str) -> None:
        self._language = language
        self.has_spared = False
        self._has_inline = may_have_inline(text, language)
        self._links = stems(text, language)
        signs = (
            may_lack_spaces(text, lines),
            "?" in text,
            "  " in text or "\t" in text,
            may_have_empty_brackets(text),
            may_have_doubled_stops(text),
        )
        self._rules = tuple(compress(_RULES, signs))

    def repair(self, lines: Iterable[Line]) -> list[Edit]:
        """Edits of the text that the lines stand in; interface words that the text's tail may begin with are spared."""
        if not (self._rules or self._has_inline or self._links):
            return []
        return self._repair(lines, self._rules, may_spare=True)

    def repair_paragraphs(self, paragraphs: Sequence[str], chosen: Sequence[bool]) -> list[Edit]:
        """Edits of the text that paragraphs make, joined by line breaks; of those chosen, and without sparing anything.

        They are looked at by all rules: what joined or parted them may have left any sign.
        """
        lines = []
        position = 0
        for paragraph, is_chosen in zip(paragraphs, chosen, strict=True):
            if is_chosen:
                lines.append(Line(position, position + len(paragraph), paragraph))
            position += len(paragraph) + 1
        return self._repair(lines, _RULES, may_spare=False)

    def _repair(
        self, lines: Iterable[Line], rules: _Rules, *, may_spare: bool, rounds: int = MOST_ROUNDS
    ) -> list[Edit]:
        edits: list[Edit] = []
        for line in lines:
            if found := self._look(line, rules, may_spare=may_spare):
                edits += self._settle(line, found, may_spare=may_spare, rounds=rounds - 1)
        return edits

    def _look(self, line: Line, rules: _Rules, *, may_spare: bool) -> list[Edit]:
        repairs: list[Edit] = []
        for rule in rules:
            repairs += rule(line)
        cuts = cut_links(line, self._language, self._links) if self._links else []
        if self._has_inline:
            cuts += [cut for cut in cut_inline(line, self._language) if not (may_spare and self._is_spared(line, cut))]
        return without_overlaps(cuts, repairs) if cuts or repairs else cuts

    def _is_spared(self, line: Line, cut: Edit) -> bool:
        is_spared = begins_tail(line.text, cut.start - line.start, cut.end - line.start, self._language)
        self.has_spared = self.has_spared or is_spared
        return is_spared

    def _settle(self, line: Line, edits: list[Edit], *, may_spare: bool, rounds: int) -> list[Edit]:
        """A line's edits, and those that its text needs after them."""
        if not rounds:
            return edits
        edits = [edit.moved(-line.start) for edit in edits]
        again = self._repair(split_lines(apply(line.text, edits)), _RULES, may_spare=may_spare, rounds=rounds)
        edits = compose(line.text, edits, again)
        return [edit.moved(line.start) for edit in edits]
