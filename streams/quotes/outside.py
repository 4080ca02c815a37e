"""Cues that stand outside the reported clause: "C, kata X", "according to X, C", "C1, says X, C2"."""

from streams.quotes.clauses import MIN_LEFT_WORDS, Clauses
from streams.quotes.cues import Hit
from streams.quotes.draft import Draft, View
from streams.quotes.text import Range

MIN_WHOLE_CLAUSE = 6  # words; behind so much, an adverbial behind the cue is the reporter's
MAX_DATES = 2  # commas behind a source: that of its date, and that before the clause
MAX_MANNER = 12  # words of "wie", the subject and what stands between it and the cue
BEFORE_CUE = frozenset((",", "–", "—"))


class OutsideFinder:
    """Finds what inverted verbs and source prepositions report; cues in `used` belong to direct quotes."""

    def __init__(self, view: View, clauses: Clauses, used: set[int]) -> None:
        self._view = view
        self._text = view.text
        self._clauses = clauses
        self._verb_second = view.lexicon.data.clause.verb_second
        self._pronouns = view.lexicon.data.source.pronouns
        self._manner = view.lexicon.data.clause.manner
        self._used = used

    def inverted(self, hit: Hit) -> Draft | None:
        """C, kata X; C1, kata X, C2."""
        text, clauses = self._text, self._clauses
        floor, sentence = self._view.floor(hit.first), text.sentence_of[hit.first]
        if hit.first > sentence.first and text.words[hit.first - 1] not in BEFORE_CUE:
            return None
        mention = self._mention(hit, sentence.last)
        if mention is None and not hit.implied:
            return None
        if mention and "clause" in hit.frames and not self._is_named(mention):
            # "X, ketua RT, bilang harga naik": the clause follows, and the speaker stands before the comma.
            return None
        left = clauses.before_cue(hit.first, floor)
        rest = clauses.behind_comma(hit, mention.last if mention else hit.last, sentence.last)
        if rest and left and clauses.is_adverbial(rest.first) and left.last - left.first >= MIN_WHOLE_CLAUSE:
            rest = None
        if rest:
            return self._view.clause_draft("indirect-parenthetical", hit, mention, *filter(None, (left, rest)))
        if left and left.last - left.first >= MIN_LEFT_WORDS:
            return self._view.clause_draft("indirect-tail", hit, mention, left)
        return None

    def _is_named(self, mention: Range) -> bool:
        """Whether a pronoun or a phrase with a name stands behind the cue."""
        text = self._text
        return True in text.capital[mention.first : mention.last] or text.holds(
            self._pronouns, mention.first, mention.last
        )

    def _mention(self, hit: Hit, end: int) -> Range | None:
        return None if hit.implied else self._view.nouns.right_of(hit.last, end)

    def source(self, hit: Hit) -> Draft | None:
        """According to X, C; C, according to X; C1, according to X, C2."""
        floor, sentence = self._view.floor(hit.first), self._text.sentence_of[hit.first]
        mention = self._mention(hit, sentence.last)
        if (mention is None and not hit.implied) or not self._names_statement(hit, mention):
            return None
        if mention and not self._view.subjects.plausible(mention):
            return None
        if any(other.first in self._used for other in self._view.hits_between(floor, hit.first)):
            # A link of the chain behind a direct quote.
            return None
        behind = mention.last if mention else hit.last
        relative = hit.first > floor and self._text.lower[hit.first - 1] in self._view.lexicon.data.clause.relatives
        if relative:
            # "Whom, according to X, …": what is reported is the rest of the relative clause.
            content = self._clauses.from_word(hit, behind)
            return self._view.clause_draft("indirect-source", hit, mention, content) if content else None
        left = self._clauses.before_cue(hit.first, floor)
        rest = self._rest(hit, behind, sentence.last, left)
        if left is None and rest is None and hit.entry.clitic:
            # "Menurutnya harga naik": no comma need stand behind a glued pronoun.
            rest = self._clauses.from_word(hit, behind)
        if left is None:
            return self._view.clause_draft("indirect-source-first", hit, mention, rest) if rest else None
        return self._view.clause_draft("indirect-source", hit, mention, *filter(None, (left, rest)))

    def relayed(self, hit: Hit) -> Draft | None:
        """Quoted from the website of X, C: what X says there, where nobody else speaks in the sentence."""
        text, sentence = self._text, self._text.sentence_of[hit.first]
        alone = self._view.hits_between(sentence.first, sentence.last) == [hit]
        if not alone or self._view.nouns.skip_openers(sentence.first, hit.first) < hit.first:
            return None
        source = self._view.nouns.right_of(hit.last, sentence.last)
        name = text.find_capital(source.first, source.last) if source else hit.last
        if source is None or name == source.last:
            return None
        official = text.holds(self._view.lexicon.data.source.official, source.first, name)
        content = self._behind_date(hit, source.last, sentence.last) if official else None
        if content is None or 1 in self._view.inside[sentence.first : sentence.last]:
            return None
        listed = text.words[content.first + 1] == ","  # the name goes on: "the press, media and information office"
        mention = Range(name, source.last)
        return None if listed else self._view.clause_draft("indirect-source-first", hit, mention, content)

    def _behind_date(self, hit: Hit, word: int, end: int) -> Range | None:
        """The clause behind a source and the comma, or behind the date between two of them."""
        for _ in range(MAX_DATES):
            comma = self._clauses.next_comma(word, end)
            content = self._clauses.behind_comma(hit, comma, end) if comma is not None else None
            if comma is None or content:
                return content
            word = comma + 1
        return None

    def manner(self, hit: Hit) -> Draft | None:
        """C, wie X mitteilte; wie X mitteilte, C; C1, wie X mitteilte, C2."""
        text, sentence = self._text, self._text.sentence_of[hit.first]
        if hit.last < sentence.last and not self._clauses.closes(hit):
            return None
        floor = self._view.floor(hit.first)
        word = text.find(self._manner, max(floor, hit.first - MAX_MANNER), hit.first)
        if word + 1 >= hit.first or (word > floor and text.words[word - 1] != ","):
            return None
        mention = self._view.nouns.right_of(word + 1, hit.first)
        if mention is None or not self._view.subjects.plausible(mention):
            return None
        left = self._clauses.trimmed(floor, word)
        comma = self._clauses.next_comma(hit.last, sentence.last)
        rest = self._clauses.behind_comma(hit, comma, sentence.last) if comma is not None else None
        spans = tuple(filter(None, (left, rest)))
        return self._view.clause_draft("indirect-tail", hit, mention, *spans) if spans else None

    def postposed(self, hit: Hit) -> Draft | None:
        """C1, X zufolge C2: the source stands before its word."""
        floor = self._view.floor(hit.first)
        mention = self._view.subjects.left_of(hit.first, floor)
        if mention is None:
            return None
        left = self._clauses.before_cue(mention.first, floor)
        rest = self._clauses.from_word(hit, hit.last)
        spans = tuple(filter(None, (left, rest)))
        return self._view.clause_draft("indirect-source", hit, mention, *spans) if spans else None

    def _rest(self, hit: Hit, behind: int, end: int, left: Range | None) -> Range | None:
        """The part of the clause behind the source; in a verb-second language no comma need stand before it."""
        comma = self._clauses.next_comma(behind, end)
        rest = self._clauses.behind_comma(hit, comma, end) if comma is not None else None
        inserted = left is not None and self._text.words[hit.first - 1] != ","
        if self._verb_second and (inserted or (left is None and rest is None)):
            return self._clauses.from_word(hit, behind)
        return rest if rest and (left is None or self._clauses.resumes(hit, rest)) else None

    def _names_statement(self, hit: Hit, mention: Range | None) -> bool:
        """Whether a preposition that may mean anything ("nach") stands before a word for something said or written."""
        if "source" in hit.frames or mention is None:
            return True
        statements = self._view.lexicon.data.source.statements
        return self._text.holds(statements, mention.first, mention.last)
