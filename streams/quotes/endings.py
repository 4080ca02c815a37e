"""Where the clause that a cue reports ends: at its sentence's end, or where another attribution takes over."""

from streams.quotes.cues import Hit
from streams.quotes.draft import View

CLAUSE_FRAMES = frozenset(("clause", "complement", "directive", "fact", "wish"))
BEHIND_COMMA_FRAMES = CLAUSE_FRAMES | {"inverted"}
JOINED_FRAMES = CLAUSE_FRAMES | {"object", "infinitive"}
SOURCE_FRAMES = frozenset(("source", "source_statement"))
EDGE_MARKS = frozenset((",", ".", ";", ":", "-", "–", "—", "?", "!", "…", "\n"))
COMMA = frozenset((",",))
SEMICOLON = frozenset((";",))
MIN_JOINED = 2  # the comma and conjunction before a subject
MAX_SUBJECT = 12  # words from a semicolon to the cue behind it
MAX_ADVERBIAL = 25
MAX_CUES_AHEAD = 12


class Endings:
    """Finds the ends of reported clauses in one article."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._text = view.text
        self._lexicon = view.lexicon
        self._clause = view.lexicon.data.clause
        self._joiners = view.lexicon.data.clause.conjunctions & view.lexicon.data.source.linkers

    def is_adverbial(self, word: int) -> bool:
        """Whether an adverbial begins at a word; "this" and its like only before a word of time."""
        lower = self._text.lower[word]
        if lower in self._clause.deictics:
            return word + 1 < self._text.size and self._text.lower[word + 1] in self._clause.times
        if lower not in self._lexicon.adverbials:
            return False
        return not self._lexicon.is_amount(self._text, word)

    def next_comma(self, word: int, end: int) -> int | None:
        """The next comma that is not far away."""
        reach = min(end, word + MAX_ADVERBIAL)
        comma = self._text.find(COMMA, word, reach)
        return comma if comma < reach else None

    def end(self, hit: Hit, word: int) -> int:
        """The end of the sentence, or where another attribution takes over; never inside a quoted piece."""
        if self._view.inside[word] and not self._view.inside[word - 1]:
            piece = self._view.behind_piece(word + 1)
            if piece > word + 1 and self._text.words[piece - 2] == ",":
                # X said "C," and went on: the comma inside the marks ends the quote.
                return piece
        sentence = self._text.sentence_of[hit.first]
        opens_sentence = hit.first - sentence.first <= 1 and not self._clause.comma_opens_content
        opens_sentence = (
            opens_sentence
            and (hit.first == sentence.first or hit.entry.hearer)
            and not self._view.subjects.left_of(hit.first, sentence.first)
        )
        if opens_sentence and not hit.frames & SOURCE_FRAMES:
            comma = self.next_comma(word, sentence.last)
            if comma is not None:
                return comma
        for other in self._view.hits_between(word + 1, sentence.last)[:MAX_CUES_AHEAD]:
            cut = self._takes_over(other) if other.first > hit.first else None
            if cut is not None and cut > word:
                return cut
        return self._view.behind_piece(self._before_relay(word, sentence.last))

    def _before_relay(self, word: int, end: int) -> int:
        """Where the words that name who handed the quote on begin behind a comma ("…, as quoted by X"), or `end`."""
        text, relays = self._text, self._lexicon.closing_relays
        if not text.holds(relays.first_words, word, end):
            return end
        commas = (i for i in range(word, end - 1) if text.words[i] == ",")
        return next((comma for comma in commas if relays.length_at(text.lower, comma + 1, end)), end)

    def _takes_over(self, other: Hit) -> int | None:
        """Where the content before `other` ends, if `other` begins an attribution of its own beside it."""
        before = other.first - 1
        text = self._text
        if "source" in other.frames:
            return before if text.words[before] == "," else other.first
        if text.words[before] == "," and other.frames & BEHIND_COMMA_FRAMES:
            return None if self.describes(other) else before
        if (
            "clause" in other.frames
            and text.find(SEMICOLON, max(other.first - MAX_SUBJECT, 0), other.first) < other.first
        ):
            subject = self._view.subjects.left_of(other.first, self._view.floor(other.first))
            if subject and text.words[subject.first - 1] == ";":
                return subject.first - 1
        begins = self._contrast(other) or self._tail_of_another(other)
        if begins is not None:
            return begins
        if text.lower[before] in self._clause.conjunctions and other.frames & JOINED_FRAMES:
            return None if "inverted" in other.frames else before - (text.words[before - 1] == ",")
        return None

    def _tail_of_another(self, other: Hit) -> int | None:
        """The comma before the subject of "…, Y said."."""
        if not self.ends_attribution(other):
            return None
        subject = self._view.subjects.left_of(other.first, self._view.floor(other.first))
        return subject.first - 1 if subject and self._text.words[subject.first - 1] == "," else None

    def _contrast(self, other: Hit) -> int | None:
        """The comma of "…, but Y said": what somebody else says begins there."""
        text = self._text
        if "clause" not in other.frames or not text.holds(
            self._clause.contrasts, max(other.first - MAX_SUBJECT, 0), other.first
        ):
            return None
        subject = self._view.subjects.left_of(other.first, self._view.floor(other.first))
        if (
            subject is None
            or subject.first < MIN_JOINED
            or text.lower[subject.first] in self._lexicon.data.source.pronouns
        ):
            return None
        joined = text.lower[subject.first - 1] in self._clause.contrasts and text.words[subject.first - 2] == ","
        return subject.first - 2 if joined else None

    def describes(self, other: Hit) -> bool:
        """Whether a form behind a comma is a participle of what stands before it ("…, estimated at £5, …")."""
        if self._clause.comma_opens_content or other.entry.participle or other.last >= self._text.size:
            return False
        return self._text.lower[other.last] in self._clause.adjuncts

    def closes(self, hit: Hit) -> bool:
        """Whether a mark stands behind a cue, or an adverbial where a comma opens no clause."""
        adverbial = not self._clause.comma_opens_content and self.is_adverbial(hit.last)
        return adverbial or self._text.words[hit.last] in EDGE_MARKS

    def ends_attribution(self, other: Hit) -> bool:
        """Whether nothing but an adverbial or a mark follows a cue: what it reports stands before it."""
        if self._clause.comma_opens_content or "clause" not in other.frames:
            return False
        end = self._text.sentence_of[other.first].last
        return other.last >= end or self._text.words[other.last] in EDGE_MARKS or self.is_adverbial(other.last)
