"""Where the clause that a cue reports begins and ends."""

from streams.quotes.cues import Hit
from streams.quotes.endings import EDGE_MARKS, MAX_ADVERBIAL, Endings
from streams.quotes.text import Range

BARE_FRAMES = frozenset(("clause", "fact", "wish"))
BEFORE_SUBJECT = frozenset((",", "–", "—", "”", '"', "''"))
INSERTING_MARKS = frozenset((",", "–", "—"))
MIN_WORDS = 2
MIN_LEFT_WORDS = 3
MAX_INSERTION = 12  # words between two marks behind a cue
MAX_INSERTED = 6  # words between a cue that is often no speech and its "that"
MIN_ADVERBIAL_CLAUSE = 6  # an adverbial this long behind a cue begins the clause itself


class Clauses(Endings):
    """Finds the bounds of reported clauses in one article."""

    def trimmed(self, first: int, last: int) -> Range | None:
        """A range without marks at its edges; None when nothing is left."""
        words = self._text.words
        while first < last and words[first] in EDGE_MARKS:
            first += 1
        while last > first and words[last - 1] in EDGE_MARKS:
            last -= 1
        return Range(first, last) if last > first else None

    def skip_between(self, word: int, end: int) -> int:
        """Go past adverbs and dates beside a cue."""
        while word < end and self._text.lower[word] in self._lexicon.between:
            word += 1
        return word

    def opens_formally(self, content: Range) -> bool:
        """Whether a range begins with "that" or a question word."""
        return self._text.lower[content.first] in self._lexicon.clause_openers

    def opens(self, word: int, end: int) -> bool:
        """Whether a complementizer or question word opens a clause at `word`."""
        if self._text.lower[word] not in self._lexicon.clause_openers or word + 1 >= end:
            return False
        return self._text.is_word(word + 1) or self._view.inside[word + 1] == 1

    def from_word(self, hit: Hit, word: int) -> Range | None:
        """The clause that begins at a word; None when it is too short to be one, or the text has ended."""
        if word >= self._text.size:
            return None
        content = self.trimmed(word, self.end(hit, word))
        return content if content and content.last - content.first >= MIN_WORDS else None

    def before_subject(self, subject: int, floor: int) -> Range | None:
        """What stands before ", X said"."""
        if subject - 1 <= floor or self._text.words[subject - 1] not in BEFORE_SUBJECT:
            return None
        content = self._without_joiner(self.trimmed(floor, subject))
        return content if content and content.last - content.first >= MIN_WORDS else None

    def opened_by_word(self, subject: int, floor: int) -> bool:
        """Whether one word and a comma stand before ", X said," ("Now, he said, …")."""
        return subject - 2 == floor and self._text.words[subject - 1] == "," and self._text.is_word(floor)

    def before_cue(self, cue: int, floor: int) -> Range | None:
        """What stands before a cue, unless it is only a connecting phrase."""
        if cue <= floor or self._view.nouns.skip_openers(floor, cue) >= cue:
            return None
        return self._without_joiner(self.trimmed(floor, cue))

    def _without_joiner(self, content: Range | None) -> Range | None:
        """A clause without the "and" that joins its sentence to the one before."""
        if content and content.last - content.first > 1 and self._text.lower[content.first] in self._joiners:
            return Range(content.first + 1, content.last)
        return content

    def behind_comma(self, hit: Hit, comma: int, end: int) -> Range | None:
        """The clause behind the comma of ", says X,"; no date, and no further link of the chain of sources."""
        first = comma + 1
        if comma >= end or self._text.words[comma] != "," or first >= end:
            return None
        if self._text.lower[first] in self._clause.times or self._text.words[first] == "(":
            return None
        if self._lexicon.relays.length_at(self._text.lower, first, end):
            return None
        return self.from_word(hit, first)

    def resumes(self, hit: Hit, rest: Range) -> bool:
        """Whether the sentence goes on behind an inserted source: both commas are there, and a clause follows."""
        lower = self._text.lower[rest.first]
        joined = lower in self._clause.conjunctions or lower in self._clause.relatives or self.is_adverbial(rest.first)
        return self._text.words[hit.first - 1] == "," and not joined and not self._text.capital[rest.first]

    def behind_cue(self, hit: Hit, end: int) -> Range | None:
        """The complement behind a cue: with its complementizer, behind a comma or a hearer, or bare."""
        text = self._text
        word = self._behind_alleged(hit, self.skip_between(hit.last, end), end)
        if word < end and self.opens(word, end):
            return self.from_word(hit, word)
        inserted = self._behind_inserted(word, end)
        if inserted is not None:
            return self.from_word(hit, inserted)
        if word < end and (text.words[word] == ":" or (text.words[word] == "," and self._clause.comma_opens_content)):
            return self.from_word(hit, word + 1)
        word = self._skip_times(hit.last, end)
        if word >= end:
            return None
        later = self._dated_opener(word, end) or self._later_opener(hit, word, end)
        if later is not None:
            return self.from_word(hit, later)
        if hit.entry.hearer:
            word = self._behind_hearer(hit, word, end)
        return self._bare(hit, word, end)

    def _behind_alleged(self, hit: Hit, word: int, end: int) -> int:
        """The complementizer behind what is denied ("membantah | tudingan | bahwa"), or `word`."""
        denied = hit.entry.denying and word + 1 < end and self._text.lower[word] in self._lexicon.data.cues.alleged
        return word + 1 if denied and self.opens(word + 1, end) else word

    def _behind_inserted(self, mark: int, end: int) -> int | None:
        """The complementizer behind what is inserted between two marks ("said, among other things, that")."""
        if mark >= end or self._text.words[mark] not in INSERTING_MARKS:
            return None
        reach = min(end, mark + MAX_INSERTION)
        close = self._text.find(frozenset((self._text.words[mark],)), mark + 1, reach) + 1
        opens = close < reach and self._text.lower[close] in self._clause.complementizers
        return close if opens else None

    def _skip_times(self, word: int, end: int) -> int:
        """Go past dates, with a preposition or without."""
        lower, times = self._text.lower, self._clause.times
        while word < end:
            if lower[word] in times:
                word = self._view.nouns.behind_bracket(word + 1, end)
            elif lower[word] in self._clause.adjuncts and word + 1 < end and lower[word + 1] in times:
                word += 1
            else:
                break
        return word

    def _dated_opener(self, word: int, end: int) -> int | None:
        """A complementizer behind a date with an article ("anunció el lunes que")."""
        if self._text.lower[word] not in self._clause.determiners:
            return None
        behind = self._skip_times(word + 1, end)
        return behind if word + 1 < behind < end and self.opens(behind, end) else None

    def _bare(self, hit: Hit, word: int, end: int) -> Range | None:
        """A clause without a complementizer, where the cue and the language allow it."""
        if word >= end or self._text.words[word] in EDGE_MARKS:
            return None
        short = self._behind_short_adverbial(hit, word, end)
        if short is not None:
            content = self.from_word(hit, short)
            return content if content and self._is_clause(content) else None
        if self.is_adverbial(word):
            begins = self._clause.comma_opens_content and end - word > MIN_ADVERBIAL_CLAUSE and "clause" in hit.frames
            return self.from_word(hit, word) if begins else None
        allowed = self._clause.bare_content and hit.frames & BARE_FRAMES and "object" not in hit.frames
        content = self.from_word(hit, word) if allowed else None
        return content if content and ("fact" not in hit.frames or self._is_clause(content)) else None

    def _behind_short_adverbial(self, hit: Hit, word: int, end: int) -> int | None:
        """Where a clause begins behind a preposition and one noun ("said on television the guilty would …")."""
        clause = self._clause
        if clause.comma_opens_content or not clause.bare_content or "clause" not in hit.frames or hit.entry.hearer:
            return None
        if word + 2 >= end or not self.is_adverbial(word):
            return None
        if self._text.lower[word] in clause.times or self._text.lower[word] in clause.infinitives:
            return None
        noun = self._text.is_word(word + 1) and self._text.lower[word + 1] not in clause.determiners
        return word + 2 if noun and self._starts_clause(word + 2) else None

    def _is_clause(self, content: Range) -> bool:
        """Whether what follows a cue that takes plain objects as well has a verb or a clause in it."""
        text, clause = self._text, self._clause
        if text.holds(clause.complementizers, content.first, content.last) or text.holds(
            clause.base_verbs, content.first, content.last
        ):
            return True
        return self._view.nouns.has_verb(content)

    def _later_opener(self, hit: Hit, word: int, end: int) -> int | None:
        """A complementizer behind an adverbial or a hearer ("said on Monday that", "told the court that")."""
        if not (hit.entry.hearer or self.is_adverbial(word)):
            return None
        text = self._text
        governs = bool(hit.frames & {"infinitive", "directive"})
        reach = MAX_ADVERBIAL if hit.entry.hearer or "clause" in hit.frames else MAX_INSERTED
        for number in range(word, min(end, word + reach)):
            if text.lower[number] in self._clause.complementizers:
                return number
            if text.lower[number] in self._lexicon.data.source.pronouns and self._acts(number + 1):
                # "Told X she thought that": the clause has begun.
                return None
            if self._view.is_verbal_cue(number) or (governs and text.lower[number] in self._clause.infinitives):
                return None
            if text.words[number] == "," and self._clause.comma_opens_content:
                following = self.skip_between(number + 1, end)
                if following < end and not self.is_adverbial(following):
                    return following
        return None

    def _behind_hearer(self, hit: Hit, word: int, end: int) -> int:
        """Go past the one who is told, and past the comma of "instead, X told Y, …"."""
        word = self._skip_hearer(word, end)
        floor = self._view.floor(hit.first)
        if word < end and self._text.words[word] == "," and self._view.nouns.skip_openers(floor, hit.first) > floor:
            word += 1
        return word

    def _skip_hearer(self, word: int, end: int) -> int:
        text, source = self._text, self._lexicon.data.source
        if text.lower[word] in source.hearers or (text.lower[word] in source.pronouns and not self._acts(word + 1)):
            return word + 1
        if text.lower[word] in self._clause.determiners:
            word += 1
            while word < end and not text.capital[word] and not self._begins_clause(word):
                word += 1
        elif text.lower[word] in self._lexicon.described:
            # "Told host X": a name has to follow.
            name = text.find_capital(word, end)
            word = name if self._lexicon.described.issuperset(text.lower[word:name]) else word
        elif self._lexicon.is_plural(text.lower[word]) and word + 1 < end and self._starts_clause(word + 1):
            word += 1
        while word < end and (text.capital[word] or text.words[word] in ("’", "'")):
            word += 1
        return word

    def _acts(self, word: int) -> bool:
        """Whether a verb or auxiliary follows a pronoun, which then is the subject of a clause."""
        if word >= self._text.size:
            return False
        return self._view.nouns.is_verb(word) or self._text.lower[word] in self._clause.fillers

    def _starts_clause(self, word: int) -> bool:
        """Whether a pronoun or article stands at a word."""
        lower = self._text.lower[word]
        return lower in self._lexicon.data.source.pronouns or lower in self._clause.determiners

    def _begins_clause(self, word: int) -> bool:
        """Whether a clause could begin at a word behind a hearer in lower case."""
        lower = self._text.lower[word]
        if lower in self._clause.determiners or lower in self._clause.infinitives or not self._text.is_word(word):
            return True
        subject = lower in self._lexicon.data.source.pronouns or lower in self._clause.expletives
        return subject or self.is_adverbial(word)
