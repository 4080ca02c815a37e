"""What a noun phrase says of a speaker: name, job title, affiliation, put together from its parts between commas."""

import msgspec

from streams.quotes.heads import Heads, Reference
from streams.quotes.lexicon import Lexicon
from streams.quotes.names import MIN_LOCAL, Names
from streams.quotes.text import Range, Text

MIN_CAPITALS = 2  # of a degree ("PhD", but "Jr" is part of the name)
MAX_PLACE = 2  # words of the place somebody without a name is from
MAX_PART = 3  # words of the part somebody plays in the story


class Reader:
    """Reads noun phrases of one text."""

    def __init__(self, text: Text, lexicon: Lexicon) -> None:
        self._text = text
        self._lexicon = lexicon
        self._source = lexicon.data.source
        self._clause = lexicon.data.clause
        self._names = Names(text, lexicon)
        self._heads = Heads(text, lexicon, self._names)
        self.without_determiners = self._heads.without_determiners
        self._read: dict[Range, Reference] = {}

    def know_short_names(self, names: frozenset[str]) -> None:
        """Tell which single words the article uses for people; long phrases that hold one are read again."""
        self._names.short_names = names
        for words in [words for words in self._read if words.last - words.first >= MIN_LOCAL]:
            if self._text.holds(names, words.first, words.last):
                del self._read[words]

    def read(self, words: Range) -> Reference:
        """Take a noun phrase apart."""
        known = self._read.get(words)
        if known is None:
            known = self._read[words] = self._parse(words)
        return known

    def _parse(self, words: Range) -> Reference:
        if self._is_plain_name(words):
            return Reference("unnamed") if self._names.only_begins_sentence(words) else Reference("person", words)
        lower = self._text.lower
        inner = self.without_determiners(words)
        first, last = inner.first, inner.last
        if first >= last:
            return Reference("pronoun" if lower[words.first] in self._source.pronouns else "unnamed")
        if last - first == 1 and lower[first] in self._source.pronouns:
            return Reference("pronoun")
        alias = self._alias(first, last)
        head, *more = map(self._without_letters, self._segments(Range(first, alias)))
        reference = self._heads.read(head)
        reference = self._by_article(words.first, reference, head)
        titled = reference.title is not None
        for segment in more:
            begin = segment.first
            if not (self._lexicon.is_degree(self._text, begin) or self._lexicon.is_time(self._text, begin)):
                reference = self._add(reference, head, segment, titled=titled)
        if reference.kind == "role" and self._is_crowd(words, reference):
            return Reference("unnamed")
        if alias < last:
            return msgspec.structs.replace(reference, alias=self._names.without_honorifics(Range(alias + 1, last)))
        return reference

    def _without_letters(self, words: Range) -> Range:
        """A phrase without the letters behind a name ("Ann Lee MP", "Mark Hill KC OBE")."""
        last = words.last
        while last - words.first > 1 and self._are_letters(last - 1, words.first):
            last -= 1
        return words if last == words.last else Range(words.first, last)

    def _are_letters(self, word: int, first: int) -> bool:
        """Whether a word is a degree, or the like, right behind a name; "MP" may be all that is said of somebody."""
        text, source = self._text, self._source
        if text.lower[word] not in source.degrees or not text.capital[word - 1]:
            return False
        if sum(map(str.isupper, text.words[word])) < MIN_CAPITALS:
            return False
        if text.lower[word] not in source.titles:
            return not self._names.is_organisation_word(word - 1) or text.lower[word - 1] in source.degrees
        before = text.lower[first:word]
        return not (source.given_names.isdisjoint(before) and source.honorifics.isdisjoint(before))

    def _by_article(self, word: int, reference: Reference, head: Range) -> Reference:
        """A reading corrected by the article a phrase begins with, or by its having none."""
        lower = self._text.lower[word]
        if lower in self._clause.unnamed:
            reference = self._without_place(reference, head)
        elif self._goes_on_with_place(reference):
            reference = self._placed(reference)
        return self._heads.institution(reference) if lower in self._clause.definite else reference

    def _is_plain_name(self, words: Range) -> bool:
        """Whether a phrase is nothing but a name: no word of it says anything else, as most of them do not."""
        if not all(map(self._lexicon.plain_names.__getitem__, self._text.words[words.first : words.last])):
            return False
        return words.last - words.first < MIN_LOCAL or self._text.sentence_of[words.first].first != words.first

    def _without_place(self, reference: Reference, head: Range) -> Reference:
        """A role, where what stands behind it names a place or group, not the unnamed one ("seorang warga X")."""
        name = reference.name
        if name is None or not reference.title or self._text.lower[name.first] in self._source.given_names:
            return reference
        if self._text.lower[name.first - 1] in self._source.honorifics:
            # "A driver called X".
            return reference
        places, locatives = self._lexicon.data.places, self._source.locatives
        placed = all(word in places or word in locatives for word in (reference.affiliation or "").lower().split())
        if name.last - name.first > MAX_PLACE or name.last < head.last:
            return reference
        return self._placed(reference) if placed or self._ends_institution(reference) else reference

    def _placed(self, reference: Reference) -> Reference:
        """A role, with what looked like a name for the end of its place."""
        name = self._text.text(reference.name) if reference.name else None
        place = " ".join(filter(None, (reference.affiliation, name)))
        return msgspec.structs.replace(reference, kind="role", name=None, affiliation=place)

    def _goes_on_with_place(self, reference: Reference) -> bool:
        """Whether somebody in general is told by a place alone ("warga Jalan X", "pedagang Pasar Baru X")."""
        if reference.name is None or not reference.affiliation or self._source.affiliation_first:
            return False
        if (reference.title or "").lower().partition(" ")[0] not in self._source.crowds:
            return False
        if reference.affiliation.lower().split()[-1] in self._source.locatives:
            return True
        return self._ends_institution(reference)

    def _ends_institution(self, reference: Reference) -> bool:
        """Whether one word, no given name, stands behind a school or market: its name goes on ("SMP Negeri 4 X")."""
        name, place = reference.name, (reference.affiliation or "").lower().split()
        if name is None or name.last - name.first > 1 or self._source.affiliation_first:
            return False
        given = self._text.lower[name.first] in self._source.given_names
        return not given and not self._source.organisation_heads.isdisjoint(place)

    def _is_crowd(self, words: Range, reference: Reference) -> bool:
        """Whether a bare role stands for people in general ("warga")."""
        first = self._text.lower[words.first]
        if first in self._clause.plurals:
            return True
        if first in self._clause.determiners or reference.affiliation:
            return False
        return (reference.title or "").lower().partition(" ")[0] in self._source.crowds

    def _alias(self, first: int, last: int) -> int:
        """Where "also known as" stands behind a name, or the end."""
        aliases = self._source.aliases
        if not self._text.holds(aliases, first + 1, last):
            return last
        places = (i for i in range(first + 1, last) if self._text.lower[i] in aliases and self._text.capital[i - 1])
        return next(places, last)

    def _segments(self, words: Range) -> list[Range]:
        """Cut at commas."""
        text = self._text
        if "," not in text.words[words.first : words.last]:
            return [words]
        cuts = [
            i
            for i in range(words.first, words.last)
            if text.words[i] == "," and not self._lexicon.joins_fields(text, i)
        ]
        edges = [words.first, *(c + 1 for c in cuts)]
        return [s for s in map(Range, edges, [*cuts, words.last]) if s.last > s.first] or [words]

    def _add(self, head: Reference, first: Range, segment: Range, *, titled: bool) -> Reference:
        """Read one more segment behind a comma; `titled` phrases begin with a title."""
        if head.kind == "unnamed":
            more = self._heads.read(segment)
            return self._described(more, first) if more.kind == "person" else head
        if titled:
            return self._complete(head, segment)
        return self._describe(head, segment) if head.kind == "person" else head

    def _described(self, more: Reference, first: Range) -> Reference:
        """A name with the part somebody plays in the story, which stands before the comma ("the accused, X")."""
        words = self._heads.without_determiners(first)
        if more.title or self._source.affiliation_first or self._text.lower[words.first] not in self._source.crowds:
            return more
        last = words.last if words.last - words.first <= MAX_PART else words.first + 1
        return msgspec.structs.replace(more, title=self._text.text(Range(words.first, last)))

    def _describe(self, head: Reference, segment: Range) -> Reference:
        """Read one more segment behind a name: the role, or where somebody is from."""
        if self._lower_linker(segment.first):
            return head if head.affiliation else msgspec.structs.replace(head, affiliation=self._heads.owner(segment))
        more = self._heads.read(segment)
        return self._role_of_name(head, more, segment) if more.title and not head.title else head

    def _complete(self, head: Reference, segment: Range) -> Reference:
        """Read one more segment behind a title: the name that belongs to it, or one more role of who has both."""
        if head.kind == "person" and self._lower_linker(segment.first):
            return head if head.affiliation else msgspec.structs.replace(head, affiliation=self._heads.owner(segment))
        more = self._heads.read(segment)
        short = head.name is not None and head.name.last - head.name.first == 1
        named = more.kind == "person" and not more.title and not self._source.affiliation_first
        if head.kind == "role" or ((short or named) and not more.title):
            return self._name_of_role(head, more, segment)
        if head.kind == "person" and not head.affiliation and more.title and not more.name:
            return msgspec.structs.replace(head, affiliation=more.affiliation)
        return head

    def _lower_linker(self, word: int) -> bool:
        lower = self._text.lower[word]
        links = lower in self._source.linkers and lower not in self._source.posts
        links = links and lower not in self._clause.determiners
        return links and not self._text.capital[word]

    def _role_of_name(self, head: Reference, more: Reference, segment: Range) -> Reference:
        if more.name and self._text.lower[segment.first] in self._source.personal:
            return msgspec.structs.replace(head, title=self._text.text(Range(segment.first, more.name.last)))
        parts = (more.affiliation, self._text.text(more.name) if more.name else None)
        affiliation = " ".join(part for part in parts if part) or head.affiliation
        return msgspec.structs.replace(head, title=more.title, affiliation=affiliation)

    def _names_owner(self, head: Reference, more: Reference) -> bool:
        """Whether the company is named, not its spokesman ("a spokesman for the bus operator, Metroline")."""
        if not self._source.affiliation_first or more.name is None:
            return False
        if more.kind == "person":
            given = self._text.lower[more.name.first] in self._source.given_names
            if given or more.name.last - more.name.first > 1:
                return False
        return head.affiliation is not None and head.affiliation.islower()

    def _name_of_role(self, head: Reference, more: Reference, segment: Range) -> Reference:
        """A role with the name behind a comma; what looked like a one-word name was a place then."""
        place = " ".join(part for part in (head.affiliation, self._text.text(head.name) if head.name else None) if part)
        if head.name and not head.affiliation and (head.title or "").split()[0].lower() in self._source.personal:
            return Reference("person", more.name, f"{head.title} {place}")
        if self._names_owner(head, more):
            return msgspec.structs.replace(head, affiliation=self._text.text(more.name or segment))
        if more.kind == "person":
            return Reference("person", more.name, head.title, place or more.affiliation)
        affiliation, name = self._names.split(self._heads.skip_linkers(segment))
        if name.last > name.first and affiliation.last > affiliation.first:
            return Reference("person", name, head.title, place or self._text.text(affiliation))
        if more.kind == "organisation" and not place:
            return msgspec.structs.replace(head, affiliation=self._text.text(segment))
        return head
