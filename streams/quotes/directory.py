"""The people an article names, read only where a speaker's name occurs."""

from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

from streams.quotes.classes import TITLE
from streams.quotes.draft import View
from streams.quotes.heads import Reference
from streams.quotes.text import Range, bare

MAX_LEFT = 24  # words of role and affiliation before a name
MAX_FIELD = 2  # words of a profession's field
MAX_HOLDERS = 100  # people with titles who are told apart
MAX_PLACES = 16  # occurrences of one name that are read


class Profile(msgspec.Struct, frozen=True, eq=False):
    """Somebody the article names. `key` is the name in lower-case words; `first` the word number where it was read.

    Readings are told apart by identity.
    """

    key: tuple[str, ...]
    name: str
    first: int
    title: str | None = None
    affiliation: str | None = None


class Directory:
    """Answers who a name, an alias or a title belongs to."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._text = view.text
        self._source = view.lexicon.data.source
        self._places = view.text.places
        self._noted: dict[str, dict[tuple[object, ...], Profile]] = {}
        self._keys: dict[Range, tuple[str, ...]] = {}
        self._runs: dict[int, Range | None] = {}
        self._profiles: dict[int, Profile | None] = {}
        self._worded: dict[tuple[str, ...], Profile | None] = {}
        self._aliases: dict[tuple[str, ...], Profile] = {}
        self._found: dict[tuple[str, ...], Profile | None] = {}
        self._holders: dict[str, list[Profile]] = {}

    def note(self, reference: Reference) -> None:
        """Remember somebody who was read beside a cue, with the other name he goes by."""
        profile = self._profile(reference)
        if profile is None:
            return
        said = (profile.key, profile.title, profile.affiliation)
        for word in profile.key:
            self._noted.setdefault(word, {}).setdefault(said, profile)
        if reference.alias and (key := self._key(reference.alias)):
            self._aliases[key] = profile

    def _key(self, name: Range) -> tuple[str, ...]:
        key = self._keys.get(name)
        if key is None:
            words = self._text.lower[name.first : name.last]
            key = self._keys[name] = tuple([bare(word) for word in words if word[0].isalnum()])
        return key

    def note_alias(self, alias: Range, name: str) -> None:
        """Remember the other name of somebody whose fullest name is known."""
        self._aliases[self._key(alias)] = Profile(tuple(name.lower().split()), name, alias.first)

    def find(self, name: Range) -> Profile | None:
        """The fullest name in the article that holds all words of `name`, with the title that any mention gives."""
        key = self._key(name)
        if not key:
            return None
        if key not in self._found:
            self._found[key] = self._search(key)
        return self._found[key]

    def knows(self, name: Range) -> bool:
        """Whether a name is that of a speaker, or of somebody introduced with a title."""
        key = self._key(name)
        if key and key[0] in self._noted:
            return True
        profile = self.find(name)
        return profile is not None and profile.title is not None

    def is_surname(self, name: Range) -> bool:
        """Whether one word, a place's name perhaps, is here part of the name of a speaker with a title."""
        word = self._key(name)
        return len(word) == 1 and any(
            len(known.key) > 1 and known.title for known in self._noted.get(word[0], {}).values()
        )

    def first_place(self, name: Range) -> int:
        """The first word number at which the article uses this name."""
        return next(iter(self._places.get(bare(self._text.lower[name.first]), ())), name.first)

    def _search(self, key: tuple[str, ...]) -> Profile | None:
        if key in self._aliases:
            key = self._aliases[key].key
        related = list(self._related(set(key), key[0]))
        if not related:
            return None
        best = max(related, key=lambda p: (len(p.key), p.title is not None, -p.first))
        donor = self._titled_best([best, *related]) or self._titled_best(self._shorter(best))
        if donor is None or donor is best:
            return best
        return msgspec.structs.replace(best, title=donor.title, affiliation=donor.affiliation or best.affiliation)

    def _titled_best(self, profiles: Iterable[Profile]) -> Profile | None:
        """The first with the longest of the lasting titles, else the first with any."""
        titled = [profile for profile in profiles if profile.title]
        lasting = list(filter(self._is_lasting, titled)) or titled
        return max(lasting, key=lambda profile: len((profile.title or "").split()), default=None)

    def _is_lasting(self, profile: Profile) -> bool:
        """Whether somebody has a title that says more than his part in this story ("the accused")."""
        return profile.title is not None and profile.title.lower() not in self._source.crowds

    def _related(self, wanted: set[str], word: str) -> Iterator[Profile]:
        """Readings of a name, up to the first that has a full name and a title."""
        for profile in self._readings(word):
            if wanted.issubset(profile.key) and not self._is_relative(profile, wanted):
                yield profile
                if self._is_lasting(profile) and " " in (profile.title or "") and len(profile.key) > 1:
                    return

    def _is_relative(self, profile: Profile, wanted: set[str]) -> bool:
        """Whether a surname alone would mean somebody's relative, not the person the article is about."""
        surname = len(wanted) == 1 and len(profile.key) > 1 and profile.key[-1] in wanted
        return surname and not self._source.kin.isdisjoint((profile.title or "").lower().split())

    def _shorter(self, best: Profile) -> Iterator[Profile]:
        """Titled mentions whose name is part of the fullest one."""
        for word in (best.key[-1], best.key[0]):
            for profile in self._readings(word):
                if profile.title and set(profile.key) <= set(best.key):
                    yield profile

    def _readings(self, word: str) -> Iterator[Profile]:
        """The profiles read from every place where a word of a name stands beside another word of a name or role."""
        yield from islice(self._noted.get(word, {}).values(), MAX_PLACES)
        seen: set[Profile] = set()
        for place in self._places.get(word, ())[:MAX_PLACES]:
            if place not in self._profiles:
                self._profiles[place] = self._read_around(place) if self._has_company(place) else None
            profile = self._profiles[place]
            if profile and profile not in seen and word in profile.key:
                seen.add(profile)
                yield profile

    def _has_company(self, place: int) -> bool:
        """Whether another name or a role stands beside a word, so that reading on is worth while."""
        text, source = self._text, self._source
        before = place - 1
        while before >= 0 and (text.words[before] == "." or text.lower[before] in source.honorifics):
            before -= 1
        if before >= 0 and (text.words[before] == "," or self._belongs(before)):
            return True
        behind = place + 1
        if behind >= text.size:
            return False
        if text.words[behind] == ",":
            nouns = text.lower[behind + 1 : behind + 3]
            return any(noun in source.titles or noun in source.title_modifiers for noun in nouns)
        return self._belongs(behind)

    def _read_around(self, place: int) -> Profile | None:
        sentence = self._text.sentence_of[place]
        first = self._run_start(place)
        run = self._run(self._view.subjects.with_title_before(first, sentence.first), sentence.last)
        if run is None or run.last <= place:
            run = self._run(first, sentence.last)
        if run is None or run.last <= place or run.last - run.first < 2:
            return None
        wording = tuple(self._text.words[run.first : run.last])
        if wording not in self._worded:
            self._worded[wording] = self._read_run(run)
        return self._worded[wording]

    def _run(self, first: int, ceiling: int) -> Range | None:
        if first not in self._runs:
            self._runs[first] = self._view.nouns.right_of(first, ceiling)
        return self._runs[first]

    def _read_run(self, run: Range) -> Profile | None:
        profile = self._profile(self._view.reader.read(run))
        if profile and profile.title and not any(map(self._view.lexicon.is_title, self._words_of(profile.title))):
            return msgspec.structs.replace(profile, title=None)
        return profile

    def _run_start(self, place: int) -> int:
        """Where the role or the first name before a word begins."""
        sentence = self._text.sentence_of[place]
        lowest = max(sentence.first, place - MAX_LEFT)
        first = place
        while first > lowest and self._belongs(first - 1):
            first -= 1
        first = self._with_field(first, lowest)
        while first < place and self._only_begins(first):
            first += 1
        if first == sentence.first:
            first = min(self._view.nouns.skip_openers(first, sentence.last), place)
        return first

    def _with_field(self, first: int, lowest: int) -> int:
        """Where a title begins whose field stands in lower case before the name ("pengamat penerbangan X")."""
        lower, source = self._text.lower, self._source
        if source.affiliation_first:
            return first
        for word in range(first - 1, max(lowest, first - 1 - MAX_FIELD) - 1, -1):
            if lower[word] in source.titles:
                return word
            linking = lower[word] in source.linkers or lower[word] in self._view.lexicon.no_speaker
            if linking or not self._text.is_word(word):
                break
        return first

    def _only_begins(self, word: int) -> bool:
        """Whether a word is capitalised only because a sentence begins, or is no part of a name."""
        return self._text.lower[word] in self._view.lexicon.no_speaker or word in self._view.cue_words

    def _belongs(self, word: int) -> bool:
        """Whether a word can stand in a name with its role."""
        text, source = self._text, self._source
        if text.capital[word] or text.words[word] in ("(", ")"):
            return True
        lower = text.lower[word]
        if lower in self._view.lexicon.beside_name:
            return True
        if word + 1 >= text.size:
            return False
        following = text.lower[word + 1]
        if lower[0].isdigit() and text.capital[word + 1] and word and text.capital[word - 1]:
            return True
        joins = lower in source.linkers and text.capital[word + 1] and following not in source.titles
        return joins or (text.words[word] == "." and text.ends_abbreviation(word))

    def _profile(self, reference: Reference) -> Profile | None:
        if reference.kind != "person" or reference.name is None:
            return None
        key = self._key(reference.name)
        name = self._text.text(reference.name)
        return Profile(key, bare(name), reference.name.first, reference.title, reference.affiliation)

    def holder(self, reference: Reference, before: int) -> Profile | None:
        """Who bears a title that stands without a name: the last one named before word `before`, else the first."""
        title = self._words_of(reference.title)
        wanted = {*title, *self._words_of(reference.affiliation)}
        noun = next((word for word in title if word in self._source.titles), "")
        if noun not in self._holders:
            self._holders[noun] = list(islice(self._titled(noun), MAX_HOLDERS))
        fitting = [
            p for p in self._holders[noun] if wanted <= {*self._words_of(p.title), *self._words_of(p.affiliation)}
        ]
        fitting = [p for p in fitting if self._words_of(p.title) == title] or fitting
        earlier = [p for p in fitting if p.first < before]
        return max(earlier, key=lambda p: p.first) if earlier else next(iter(fitting), None)

    def _words_of(self, phrase: str | None) -> list[str]:
        """The words of a title or affiliation in lower case, abbreviated ones in full."""
        words = (phrase or "").lower().split()
        return [self._source.short_titles.get(word.removesuffix("."), word) for word in words]

    def _titled(self, noun: str) -> Iterator[Profile]:
        """Everybody who is named with a title that holds this noun."""
        behind = 0
        for number in self._view.text.places_of(TITLE):
            word = self._text.lower[number]
            if number < behind or self._source.short_titles.get(word, word) != noun:
                continue
            sentence = self._text.sentence_of[number]
            first = self._view.subjects.with_title_before(self._run_start(number), sentence.first)
            run = self._run(first, sentence.last)
            behind = run.last if run else number
            profile = self._profile(self._view.reader.read(run)) if run and run.last > number + 1 else None
            if profile and profile.title:
                yield profile
