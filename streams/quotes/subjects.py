"""The subject before a cue ("X said"): over adverbs, appositions and relative clauses back to the noun phrase."""

import re

from streams.quotes.bounds import Bounds
from streams.quotes.lexicon import Lexicon
from streams.quotes.nouns import MAX_WORDS, Nouns
from streams.quotes.people import Reader
from streams.quotes.roles import Roles
from streams.quotes.text import POSSESSIVES, Range, Text

INSERTING_MARKS = frozenset((",", "—", "–", "-"))
MAX_SEGMENTS = 4
PARTY = re.compile(r"[a-z]-[a-z]+$")  # "D-Ohio"


class Subjects:
    """Finds subjects in one text."""

    def __init__(self, text: Text, lexicon: Lexicon, nouns: Nouns, reader: Reader) -> None:
        self._text = text
        self._nouns = nouns
        self._reader = reader
        self._lexicon = lexicon
        self._clause = lexicon.data.clause
        self._source = lexicon.data.source
        self._found: dict[tuple[int, int], Range | None] = {}
        self._clause_start = Bounds(text, lexicon).clause_start
        self.with_title_before = Roles(text, lexicon, nouns, reader).with_title_before

    def left_of(self, cue: int, floor: int) -> Range | None:
        """The subject that ends before word `cue`, not reaching before `floor`."""
        if (cue, floor) not in self._found:
            subject = self._find(cue, floor)
            self._found[cue, floor] = subject if subject and self.plausible(subject) else None
        return self._found[cue, floor]

    def plausible(self, words: Range) -> bool:
        """Whether somebody who could speak is named: a name, pronoun, role, organisation or a definite phrase."""
        text, clause = self._text, self._clause
        first = text.lower[words.first]
        if first in clause.relatives:
            return True
        if self._lexicon.is_amount(text, words.first):
            return True
        if first in clause.adjuncts or first in clause.conjunctions or self._nouns.is_verb(words.first):
            return False
        if first in clause.determiners:
            return True
        if True in text.capital[words.first : words.last]:
            return True
        known = text.holds(self._lexicon.speakers, words.first, words.last)
        return known or self._lexicon.is_plural(text.lower[words.last - 1])

    def _find(self, cue: int, floor: int) -> Range | None:
        end = self._before_adverbs(cue, floor)
        if end == floor or self._text.lower[end - 1] in self._clause.infinitives:
            return None
        if self._text.words[end - 1] in INSERTING_MARKS:
            return self._before_apposition(end - 1, floor)
        first = self._nouns.skip_openers(self._clause_start(end, floor), end)
        if first - 1 > floor and self._text.words[first - 1] == "," and self._is_degree(first):
            return self._before_apposition(end, floor)
        relative = self._text.find(self._clause.relatives, first, end)
        if relative + 1 < end and (
            self._is_short_subject(relative + 1, end) or self._is_own_subject(relative + 1, end)
        ):
            return Range(relative + 1, end)
        if relative == first:
            return self._antecedent(first, floor)
        return self._trim(self.with_title_before(first, floor), relative)

    def _before_adverbs(self, word: int, floor: int) -> int:
        """Go left past auxiliaries and adverbs."""
        lower, capital = self._text.lower, self._text.capital
        while word > floor and not (capital[word - 1] and word - 1 > floor):
            if not (lower[word - 1] in self._clause.fillers or lower[word - 1].endswith(("n't", "n’t"))):
                break
            word -= 1
        return word

    def _is_short_subject(self, first: int, last: int) -> bool:
        """Whether there is one pronoun or name: the subject inside a relative clause ("what he called")."""
        text = self._text
        if last - first == 1 and text.lower[first] in self._source.pronouns:
            return True
        named = all(text.capital[i] or text.words[i] == "." for i in range(first, last))
        return named and not self._source.capitalised_nouns

    def _is_own_subject(self, first: int, last: int) -> bool:
        """Whether a phrase is a subject, not the rest of the verb ("that several officials say")."""
        text = self._text
        begins = text.lower[first] in self._clause.determiners or (
            last - first == 1 and self._lexicon.is_plural(text.lower[first])
        )
        return begins and not any(
            text.lower[i] in self._lexicon.phrase_edges or self._nouns.is_verb(i) for i in range(first, last)
        )

    def _antecedent(self, relative: int, floor: int) -> Range | None:
        """Whom "who" refers to, before a comma or right before it."""
        if relative <= floor:
            return None
        if self._text.words[relative - 1] == "," and relative - 1 > floor:
            return self._before_apposition(relative - 1, floor)
        first = self._nouns.skip_openers(self._clause_start(relative, floor), relative)
        return self._trim(first, relative) if first < relative else None

    def _before_apposition(self, comma: int, floor: int) -> Range | None:
        """The subject of "X, the Y of Z, said": from X up to the comma before the cue."""
        lowest = max(floor, comma - MAX_WORDS)
        last = comma
        for _ in range(MAX_SEGMENTS):
            first = self._clause_start(last, lowest)
            begin = self._nouns.skip_openers(first, last)
            depends = first - 1 > floor and self._subordinates(first - 1)
            if begin < last and not depends and self._may_begin(begin) and not self._is_inserted(begin, comma, first):
                return self._trim(self.with_title_before(begin, floor), comma)
            if first <= lowest or not self._inserts(first - 1):
                return None
            last = first - 1
        return None

    def _subordinates(self, word: int) -> bool:
        """Whether a word opens a clause that depends on the one before ("…, built while the tower stood, …")."""
        lower = self._text.lower[word]
        return lower in self._clause.conjunctions and lower in self._clause.adjuncts

    def _inserts(self, word: int) -> bool:
        """Whether a mark or conjunction may stand between a name and what describes it."""
        return self._text.words[word] in INSERTING_MARKS or self._text.lower[word] in self._clause.conjunctions

    def _is_inserted(self, begin: int, comma: int, first: int) -> bool:
        """Whether this segment describes the one before it ("…, the chief executive, said")."""
        text, clause = self._text, self._clause
        if first <= 1 or not self._inserts(first - 1):
            return False
        lower = text.lower[begin]
        if lower in self._source.pronouns:
            return False
        if lower in clause.relatives or lower in clause.times or lower in clause.conjunctions or self._is_degree(begin):
            return True
        if text.words[begin][0].isdigit() or self._nouns.is_verb(begin) or PARTY.match(lower):
            return True
        if text.capital[begin]:
            role = lower in self._source.titles or self._owns_title(begin, comma)
            return role and self._ends_with_name(first - 1)
        return text.holds(self._source.titles, begin, comma) or text.holds(self._source.epithets, begin, comma)

    def _owns_title(self, first: int, last: int) -> bool:
        """Whether a title stands behind its owner ("Mr. Smith's chief of staff")."""
        lower = self._text.lower
        owner = next((i for i in range(first, last) if lower[i].endswith(POSSESSIVES)), last)
        return self._text.holds(self._source.titles, owner, last)

    def _ends_with_name(self, comma: int) -> bool:
        """Whether a name without a title stands before a comma, perhaps with degrees."""
        lowest = max(0, comma - MAX_WORDS)
        first = self._clause_start(comma, lowest)
        while first - 1 > lowest and self._is_degree(first) and self._text.words[first - 1] == ",":
            comma, first = first - 1, self._clause_start(first - 1, lowest)
        if first >= comma or not self._may_begin(first):
            return False
        reference = self._reader.read(Range(first, comma))
        return reference.kind == "person" and reference.title is None

    def _is_degree(self, word: int) -> bool:
        return self._lexicon.is_degree(self._text, word)

    def _may_begin(self, word: int) -> bool:
        """Whether a subject may begin here: no adverbial."""
        lower = self._text.lower[word]
        return self._text.is_word(word) and (lower not in self._clause.adjuncts or lower in self._clause.relatives)

    def _trim(self, first: int, last: int) -> Range | None:
        """Cut an adverbial in front, and everything from the first verb on."""
        first = self._behind_adverbial(first, last)
        end = first + 1
        while end < last and not self._ends(end):
            end += 1
        while end > first and not self._may_end(end - 1):
            end -= 1
        return Range(first, end) if end > first and self._text.is_word(first) else None

    def _may_end(self, word: int) -> bool:
        """Whether a subject may end with a word: no date or "as", no mark but those of abbreviations and brackets."""
        mark, lower = self._text.words[word], self._text.lower[word]
        if mark in (")", "]", "."):
            return True
        joins = lower in self._clause.adjuncts and lower not in self._clause.demonstratives
        if joins and not self._text.capital[word]:
            return False
        if lower in self._clause.times and word > 0:
            # "Pasar Minggu" ends in a day.
            return self._lexicon.long_places.length_at(self._text.lower, word - 1, word + 1) > 0
        return self._text.is_word(word)

    def _ends(self, word: int) -> bool:
        lower = self._text.lower[word]
        if lower in self._clause.relatives or self._nouns.is_verb(word):
            return True
        if lower in self._clause.demonstratives:
            return False
        adverbial = lower in self._clause.adjuncts and lower not in self._source.linkers
        edge = self._text.capital[word - 1] or self._text.words[word - 1] == ","
        return adverbial and edge and not self._text.capital[word]

    def _behind_adverbial(self, first: int, last: int) -> int:
        """Go past an adverbial at the beginning ("In Ohio Smith") to the name or pronoun at the end."""
        text = self._text
        if text.lower[first] not in self._lexicon.adverbials:
            return first
        word = last
        while word > first and (text.capital[word - 1] or text.lower[word - 1] in self._source.pronouns):
            word -= 1
        return word if word < last else first
