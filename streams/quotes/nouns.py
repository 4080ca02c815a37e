"""The noun phrase of a speaker behind a cue ("said X"), and the words that bound noun phrases."""

from streams.quotes.appositions import Appositions
from streams.quotes.classes import TITLE, VERB
from streams.quotes.lexicon import Lexicon
from streams.quotes.people import Reader
from streams.quotes.text import Range, Text

MAX_WORDS = 40
MAX_BRACKET = 12
MAX_PLAIN = 8  # lower-case words in a row before the phrase is taken for something else
MAX_SEGMENTS = 3
COMMA = frozenset((",",))
COLON = frozenset((":",))
MAX_TIME = 5  # words and marks of the time before an entry of a live report
SKIPPED_MARKS = frozenset((",", "-", "–", "—", "."))


class Nouns:
    """Finds noun phrases in one text."""

    def __init__(self, text: Text, lexicon: Lexicon, reader: Reader) -> None:
        self._text = text
        self._reader = reader
        self._appositions = Appositions(text, lexicon, self.is_verb)
        self._lexicon = lexicon
        self._joins_fields = lexicon.joins_fields
        self._clause = lexicon.data.clause
        self._source = lexicon.data.source
        self._before_speaker = lexicon.before_speaker

    def is_verb(self, word: int) -> bool:
        """Whether the pack's verb pattern takes this word for a verb."""
        if not self._text.classes[word] & VERB:
            return False
        return not self._text.capital[word] or self._text.sentence_of[word].first == word

    def has_verb(self, words: Range) -> bool:
        """Whether one of the words is a verb."""
        return any(map(self.is_verb, range(words.first, words.last)))

    def skip_openers(self, first: int, last: int) -> int:
        """Go past connecting phrases ("meanwhile,") at the beginning of a clause."""
        lower = self._text.lower
        openers = self._lexicon.openers
        while first < last:
            word = lower[first]
            size = openers.length_at(lower, first, last) if word in openers.first_words else 0
            if not size and word not in SKIPPED_MARKS:
                return first
            first += size or 1
        return first

    def skip_adverbial(self, first: int, last: int) -> int:
        """Go past connecting phrases and a leading adverbial up to its comma ("In Ohio, X …")."""
        begin = self.skip_openers(self._behind_time(first, last), last)
        if begin < last and self._text.lower[begin] in self._lexicon.no_speaker:
            reach = min(last, begin + MAX_WORDS)
            comma = self._text.find(COMMA, begin, reach)
            begin = self.skip_openers(comma, last) if comma < reach else last
        return begin

    def _behind_time(self, first: int, last: int) -> int:
        """Go past the time with which a live report begins ("10.42am: X …")."""
        if first >= last or not self._text.words[first][0].isdigit():
            return first
        colon = self._text.find(COLON, first, min(last, first + MAX_TIME))
        return colon + 1 if colon < min(last, first + MAX_TIME) else first

    def right_of(self, word: int, ceiling: int) -> Range | None:
        """The noun phrase that begins at `word`, ending before `ceiling`."""
        text = self._text
        while word < ceiling and text.lower[word] in self._before_speaker and self._precedes_speaker(word):
            word += 1
        if word >= ceiling or not text.is_word(word):
            return None
        if text.lower[word] in self._source.pronouns:
            return Range(word, word + 1)
        if text.lower[word] in self._lexicon.no_speaker and not self._lexicon.begins_name(text, word):
            return None
        ceiling = min(ceiling, word + MAX_WORDS)
        end = self._phrase_end(word, ceiling)
        return Range(word, self._behind_commas(word, end, ceiling)) if end > word else None

    def _precedes_speaker(self, word: int) -> bool:
        """Whether a word may stand between a cue and its speaker: "by", a day, a comma that damage left."""
        lower = self._text.lower[word]
        damaged = lower == "," and not self._text.glued(word)
        return damaged or lower in self._source.agent or self._lexicon.is_time(self._text, word)

    def sentence_subject(self, floor: int, end: int) -> Range | None:
        """The noun phrase a sentence begins with, behind connecting words and a leading adverbial."""
        begin = self.skip_adverbial(floor, end)
        found = self.right_of(begin, end) if begin < end else None
        return found if found and found.last < end else None

    def _behind_commas(self, first: int, end: int, ceiling: int) -> int:
        """Go on behind a comma: a name after its role, a role after its name."""
        text = self._text
        for _ in range(MAX_SEGMENTS):
            begin = end + 1
            if begin >= ceiling or text.words[end] != "," or not text.is_word(begin):
                break
            reference = self._reader.read(Range(first, end))
            if self._lexicon.is_time(text, begin) or not self._appositions.continue_at(reference, begin):
                break
            behind = self._phrase_end(begin, ceiling)
            if not text.capital[begin] and any(
                map(self._appositions.predicates, range(begin + 1, min(behind + 1, ceiling)))
            ):
                # No description: a clause of its own begins here.
                break
            end = behind
        return end

    def _phrase_end(self, first: int, ceiling: int) -> int:
        text, lower, places = self._text, self._text.lower, self._lexicon.long_places
        word = first
        while word + 1 < ceiling and lower[word] in self._clause.determiners:
            word += 1
        begin = word
        named = False
        plain = 0
        while word < ceiling:
            mark = text.words[word]
            if not mark[0].isalnum():
                behind = self._behind_mark(word, ceiling)
                if behind == word:
                    break
                word = behind
                continue
            place = self._place_at(word, ceiling) if lower[word] in places.first_words else 0
            if place:
                named, plain, word = True, 0, word + place
                continue
            if word > begin and self._ends_phrase(word, named=named):
                break
            capital = text.capital[word] or mark[0].isdigit()
            plain = 0 if capital else plain + 1
            if plain > MAX_PLAIN:
                break
            named = named or (capital and not (word == begin and text.classes[word] & TITLE))
            word += 1
        return self._without_tail(first, word)

    def _place_at(self, word: int, ceiling: int) -> int:
        """How many words the place has that begins here: one may end in a day of the week ("Pasar Minggu")."""
        return self._lexicon.long_places.length_at(self._text.lower, word, ceiling) if self._text.capital[word] else 0

    def _behind_mark(self, word: int, ceiling: int) -> int:
        """Go past brackets or a mark that stands inside a noun phrase; the same word where it ends there."""
        if self._text.words[word] in ("(", "["):
            return self._bracket_right(word, ceiling)
        return word + self._joins_phrase(word)

    def _joins_phrase(self, word: int) -> bool:
        """Whether a mark stands inside a noun phrase: of an abbreviation, or between the fields of an institution."""
        mark = self._text.words[word]
        if mark == ",":
            return self._joins_fields(self._text, word)
        return mark in ("/", "&") or (mark == "." and self._text.ends_abbreviation(word))

    def _ends_phrase(self, word: int, *, named: bool) -> bool:
        """Whether a word can no longer belong to the noun phrase before it."""
        text, source = self._text, self._source
        lower = text.lower[word]
        if lower in self._lexicon.phrase_ends or (named and source.capitalised_nouns and self._governs_noun(word)):
            return True
        if text.capital[word]:
            return False
        if lower in source.linkers or lower in source.particles:
            return not self._links(word)
        if lower in self._lexicon.phrase_breaks or self.is_verb(word):
            return True
        closed = named and text.capital[word - 1] and not source.capitalised_nouns
        return closed and lower not in self._lexicon.described and not self._numbers(word)

    def _numbers(self, word: int) -> bool:
        """Whether a number stands inside a name ("Ketua RW 03 X", "SMP 2 Y") or ends one ("warga RT 04")."""
        text = self._text
        numeral = text.words[word].isdigit() and not self._source.affiliation_first
        if not numeral or word + 1 >= text.size:
            return numeral
        before = text.words[word - 1]
        ends = not text.is_word(word + 1) and (before.isupper() or before.lower() in self._source.organisation_heads)
        return ends or text.capital[word + 1]

    def _governs_noun(self, word: int) -> bool:
        """Whether a word in lower case before an article is a verb no pattern tells ("laut X dauert der Umbau")."""
        text, behind = self._text, word + 1
        if text.capital[word] or behind >= text.size or text.lower[behind] not in self._clause.determiners:
            return False
        lower, source = text.lower[word], self._source
        return lower not in self._clause.determiners and lower not in source.linkers and lower not in source.particles

    def _links(self, word: int) -> bool:
        """Whether a name or a described person goes on behind a linking word."""
        text, source = self._text, self._source
        following = word + 1
        if following >= text.size or not text.is_word(following):
            return False
        lower = text.lower[following]
        if lower in self._clause.times or lower in source.pronouns:
            return False
        known = lower in source.organisations or lower in source.titles or lower in source.crowds
        known = known or lower in source.linkers
        return text.capital[following] or known

    def behind_bracket(self, word: int, ceiling: int) -> int:
        """Go past brackets that open at a word, as around the date behind a day."""
        opens = word < ceiling and self._text.words[word] == "("
        return self._bracket_right(word, ceiling) if opens else word

    def _bracket_right(self, word: int, ceiling: int) -> int:
        for close in range(word + 1, min(ceiling, word + MAX_BRACKET)):
            if self._text.words[close] in (")", "]"):
                return close + 1
        return ceiling

    def _without_tail(self, first: int, end: int) -> int:
        """Drop linking words left over at the end; where nouns have capitals, all words behind the last one."""
        text = self._text
        if self._source.capitalised_nouns and True in text.capital[first + 1 : end]:
            while not text.capital[end - 1] and text.words[end - 1][0].isalpha():
                end -= 1
        while end > first + 1 and not text.capital[end - 1]:
            lower = text.lower[end - 1]
            if lower not in self._source.linkers and lower not in self._clause.adjuncts:
                break
            end -= 1
        return end
