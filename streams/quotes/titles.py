"""Job titles inside a noun phrase: where they begin and end, and the field of an office that belongs to them."""

from streams.quotes.classes import TITLE, VERB
from streams.quotes.lexicon import Lexicon
from streams.quotes.names import Names
from streams.quotes.text import Range, Text

MAX_DESCRIPTION = 4  # words in lower case before a name
MIN_DESCRIBED = 2  # words of a name that tells a description in front of it from the words of an organisation


class Titles:
    """Finds titles in one text."""

    def __init__(self, text: Text, lexicon: Lexicon, names: Names) -> None:
        self._text = text
        self._names = names
        self._lexicon = lexicon
        self._source = lexicon.data.source
        self._clause = lexicon.data.clause

    def find(self, words: Range) -> Range | None:
        """The words of a job title, with the field of an office ("Menteri Luar Negeri")."""
        source = self._source
        head = self._head(words)
        if head is None or not (source.affiliation_first or self._only_modifiers(words.first, head)):
            return None
        first, last = head, head + 1
        while first > words.first and self._modifies(first - 1, words.first):
            first -= 1
        if first < head and any(self._inside_organisation(words.first, word) for word in range(first, head)):
            # "Ministry of Public Works spokesman": what would modify the title ends the ministry's name.
            first = head
        while last < words.last:
            if not (self._in_title(last) or self._is_body_of(last, words.last) or self._joins_title(last, words.last)):
                break
            last += 1
        if self._text.holds(source.offices, first, last):
            minister = self._text.holds(source.ministers, first, last)
            last = self._behind_portfolio(last, words.last, minister=minister)
        behind = self._behind_department if source.affiliation_first else self._behind_field
        return Range(first, behind(last, words.last))

    def described(self, words: Range) -> Range | None:
        """What stands in lower case before a full name, whoever bears it ("retired signalman Gordon Pryce")."""
        text = self._text
        if self._source.capitalised_nouns or (text.capital[words.first] and not self._begins_sentence(words.first)):
            return None
        name = text.find_capital(words.first + 1, words.last)
        named = Range(name, words.last)
        if not words.first < name <= words.first + MAX_DESCRIPTION or not all(
            map(self._describes, range(words.first, name))
        ):
            return None
        if named.last - named.first < MIN_DESCRIBED or not all(text.capital[i] for i in range(named.first, named.last)):
            return None
        if text.classes[name] & TITLE or self._names.holds_organisation_word(named.first, named.last):
            return None
        return Range(words.first, name)

    def _begins_sentence(self, word: int) -> bool:
        """Whether a word, no name known, has its capital because a sentence begins ("Pop star X")."""
        begins = self._text.sentence_of[word].first == word
        return begins and self._text.lower[word] not in self._source.given_names

    def _describes(self, word: int) -> bool:
        """Whether a word may stand in the description of a person."""
        lower, source = self._text.lower[word], self._source
        if not self._text.is_word(word) or self._text.words[word][0].isdigit() or lower in source.organisations:
            return False
        if (
            lower in source.linkers
            or lower in source.pronouns
            or lower in source.statements
            or lower in source.honorifics
        ):
            return False
        return lower not in self._lexicon.no_speaker and not self._text.classes[word] & VERB

    def _head(self, words: Range) -> int | None:
        """The noun of the title; none that belongs to the name of an organisation ("Department of Justice")."""
        for word in range(words.first, words.last):
            named = self._text.classes[word] & TITLE and self._is_title(word, words)
            if named and not (self._inside_organisation(words.first, word) or self._names_office(word, words.last)):
                return word
        return None

    def _names_office(self, word: int, last: int) -> bool:
        """Whether a title is the field of an office whose bearer follows ("Justice Department spokesman")."""
        text, behind = self._text, word + 1
        if not self._source.affiliation_first or behind >= last or text.lower[behind] not in self._source.organisations:
            return False
        return text.capital[word] and text.capital[behind] and text.holds(self._source.titles, behind, last)

    def _is_title(self, word: int, words: Range) -> bool:
        """Whether a word that could be a title is one in this phrase."""
        lower = self._text.lower[word]
        if lower in self._source.titles:
            return not self._is_surname(word, words) and (word > words.first or lower not in self._source.bodies)
        # A surname may end like a profession, so a name has to follow.
        return word + MIN_DESCRIBED < words.last or not self._text.capital[word]

    def _is_surname(self, word: int, words: Range) -> bool:
        """Whether a word that could be a title ends a name ("Brian Baker", "Mr. King")."""
        text = self._text
        if not (text.capital[word] and word > words.first and word == words.last - 1):
            return False
        before = text.lower[word - 1 - (text.words[word - 1] == ".")]
        respect = before in self._source.honorifics and before not in self._source.titles
        return respect or before in self._source.given_names

    def _inside_organisation(self, first: int, word: int) -> bool:
        lower = self._text.lower
        return (
            self._source.affiliation_first
            and word - 2 >= first
            and lower[word - 1] in self._source.linkers
            and lower[word - 2] in self._source.organisations
        )

    def _behind_field(self, word: int, last: int) -> int:
        """Go past the field of a profession in lower case ("pengamat transportasi")."""
        text, source = self._text, self._source
        while word < last and text.is_word(word) and not text.capital[word] and not source.capitalised_nouns:
            lower = text.lower[word]
            if lower in self._lexicon.linkers or lower in source.organisations or lower in source.pronouns:
                break
            if lower in self._clause.demonstratives:
                break
            word += 1
        return word

    def _behind_department(self, word: int, last: int) -> int:
        """Go past what a title is of, in lower case and without an article ("chief of staff")."""
        text, source = self._text, self._source
        end = word + 1
        if word >= last or text.lower[word] not in source.linkers or text.lower[word] in source.posts:
            return word
        while end < last and text.is_word(end) and not text.capital[end]:
            lower = text.lower[end]
            if lower in self._lexicon.linkers or lower in source.organisations or lower in self._clause.determiners:
                break
            end += 1
        return end if end > word + 1 else word

    def _is_body_of(self, word: int, last: int) -> bool:
        """Whether a body inside a title follows ("Ketua Majelis Hakim"): a panel of bearers of one more title."""
        lower = self._text.lower
        return word + 1 < last and lower[word] in self._source.bodies and lower[word + 1] in self._source.titles

    def _in_title(self, word: int) -> bool:
        """Whether a word goes on with a title; one with a capital behind one without names a place ("nelayan Desa")."""
        lower, capital = self._text.lower[word], self._text.capital
        if lower == ".":
            return self._text.lower[word - 1] in self._source.short_titles
        places = self._lexicon.long_places
        if lower in places.first_words and places.length_at(self._text.lower, word, self._text.size):
            return False
        if lower in self._source.titles:
            named = self._text.words[word - 1] == "." and lower in self._source.given_names
            return not named
        modifies = lower in self._source.title_modifiers and lower not in self._source.organisations
        return modifies and capital[word] <= capital[word - 1]

    def _modifies(self, word: int, first: int) -> bool:
        """Whether a word belongs to the title behind it; one that ends an organisation's name does not."""
        lower, capital = self._text.lower, self._text.capital
        if lower[word] not in self._source.title_modifiers:
            return False
        named = word > first and capital[word - 1] and lower[word - 1] not in self._source.title_modifiers
        return not (named and capital[word] and lower[word] in self._source.organisations)

    def _joins_title(self, word: int, last: int) -> bool:
        """Whether "and" and one more title of the same person follow."""
        if word + 1 >= last or self._text.lower[word] not in self._source.title_joins:
            return False
        return (
            self._text.lower[word + 1] in self._source.titles
            or self._text.lower[word + 1] in self._source.title_modifiers
        )

    def _only_modifiers(self, first: int, last: int) -> bool:
        return all(self._text.lower[i] in self._lexicon.before_title for i in range(first, last))

    def _behind_portfolio(self, word: int, last: int, *, minister: bool) -> int:
        """Go past the field of an office: a minister's is part of the title even where no list knows it."""
        lower = self._text.lower
        begin = word
        text, lexicon = self._text, self._lexicon
        while word < last:
            field = lexicon.is_field(text, word) if minister else lower[word] in self._source.portfolios
            if not (field or lexicon.joins_fields(text, word)) or lexicon.long_places.length_at(lower, word, last):
                break
            word += 1
        while word > begin and lower[word - 1] in self._source.linkers:
            word -= 1
        # "Bidang Penyakit dan …" goes on with a field the pack does not know: all of it names the department.
        goes_on = word + 1 < last and lower[word] in self._source.linkers and lower[word] in self._clause.conjunctions
        return begin if goes_on else word
