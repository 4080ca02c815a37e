"""Who speaks: mentions resolved within the article to the fullest name, the job title and the affiliation."""

import msgspec

from streams.events import Speaker
from streams.quotes.abbreviations import Abbreviations
from streams.quotes.answers import Answers
from streams.quotes.directory import Directory, Profile
from streams.quotes.draft import Draft, View
from streams.quotes.heads import Reference
from streams.quotes.memory import Gender, Memory
from streams.quotes.pointing import Pointing
from streams.quotes.text import Range
from streams.quotes.unnamed import Unnamed

NAMELESS_RULES = ("-passive", "-nameless")  # whoever spoke last is not meant
MOOD_RULE = "-mood"  # the report goes on, whoever was its speaker
LABEL_RULE = "direct-label"  # capitals there are no acronym
HEARD = frozenset(("organisation", "role"))
MAX_ISSUING = 4  # words behind a statement in which who issued it follows ("that was published by")
ABBREVIATED = 3  # words and marks of an abbreviation in brackets
MAX_NICKNAME = 6  # words between "the man" and the verb that names him


class Resolver:
    """Resolves the drafts of one article in text order, remembering who was last spoken of."""

    def __init__(self, view: View, directory: Directory) -> None:
        self._view = view
        self._text = view.text
        self._directory = directory
        self._pointing = Pointing(view)
        self._answers = Answers(view)
        self._abbreviations = Abbreviations(view.text, view.lexicon)
        self._memory = Memory(view.lexicon)
        self._organisation: Speaker | None = None
        self._institutional = False
        self._last: Speaker | None = None
        self._sentence = -1
        self._nameless: tuple[Speaker, int] | None = None
        self._unnamed = Unnamed(view)
        self._bearers: dict[str, Speaker] = {}
        self._bridges: dict[tuple[str | None, str | None], str] = {}

    def resolve(self, drafts: list[Draft]) -> list[Speaker | None]:
        """The speaker of each draft, which come in text order; None where nothing is known."""
        for draft in drafts:
            if draft.mention:
                self._directory.note(self._view.reader.read(draft.mention))
        speakers = [self._resolve(draft) for draft in drafts]
        return [self._bridged(speaker) if speaker else None for speaker in speakers]

    def _bridged(self, speaker: Speaker) -> Speaker:
        """Put the name in that a later mention gave to a bare role."""
        if speaker.type != "Person" or speaker.name:
            return speaker
        return msgspec.structs.replace(speaker, name=self._bridges.get((speaker.job_title, speaker.affiliation)))

    def _resolve(self, draft: Draft) -> Speaker | None:
        if draft.mention is None:
            if draft.rule.endswith(NAMELESS_RULES):
                return None
            if draft.rule.endswith(MOOD_RULE):
                return self._carried(draft)
            self._follow(draft)
            return self._implied(draft)
        reference = self._view.reader.read(draft.mention)
        if draft.rule == LABEL_RULE:
            reference = Reference("person", draft.mention)
        if self._pointing.points_back(reference, draft.mention):
            return self._epithet(draft, draft.mention)
        if reference.kind == "pronoun":
            self._follow(draft)
        speaker = self._speaker(reference, draft.mention)
        self._remember(speaker, reference, draft.mention)
        return speaker

    def _follow(self, draft: Draft) -> None:
        """Before a pronoun: the person a later sentence than the last speaker's begins with."""
        word = draft.hit.first if draft.hit else draft.spans[0].first
        for number in range(self._text.sentence_number(word) - 1, self._sentence, -1):
            if self._note_subject(self._text.sentences[number]):
                break
        self._sentence = max(self._sentence, self._text.sentence_number(word) - 1)

    def _note_subject(self, sentence: Range) -> bool:
        """Remember the subject of a sentence, if it is a person with a name, or somebody new without one."""
        first = self._answers.speaker_begins(sentence)
        if (
            first >= sentence.last
            or not (self._text.capital[first] or self._text.lower[first] in self._view.lexicon.data.source.titles)
            or self._view.inside[first]
            or first in self._view.cue_words
        ):
            return False
        subject = self._view.nouns.right_of(first, sentence.last)
        reference = self._view.reader.read(subject) if subject else None
        if subject and reference and reference.kind == "role" and self._unnamed.is_indefinite(subject):
            self._memory.note(self._bearer(reference, subject), self._text.lower[subject.first : subject.last])
            return True
        if reference is None or reference.kind != "person" or reference.name is None:
            return False
        if not (reference.title or self._directory.knows(reference.name) or self._is_new(reference.name)):
            return False
        self._memory.note(self._named(reference, None), self._text.lower[first : first + 1])
        return True

    def _is_new(self, name: Range) -> bool:
        """Whether a name nobody introduces may be a person's, as nobody else has been spoken of."""
        given = self._text.lower[name.first] in self._view.lexicon.data.source.given_names
        full = name.last - name.first > 1 and not self._view.lexicon.data.source.capitalised_nouns
        return self._memory.last() is None and (given or full)

    def _implied(self, draft: Draft) -> Speaker | None:
        known = self._memory.last()
        hit = draft.hit
        if hit is not None and hit.entry.clitic:
            end = self._text.end(hit.first)
            start = end - hit.entry.clitic
            mention = self._text.body[start:end]
            base = known or Speaker()
            return msgspec.structs.replace(base, mention=mention, start=start, end=end)
        return known and msgspec.structs.replace(known, mention=None, start=None, end=None)

    def _carried(self, draft: Draft) -> Speaker | None:
        """Who spoke before or is the subject of the sentence before, with the mention he is known from."""
        self._hear(self._text.sentence_number(draft.spans[0].first) - 1)
        return self._last

    def _hear(self, number: int) -> None:
        """Take the subject of a sentence behind the last report for the next speaker."""
        if number <= self._sentence:
            return
        sentence = self._text.sentences[number]
        subject = self._view.nouns.right_of(
            self._view.nouns.skip_adverbial(sentence.first, sentence.last), sentence.last
        )
        reference = self._view.reader.read(subject) if subject else None
        if subject and reference and self._may_speak(reference) and not self._view.inside[subject.first]:
            self._remember(self._speaker(reference, subject), reference, subject)

    def _may_speak(self, reference: Reference) -> bool:
        """Whether a subject without a cue is somebody introduced, or an organisation."""
        if reference.kind != "person" or reference.name is None:
            return reference.kind in HEARD
        given = self._text.lower[reference.name.first] in self._view.lexicon.data.source.given_names
        return given or reference.title is not None or self._directory.knows(reference.name)

    def _epithet(self, draft: Draft, mention: Range) -> Speaker:
        """Somebody called "the man", perhaps with the nickname he is known by, which counts from here on."""
        self._follow(draft)
        person = self._memory.last(self._gender(mention))
        if person is None or person.name is None:
            return self._at(Speaker(type="Person"), mention)
        for word in range(mention.last, min(mention.last + MAX_NICKNAME, self._text.size)):
            size = self._view.lexicon.nicknaming.length_at(self._text.lower, word, self._text.size)
            alias = self._view.nouns.right_of(word + size, self._text.size) if size else None
            if alias:
                self._directory.note_alias(self._view.reader.read(alias).name or alias, person.name)
                break
        return self._at(person, mention)

    def _gender(self, mention: Range) -> Gender | None:
        return self._memory.gender(self._text.lower[mention.first : mention.last])

    def _speaker(self, reference: Reference, mention: Range) -> Speaker:
        full = self._abbreviations.full(reference.name) if reference.name and not reference.title else None
        if full:
            return self._in_full(full, reference, mention)
        if reference.kind == "person" or self._is_namesake(reference):
            return self._named(reference, mention)
        if reference.kind == "role":
            return self._bearer(reference, mention)
        if reference.kind == "statement":
            return self._issuer(reference, mention)
        if reference.kind == "organisation":
            return self._at(Speaker(name=self._text.text(reference.name or mention), type="Organization"), mention)
        known = self._antecedent(mention) if reference.kind == "pronoun" else None
        return self._at(known or Speaker(), mention)

    def _in_full(self, full: Range, reference: Reference, mention: Range) -> Speaker:
        """Whom an abbreviation stands for: a person where the words before the bracket read as one's name."""
        name = Range(full.first, full.last - ABBREVIATED)
        profile = self._directory.find(name) if self._view.reader.read(name).kind == "person" else None
        if profile and (profile.title or reference.kind == "person"):
            return self._named(Reference("person", name), mention)
        return self._at(Speaker(name=self._text.text(full), type="Organization"), mention)

    def _is_namesake(self, reference: Reference) -> bool:
        """Whether what looks like a place is a speaker's surname in this article."""
        place = reference.name if reference.kind == "organisation" else None
        return place is not None and self._directory.is_surname(place)

    def _antecedent(self, mention: Range) -> Speaker | None:
        """Whom a pronoun means; one of several people or a thing only an organisation that has just spoken."""
        if self._text.lower[mention.first] in self._view.lexicon.data.source.collective:
            return self._organisation if self._institutional else None
        return self._memory.last(self._gender(mention))

    def _named(self, reference: Reference, mention: Range | None) -> Speaker:
        """Somebody with a name, made whole from all the article says of that name."""
        where = reference.name or mention
        profile = self._directory.find(where) if where else None
        name = profile.name if profile else self._text.text(where) if where else None
        title, affiliation = self._office(reference, profile)
        single = where is not None and where.last - where.first == 1 and affiliation is None
        if mention and where and name and title is None and single:
            bearer = self._inherited(name, where)
            title, affiliation = (
                (bearer.job_title, affiliation or bearer.affiliation) if bearer else (None, affiliation)
            )
        return self._at(Speaker(name=name, type="Person", job_title=title, affiliation=affiliation), mention)

    @staticmethod
    def _office(reference: Reference, profile: Profile | None) -> tuple[str | None, str | None]:
        """Title and affiliation of a mention, or those of the profile where they say more."""
        if profile is None:
            return reference.title, reference.affiliation
        said = (reference.title or "").lower().split()
        fuller = not said or set((profile.title or "").lower().split()).issuperset(said)
        return profile.title if fuller else reference.title, reference.affiliation or profile.affiliation

    def _inherited(self, name: str, where: Range) -> Speaker | None:
        """The bare role that spoke before a name nobody introduces ("The minister admitted … Smith said")."""
        if name not in self._bearers and self._nameless:
            bearer, word = self._nameless
            if self._directory.first_place(where) > word:
                self._bearers[name] = bearer
                self._bridges[(bearer.job_title, bearer.affiliation)] = name
                self._nameless = None
        return self._bearers.get(name)

    def _bearer(self, reference: Reference, mention: Range) -> Speaker:
        """Somebody called by the title alone."""
        holder = self._directory.holder(reference, mention.first)
        profile = self._unnamed.named(reference.title, mention, holder)
        if profile:
            speaker = Speaker(
                name=profile.name, type="Person", job_title=profile.title, affiliation=profile.affiliation
            )
        else:
            speaker = Speaker(type="Person", job_title=reference.title, affiliation=reference.affiliation)
        return self._at(speaker, mention)

    def _issuer(self, reference: Reference, mention: Range) -> Speaker:
        """Who issued a statement that "says": the name in the phrase, else the organisation that spoke last."""
        issuer = reference.name or self._publisher(mention.last)
        if issuer:
            return self._at(Speaker(name=self._text.text(issuer), type="Organization"), mention)
        name = self._text.text(self._view.reader.without_determiners(mention))
        return self._at(self._organisation or Speaker(name=name, type="Organization"), mention)

    def _publisher(self, word: int) -> Range | None:
        """The name behind "published by" where a statement's noun phrase ends."""
        text, source = self._text, self._view.lexicon.data.source
        by = text.find(source.agent, word, min(word + MAX_ISSUING, text.sentence_of[word - 1].last))
        if by + 1 >= text.size or text.lower[by] not in source.agent or not self._view.nouns.is_verb(by - 1):
            return None
        name = self._view.nouns.right_of(by + 1, text.sentence_of[by].last)
        return self._view.reader.read(name).name if name else None

    def _at(self, speaker: Speaker, mention: Range | None) -> Speaker:
        if mention is None:
            return msgspec.structs.replace(speaker, mention=None, start=None, end=None)
        start, end = self._text.start(mention.first), self._text.end(mention.last - 1)
        return msgspec.structs.replace(speaker, mention=self._text.body[start:end], start=start, end=end)

    def _remember(self, speaker: Speaker, reference: Reference, mention: Range) -> None:
        self._sentence = max(self._sentence, self._text.sentence_number(mention.first))
        self._last = speaker
        self._institutional = speaker.type == "Organization"
        if self._institutional:
            self._organisation = speaker
        elif speaker.type == "Person" and (speaker.name or reference.kind == "role"):
            self._memory.note(speaker, self._text.lower[mention.first : mention.last])
            waits = not (speaker.name or self._unnamed.is_indefinite(mention))
            self._nameless = (speaker, mention.first) if waits else None
        elif reference.kind == "unnamed" and self._unnamed.is_indefinite(mention):
            # "A woman said": who "she" is has no name.
            self._memory.note(speaker, self._text.lower[mention.first : mention.last])
