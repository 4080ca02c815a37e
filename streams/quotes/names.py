"""Where a name begins and ends among the words of organisations, places, honorifics and ages around it."""

from streams.quotes.lexicon import Lexicon
from streams.quotes.text import Range, Text

BRACKETS = frozenset("()[]")
MIN_LOCAL = 3
MAX_PLACES = 8
MIN_LONG_NAME = 4


class Names:
    """Tells names from organisations in one text. `short_names` are the single words the article uses for people."""

    def __init__(self, text: Text, lexicon: Lexicon) -> None:
        self._text = text
        self._long_places = lexicon.long_places
        self._plural_ending = lexicon.data.clause.plural_ending
        self._field_nouns = lexicon.field_nouns
        self._source = lexicon.data.source
        self._organised = lexicon.organisation_words
        self._ranks = lexicon.ranks
        self.short_names: frozenset[str] = frozenset()

    def split(self, words: Range, *, local: bool = False, corporate: bool = False) -> tuple[Range, Range]:
        """Cut "Bank Sentral Budi Santoso" in two: the name begins behind the last word of an organisation.

        Where the words follow a `local` office ("Bupati"), the first of three or more is the place; behind a
        `corporate` title, a first word that the article also uses without the second is the organisation.
        """
        first, last = words.first, self._before_bracket(words)
        begins = first < last and self._text.lower[first] in self._long_places.first_words
        place = self._long_places.length_at(self._text.lower, first, last) if begins else 0
        boundary = self._text.find(self._ranks, first + place, last - 1)
        if boundary >= last - 1:
            boundary = self._boundary(Range(first, last), local=local, corporate=corporate)
        begin = self._behind_ranks(boundary, last)
        end = begin
        while end < last and self._in_name(end, begin):
            end += 1
        return Range(first, boundary), self.without_honorifics(Range(begin, end))

    def has_rank(self, words: Range) -> bool:
        """Whether a rank or title of respect stands behind other words."""
        return self._text.holds(self._ranks, words.first + 1, words.last)

    def whole(self, words: Range) -> Range:
        """A name among no organisation's words: as far as it goes."""
        end = words.first
        while end < words.last and self._in_name(end, words.first):
            end += 1
        return self.without_honorifics(Range(words.first, end))

    def _behind_ranks(self, word: int, last: int) -> int:
        """Go past ranks, with parts in brackets ("Brigadir Jenderal (Pol) X")."""
        text, honorifics = self._text, self._source.honorifics
        while word < last - 1 and (text.lower[word] in honorifics or not text.is_word(word)):
            word += 1
        return word

    def _boundary(self, words: Range, *, local: bool, corporate: bool) -> int:
        """Where the name begins that no rank announces."""
        first, last = words.first, words.last
        boundary = self._behind_organisation(words)
        if boundary == last:
            # A name may end in letters that look like an organisation's.
            return first if last - first > 1 and self._text.lower[first] in self.short_names else boundary
        boundary = self._by_short_name(Range(boundary, last), named=boundary > first)
        if boundary > first:
            boundary = max(boundary, self._behind_known(words))
        elif last - first >= MIN_LOCAL:
            boundary = self._behind_unlisted(words, local=local, corporate=corporate)
        placed = local or (boundary > first and self._is_local(boundary - 1))
        if placed and last - boundary >= MIN_LOCAL:
            boundary = self._at_given_name(boundary, last - 1)
        while (placed or boundary > first) and boundary < last - 1 and self._is_place(boundary):
            boundary += 1
        return boundary

    def _behind_unlisted(self, words: Range, *, local: bool, corporate: bool) -> int:
        """The end of the place or organisation that no list has, behind a title that such a name often follows."""
        first = words.first
        if corporate and not self._is_given(first) and (known := self._behind_known(words)) > first:
            return known
        return first + (local or (corporate and self._stands_alone(first)))

    def _at_given_name(self, first: int, last: int) -> int:
        """The first given name among words, with an initial before it; `first` where there is none."""
        given = next((i for i in range(first, last) if self._is_given(i)), first)
        return given - 1 if given > first and len(self._text.words[given - 1]) == 1 else given

    def _is_local(self, word: int) -> bool:
        """Whether an organisation that ends with this word is named with its place: "Dinas Kesehatan X", "SMP 3 X"."""
        heads = self._source.organisation_heads
        if self._text.lower[max(word - 1, 0)] in self._source.locatives:
            return False
        return any(w in heads or w.isdigit() for w in self._text.lower[max(word - 1, 0) : word + 1])

    def _is_given(self, word: int) -> bool:
        lower = self._text.lower[word]
        return lower in self._source.given_names or lower in self.short_names

    def _behind_organisation(self, words: Range) -> int:
        """The word behind the last one that belongs to an organisation, or the beginning."""
        boundary = words.first
        lower, places = self._text.lower, self._long_places
        for word in range(words.first, words.last):
            if lower[word] in places.first_words and (size := places.length_at(lower, word, words.last)):
                boundary = max(boundary, word + size)
            elif self.is_organisation_word(word) or self._text.words[word] in BRACKETS:
                takes_next = self._takes_next(word, words.first)
                given = takes_next and word + 1 < words.last and self._is_given(word + 1)
                boundary = max(boundary, min(word + 1 + (takes_next and not given), words.last))
        return boundary

    def _takes_next(self, word: int, first: int) -> bool:
        """Whether the word behind belongs to an institution; not where this one is the field of the one before it."""
        heads, lower = self._source.organisation_heads, self._text.lower
        field = word > first and lower[word] in self._source.portfolios and lower[word - 1] in heads
        return lower[word] in heads and not field

    def _behind_known(self, words: Range) -> int:
        """The end of the longest part that the article uses without what follows: the whole organisation."""
        longest = 1
        for place in self._text.places.get(self._text.lower[words.first], ())[:MAX_PLACES]:
            size = self._shared(words.first, place, words.last - words.first)
            if size < words.last - words.first and self._text.lower[words.first + size - 1] not in self.short_names:
                longest = max(longest, size)
        return words.first + longest if longest > 1 else words.first

    def _shared(self, first: int, place: int, most: int) -> int:
        """How many words are the same behind two places."""
        lower = self._text.lower
        size = 0
        while size < most and place + size < len(lower) and lower[first + size] == lower[place + size]:
            size += 1
        return size

    def _is_place(self, word: int) -> bool:
        """Whether the article somewhere says that this is a place ("di X")."""
        lower = self._text.lower
        places = self._text.places.get(lower[word], ())[:MAX_PLACES]
        located = (place for place in places if place > 1 and lower[place - 1] in self._source.locatives)
        return any(lower[place - 2] not in self._source.titles for place in located)

    def _before_bracket(self, words: Range) -> int:
        """The end of a phrase without the age, party or initials in brackets that follow a name."""
        text = self._text.words
        if self._source.affiliation_first or self._source.capitalised_nouns:
            opens = self._text.find(BRACKETS, words.first + 1, words.last)
            if opens == words.last:
                return opens
            closes = self._text.find(BRACKETS, opens + 1, words.last)
            return words.last if closes < words.last - 1 else opens
        bracket = words.last - 3
        if bracket <= words.first or text[bracket] != "(" or text[words.last - 1] != ")":
            return words.last
        initials = text[bracket + 1]
        return bracket if initials.isdigit() or self._abbreviates(initials, words.first, bracket) else words.last

    def _abbreviates(self, initials: str, first: int, last: int) -> bool:
        """Whether the words before a bracket are no organisation's, and have these initials."""
        begin = last - len(initials)
        if not initials.isupper() or begin < first:
            return False
        if "".join(word[0] for word in self._text.words[begin:last]) != initials:
            return False
        return not self.holds_organisation_word(begin, last)

    def _by_short_name(self, words: Range, *, named: bool) -> int:
        """Where the name begins, told by the part of it that the article uses alone.

        A part that ends the phrase is a surname and tells nothing. Behind a known organisation (`named`) only a long
        rest is cut again.
        """
        if words.last - words.first < (MIN_LONG_NAME if named else MIN_LOCAL):
            return words.first
        found = self._text.find(self.short_names, words.first, words.last)
        return found if found < words.last - 1 else words.first

    def _stands_alone(self, word: int) -> bool:
        """Whether the article uses a word, no speaker's, without the one behind it."""
        lower = self._text.lower
        if lower[word] in self.short_names:
            return False
        pair = lower[word : word + 2]
        return any(lower[place : place + 2] != pair for place in self._text.places.get(lower[word], ())[:MAX_PLACES])

    def only_begins_sentence(self, name: Range) -> bool:
        """Whether a one-word name is a common word, capitalised because its sentence begins."""
        if name.last - name.first != 1 or self._text.sentence_of[name.first].first != name.first:
            return False
        lower = self._text.lower[name.first]
        if lower in self._text.distinct or self._field_nouns[lower]:
            return True
        return self._is_plural(lower) and all(map(self._begins_sentence, self._text.places.get(lower, ())[:MAX_PLACES]))

    def _is_plural(self, lower: str) -> bool:
        """Whether a word may be a common noun of more than one ("Plans")."""
        ending = self._plural_ending
        return ending != "" and lower.endswith(ending) and lower not in self._source.given_names

    def _begins_sentence(self, word: int) -> bool:
        return self._text.sentence_of[word].first == word

    def is_organisation_word(self, word: int) -> bool:
        """Whether a word belongs to organisations and places."""
        return self._organised[self._text.words[word]]

    def holds_organisation_word(self, first: int, last: int) -> bool:
        """Whether a range holds such a word."""
        return any(map(self._organised.__getitem__, self._text.words[first:last]))

    def _in_name(self, word: int, first: int) -> bool:
        text = self._text
        if text.capital[word]:
            return True
        if word == first:
            return text.lower[word] in self._source.honorifics
        return text.words[word] == "." or text.lower[word] in self._source.particles

    def without_honorifics(self, words: Range) -> Range:
        """A name without what only shows respect, and without marks at its edges."""
        first, last = words.first, words.last
        text = self._text
        lower, honorifics = text.lower, self._source.honorifics
        while first < last and (lower[first] in honorifics or not lower[first][0].isalnum()):
            first += 1
        while last > first and not lower[last - 1][0].isalnum() and not text.ends_abbreviation(last - 1):
            last -= 1
        return words if last - first == words.last - words.first else Range(first, last)

    def capitals(self, words: Range) -> Range | None:
        """The first run of capitalised words that name no kind of text, if any."""
        text = self._text
        statements = self._source.statements
        first = next(
            (i for i in range(words.first, words.last) if text.capital[i] and text.lower[i] not in statements), None
        )
        if first is None:
            return None
        last = first
        while last < words.last and (text.capital[last] or self._joins_capitals(last, words.last)):
            last += 1
        return Range(first, last)

    def _joins_capitals(self, word: int, last: int) -> bool:
        """Whether a linking word stands inside a name ("Ministerio de Trabajo")."""
        return word + 1 < last and self._text.lower[word] in self._source.linkers and self._text.capital[word + 1]
