"""What may stand behind the comma that follows a name or a role: the role, the name, or a clause of its own."""

from collections.abc import Callable

from streams.quotes.classes import TITLE
from streams.quotes.heads import Reference
from streams.quotes.lexicon import Lexicon
from streams.quotes.text import Text

MAX_FIELD = 3  # words of a role with its field
BEHIND_NAME = frozenset((",", ".", "("))


class Appositions:
    """Tells them in one text; `is_verb` says whether a verb stands at a word."""

    def __init__(self, text: Text, lexicon: Lexicon, is_verb: Callable[[int], bool]) -> None:
        self._text = text
        self._lexicon = lexicon
        self._clause = lexicon.data.clause
        self._source = lexicon.data.source
        self._is_verb = is_verb

    def continue_at(self, reference: Reference, begin: int) -> bool:
        """Whether the words at `begin` name the role before them, or describe the name before them."""
        text, source = self._text, self._source
        if reference.kind == "role" and text.lower[begin] in source.linkers and begin + 1 < text.size:
            return text.capital[begin + 1]
        if reference.title and text.lower[begin] in source.honorifics:
            return True
        if reference.kind == "unnamed":
            return self._is_full_name(begin) or self._is_inserted_name(begin)
        short = reference.name is not None and reference.name.last - reference.name.first == 1
        if self._lexicon.is_degree(text, begin):
            return False
        if reference.kind == "role" or (reference.title and (short or self._is_full_name(begin))):
            return text.capital[begin] or text.lower[begin] in source.honorifics
        return reference.kind == "person" and not reference.title and self._is_role(begin)

    def _is_role(self, word: int) -> bool:
        """Whether a title begins here, behind an article perhaps with its field ("a market trader")."""
        text, source = self._text, self._source
        article = text.lower[word] in self._clause.determiners and word + 1 < text.size
        word += article
        if text.classes[word] & TITLE or text.lower[word] in source.title_modifiers:
            return True
        fields = range(word + 1, min(word + MAX_FIELD, text.size)) if article and source.affiliation_first else ()
        for noun in fields:
            if text.classes[noun] & TITLE:
                return True
            if not text.is_word(noun) or text.lower[noun] in source.linkers or self.predicates(noun):
                break
        return False

    def _is_inserted_name(self, begin: int) -> bool:
        """Whether one capitalised word behind a comma names a description before it ("terdakwa kasus itu, X, …")."""
        text = self._text
        alone = begin + 1 < text.size and text.words[begin + 1] in BEHIND_NAME
        known = (
            text.lower[begin] in self._lexicon.described or text.lower[begin] in self._lexicon.capitalised_organisations
        )
        return alone and text.capital[begin] and not known and not self._source.affiliation_first

    def _is_full_name(self, begin: int) -> bool:
        """Whether two capitalised words that name no organisation, place or title begin here."""
        text = self._text
        if (
            self._source.affiliation_first
            or begin + 1 >= text.size
            or not (text.capital[begin] and text.capital[begin + 1])
        ):
            return False
        lower = text.lower[begin]
        return lower not in self._lexicon.described and lower not in self._lexicon.capitalised_organisations

    def predicates(self, word: int) -> bool:
        """Whether a verb or auxiliary stands here, so that a clause of its own begins before it."""
        lower = self._text.lower[word]
        return self._is_verb(word) or lower in self._clause.base_verbs or lower in self._clause.fillers
