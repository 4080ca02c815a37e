"""Repairs inside lines: interface words, links, spaces and marks, until nothing is left to repair.

They come before the rules about whole lines, so that those see the same line in a raw text and in the clean one.
"""

from collections.abc import Iterable, Sequence

from streams.clean.edits import Edit, apply, compose, without_overlaps
from streams.clean.lines import Line, spaces
from streams.clean.links import cut_links, may_have_links
from streams.clean.spacing import repair_quote_marks, repair_spacing
from streams.clean.tail import begins_tail, cut_inline, may_have_inline

MOST_ROUNDS = 4  # one repair lets another see its place; more of them in a chain is no text


class Wording:
    """The rules that a text in a language may need, by what stands somewhere in it.

    `has_spared` tells whether `repair` left interface words that it would have cut.
    """

    def __init__(self, text: str, language: str) -> None:
        self._language = language
        self.has_spared = False
        self._has_inline = may_have_inline(text, language)
        self._has_links = may_have_links(text, language)
        has_runs = self._has_inline or "  " in text or "\t" in text
        self._others = [rule for rule, may in ((spaces, has_runs), (repair_quote_marks, "?" in text)) if may]

    def repair(self, lines: Iterable[Line]) -> list[Edit]:
        """Edits of the text that the lines stand in; interface words that the text's tail may begin with are spared."""
        return self._repair(lines, may_spare=True)

    def repair_paragraphs(self, paragraphs: Sequence[str], chosen: Sequence[bool]) -> list[Edit]:
        """Edits of the text that paragraphs make, joined by line breaks; nothing is spared in those chosen."""
        lines = []
        position = 0
        for paragraph, is_chosen in zip(paragraphs, chosen, strict=True):
            if is_chosen:
                lines.append(Line(position, position + len(paragraph), paragraph))
            position += len(paragraph) + 1
        return self._repair(lines, may_spare=False)

    def _repair(self, lines: Iterable[Line], *, may_spare: bool) -> list[Edit]:
        edits: list[Edit] = []
        for line in lines:
            if found := self._look(line, may_spare=may_spare):
                edits += self._settle(line, found, may_spare=may_spare)
        return edits

    def _look(self, line: Line, *, may_spare: bool) -> list[Edit]:
        repairs = repair_spacing(line)
        for rule in self._others:
            repairs += rule(line)
        cuts = cut_links(line, self._language) if self._has_links else []
        if self._has_inline:
            cuts += [cut for cut in cut_inline(line, self._language) if not (may_spare and self._is_spared(line, cut))]
        return without_overlaps(cuts, repairs) if cuts or repairs else cuts

    def _is_spared(self, line: Line, cut: Edit) -> bool:
        is_spared = begins_tail(line.text, cut.start - line.start, cut.end - line.start, self._language)
        self.has_spared = self.has_spared or is_spared
        return is_spared

    def _settle(self, line: Line, edits: list[Edit], *, may_spare: bool) -> list[Edit]:
        """Edits of a line's text until there are no more; the first round's are given."""
        edits = [Edit(edit.start - line.start, edit.end - line.start, edit.text, edit.rule) for edit in edits]
        for _ in range(MOST_ROUNDS - 1):
            text = apply(line.text, edits)
            found = self._look(Line(0, len(text), text), may_spare=may_spare)
            if not found:
                break
            edits = compose(line.text, edits, found)
        return [Edit(edit.start + line.start, edit.end + line.start, edit.text, edit.rule) for edit in edits]
