"""What a language pack says about quotes, ready for lookup."""

import re
from collections.abc import Iterator
from functools import cache

from streams.languages.quote_data import QuoteData, quote_data
from streams.quotes.cues import Hit, entries
from streams.quotes.phrases import Phrases
from streams.quotes.text import Text


class Lexicon:
    """What one language pack says, ready for lookup: phrases, cues, and the word classes that several rules ask for."""

    def __init__(self, data: QuoteData) -> None:
        self.data = data
        clause, source = data.clause, data.source
        self.openers = Phrases(clause.openers)
        self.relays = Phrases(relay.phrase for relay in data.relays)
        self.anaphors = Phrases(clause.anaphors)
        self.nicknaming = Phrases(source.nicknaming)
        self.verb = re.compile(clause.verb)
        self.adverbials = clause.adjuncts | clause.times
        self.clause_openers = clause.complementizers | clause.interrogatives
        self.between = clause.fillers | clause.times
        self.no_speaker = self.adverbials | clause.fillers | clause.complementizers | clause.conjunctions
        self.phrase_ends = clause.relatives | clause.times | clause.complementizers
        self.described = source.titles | source.title_modifiers | source.organisations
        self.speakers = source.pronouns | source.titles | source.crowds | source.organisations | source.statements
        self.linkers = source.linkers | source.posts
        self.loose = source.statements | source.agent | clause.determiners
        self.before_title = source.title_modifiers | source.honorifics
        self.organisations = source.organisations | source.organisation_heads
        self.capitalised_organisations = source.portfolios | data.places
        self.reportive_after = clause.reportive | clause.reportive_after
        self._entries = entries(data)

    def is_inverted(self, word: str) -> bool:
        """Whether a lower-case word may be a cue that stands before its speaker and behind what was said."""
        return any("inverted" in entry.frames for entry in self._entries.get(word, ()))

    def hits(self, text: Text, inside: bytearray) -> Iterator[Hit]:
        """The cues outside quotation marks, in text order."""
        lower = text.lower
        get = self._entries.get
        last = 0
        for number, word in enumerate(lower):
            found = get(word)
            if found is None or inside[number] or number < last:
                continue
            for entry in found:
                size = len(entry.words)
                if size == 1 or tuple(lower[number : number + size]) == entry.words:
                    last = number + size
                    yield Hit(number, last, entry)
                    break


@cache
def lexicon(language: str) -> Lexicon | None:
    """The lexicon of a language, or None without a pack."""
    data = quote_data(language)
    return Lexicon(data) if data else None
