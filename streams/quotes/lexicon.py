"""What a language pack says about quotes, ready for lookup."""

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from streams.languages.quote_data import Clause, Cues, QuoteData, Source, quote_data
from streams.quotes.classes import CUE, RELAY, TITLE, VERB, Known, Words
from streams.quotes.cues import Hit, entries
from streams.quotes.phrases import Phrases
from streams.quotes.text import Text

MIN_PLURAL = 3  # letters
MIN_ACRONYM = 2  # letters
MAX_FIELD = 4  # words of one field of an office
MAX_DEGREE = 6  # words and full stops of one degree

SEPARATORS = frozenset((",", ";", ":", "\n"))  # marks between a subject and what is not its verb
GENDERS = frozenset(("masculine", "feminine", "given_names"))
CLOSING_ROLES = frozenset(("quoted from", "reported by"))  # the reporter's own words, no part of what was said


def _field_nouns(pattern: str, names: frozenset[str]) -> Known[bool]:
    """Whether affixes tell that a lower-case word is the noun of a field or an activity."""
    match = re.compile(pattern).match
    return Known(lambda word: match(word) is not None and word not in names)


def _said(cues: Cues) -> Phrases:
    """Phrases before a cue with which it has been said all the same, "not only" among them."""
    not_only = (f"{negation} {word}" for negation in cues.negations for word in cues.exclusives)
    return Phrases((*cues.said, *not_only))


class Lexicon:
    """What one language pack says, ready for lookup: phrases, cues, and the word classes that several rules ask for."""

    def __init__(self, data: QuoteData) -> None:
        self.data = data
        clause, source = data.clause, data.source
        self.openers = Phrases(clause.openers)
        self.relays = Phrases(relay.phrase for relay in data.relays)
        self.closing_relays = Phrases(relay.phrase for relay in data.relays if relay.role in CLOSING_ROLES)
        self.unsaid = Phrases(data.cues.unsaid)
        self.negations = Phrases(data.cues.negations)
        self.said = _said(data.cues)
        self.before_unsaid = clause.fillers | self.unsaid.last_words | self.negations.last_words
        self.indefinite = Phrases(clause.indefinite)
        self.amounts = Phrases(phrase for phrase in clause.amounts if " " in phrase)
        self._before_figures = frozenset(phrase for phrase in clause.amounts if " " not in phrase)
        self._amount_beginnings = self.amounts.first_words | self._before_figures
        self.anaphors = Phrases(clause.anaphors)
        self.long_places = Phrases(data.long_places)
        self.nicknaming = Phrases(source.nicknaming)
        self.verb = re.compile(clause.verb)
        self.adverbials = clause.adjuncts | clause.times
        self.clause_openers = clause.complementizers | clause.interrogatives
        self.claim_openers = self.clause_openers | clause.infinitives | source.pronouns
        self.between = clause.fillers | clause.times
        self.no_speaker = (
            clause.fillers | clause.complementizers | clause.conjunctions | clause.manner | self.adverbials
        )
        self.before_speaker = source.agent | clause.times | {","}
        self.phrase_ends = clause.relatives | clause.times | clause.complementizers
        self.subject_stops = SEPARATORS | clause.relatives | clause.complementizers
        self.phrase_breaks = clause.determiners | clause.adjuncts | clause.conjunctions
        self.phrase_edges = clause.adjuncts | clause.conjunctions | source.linkers - clause.determiners
        self.described = source.titles | source.title_modifiers | source.organisations
        self.speakers = source.pronouns | source.titles | source.crowds | source.organisations | source.statements
        self.linkers = source.linkers | source.posts
        self.before_name = self.linkers | clause.demonstratives
        self.loose = source.statements | source.agent | clause.determiners | source.organisations
        self.tail_words = source.linkers & clause.adjuncts | source.posts & clause.adjuncts
        self.tail_words -= (source.particles - source.posts) | clause.determiners | clause.conjunctions
        # What opens a name behind other words; single letters are initials.
        self.ranks = frozenset(word for word in source.honorifics - source.rank_parts if len(word) > 1)
        self.beside_name = source.titles | source.title_modifiers | source.honorifics | source.particles
        self.before_title = source.title_modifiers | source.honorifics
        self.organisations = source.organisations | source.organisation_heads
        self.capitalised_organisations = source.portfolios | data.places
        self.reportive_after = clause.reportive | clause.reportive_after
        no_fields = source.organisations | source.titles | source.given_names | data.places
        self._has_fields = bool(source.portfolios)
        self.field_nouns = _field_nouns(source.field, no_fields)
        self._degree_beginnings = {degree[:end] for degree in source.degrees for end in range(len(degree) + 1)}
        self._entries = entries(data)
        self.starters = frozenset(word for word in source.pronouns if len(word) > 1)
        self.words = Words(self._classes, clause.elisions)
        self._listed = data.places.union(_listed(clause), _listed(source))
        self.plain_names = Known(self._is_plain_name)
        self.organisation_words = Known(self._is_organisation_word)

    def _is_plain_name(self, word: str) -> bool:
        """Whether a word as written is capitalised, and nothing that the pack knows but perhaps a given name."""
        lower, source = word.lower(), self.data.source
        if not (word[0].isalpha() and word[0].isupper()) or (len(word) > 1 and word.isupper()):
            return False
        known = lower in self._listed or self.is_title(lower) or self.field_nouns[lower]
        return not (known or source.capitalised_nouns or lower.endswith(source.organisation_endings))

    def _is_organisation_word(self, word: str) -> bool:
        """Whether a word as written belongs to organisations and places: known ones, acronyms, numbers."""
        lower, source = word.lower(), self.data.source
        if lower in self.organisations or word[0].isdigit():
            return True
        if word[0].isupper() and (
            lower in self.capitalised_organisations
            or lower.endswith(source.organisation_endings)
            or self.field_nouns[lower]
        ):
            return True
        return len(word) >= MIN_ACRONYM and word.isupper() and lower not in source.honorifics

    def _classes(self, word: str) -> int:
        """The classes of a lower-case word in this language."""
        classes = CUE * (word in self._entries) | RELAY * (word in self.relays.first_words)
        return classes | TITLE * self.is_title(word) | VERB * self.is_verb_form(word)

    def is_verb_form(self, word: str) -> bool:
        """Whether the pack's pattern takes a lower-case word for a verb."""
        if word in self.data.clause.not_verbs or word in self.data.source.titles:
            return False
        return self.verb.match(word) is not None

    def is_field(self, text: Text, word: int) -> bool:
        """Whether a word names the field of an office or institution: a known one, or capitalised and of that shape."""
        lower = text.lower[word]
        return lower in self.data.source.portfolios or (text.capital[word] and self.field_nouns[lower])

    def is_place(self, text: Text, first: int, last: int) -> bool:
        """Whether a phrase is a known place, or one that says so ("Kabupaten X")."""
        if text.lower[first] in self.data.source.locatives and last - first > 1:
            return text.capital[last - 1]
        long = self.long_places.length_at(text.lower, first, last) == last - first
        return long or self.data.places.issuperset(text.lower[first:last])

    def joins_fields(self, text: Text, word: int) -> bool:
        """Whether a comma or "and" stands between two fields of an office ("Menteri Politik, Hukum, dan Keamanan")."""
        lower, linkers = text.lower, self.data.source.linkers
        if not self._has_fields or word == 0 or (lower[word] != "," and lower[word] not in linkers):
            return False
        before = word - 1 - (lower[word - 1] == ",")
        behind = word + 1 + (word + 1 < len(lower) and lower[word + 1] in linkers)
        if before < 0 or behind >= len(lower):
            return False
        known = lower[before] in self.data.source.portfolios
        if not known and not (text.capital[before] and self.field_nouns[lower[before]]):
            return False
        return self.is_field(text, behind) or (behind == word + 2 and self._ends_fields(text, word))

    def _ends_fields(self, text: Text, comma: int) -> bool:
        """Whether the last of three fields follows a comma and "and", whatever its word."""
        source, lower = self.data.source, text.lower[comma + 2]
        listed = "," in text.words[max(comma - MAX_FIELD, 0) : comma]
        named = lower in source.given_names or lower in source.titles or lower in source.organisations
        return listed and text.words[comma] == "," and text.capital[comma + 2] and not named

    def begins_name(self, text: Text, word: int) -> bool:
        """Whether a word of time is a given name here, as another capitalised word follows ("April Jones")."""
        named = text.capital[word] and text.lower[word] in self.data.source.given_names
        return named and word + 1 < text.size and text.capital[word + 1]

    def is_time(self, text: Text, word: int) -> bool:
        """Whether a word of time stands here."""
        return text.lower[word] in self.data.clause.times and not self.begins_name(text, word)

    def is_amount(self, text: Text, word: int) -> bool:
        """Whether a phrase before a number, or the number itself, begins at a word ("at least", "about 270")."""
        if text.lower[word] not in self._amount_beginnings:
            return False
        if self.amounts.length_at(text.lower, word, text.size):
            return True
        return text.lower[word] in self._before_figures and word + 1 < text.size and text.words[word + 1][0].isdigit()

    def is_plural(self, word: str) -> bool:
        """Whether a lower-case word may be a common noun of more than one, which needs no article ("specialists")."""
        ending = self.data.clause.plural_ending
        return ending != "" and word.endswith(ending) and not word.endswith(2 * ending) and len(word) > MIN_PLURAL

    def is_title(self, word: str) -> bool:
        """Whether a lower-case word is a title or ends like one."""
        return word in self.data.source.titles or word.endswith(self.data.source.title_endings)

    def is_degree(self, text: Text, word: int) -> bool:
        """Whether an academic degree begins at a word, written with full stops ("M.Kes") or without."""
        degrees = self.data.source.degrees
        degree = text.lower[word].partition("-")[0]
        if degree not in self._degree_beginnings:
            return False
        if word + 1 < text.size and not text.glued(word + 1):
            return degree in degrees
        for following in range(word + 1, min(text.size, word + MAX_DEGREE)):
            if degree in degrees or not text.glued(following) or text.words[following] == ",":
                break
            degree += text.lower[following].strip(".")
        return degree in degrees

    def is_inverted(self, word: str) -> bool:
        """Whether a lower-case word may be a cue that stands before its speaker and behind what was said."""
        return any("inverted" in entry.frames for entry in self._entries.get(word, ()))

    def hits(self, text: Text, inside: bytearray) -> Iterator[Hit]:
        """The cues outside quotation marks, in text order."""
        lower, entries = text.lower, self._entries
        last = 0
        for number in text.places_of(CUE):
            if inside[number] or number < last:
                continue
            for entry in entries[lower[number]]:
                size = len(entry.words)
                if size == 1 or tuple(lower[number : number + size]) == entry.words:
                    last = number + size
                    yield Hit(number, last, entry, entry.frames)
                    break


def _listed(data: Clause | Source) -> Iterator[str]:
    """The single words in all lists of a part of a pack, but given names and what tells only a gender."""
    for name, value in msgspec.structs.asdict(data).items():
        if isinstance(value, frozenset) and name not in GENDERS:
            yield from value


@cache
def lexicon(language: str) -> Lexicon | None:
    """The lexicon of a language, or None without a pack."""
    data = quote_data(language)
    return Lexicon(data) if data else None
