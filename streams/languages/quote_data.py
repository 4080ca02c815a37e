"""What a language pack knows about reported speech: `quotes.toml`, typed, and the word lists beside it."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import msgspec

from streams.languages.reading import check_pattern, read

FILE = "quotes.toml"


class Clause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How clauses are joined and bounded. All words are lower case; a phrase is words with one blank between them.

    Attributes:
        complementizers: open a reported clause and belong to it ("that").
        interrogatives: question words that open a reported clause ("whether").
        openers: phrases before a clause that are neither subject nor content ("meanwhile").
        conjunctions: join clauses; between two capitalised words they join names.
        contrasts: conjunctions behind a comma before what somebody else says ("…, but critics said").
        resuming: pronouns behind one of them that mean the speaker where the clause before has none ("…, but he left").
        shifted: verbs behind `resuming` in the tense of reported speech, unless negated ("…, but he would stay").
        relatives: relative pronouns; a noun phrase ends before one.
        elisions: words that lose their vowel to an apostrophe ("l" in "l'État"); with it, they are words of their own.
        adjuncts: words that open an adverbial (prepositions, "when").
        times: days, months and other words of time.
        deictics: adverbial only before a word of time ("this week").
        manner: words before a subject and its cue that report the clause beside them ("as X reported").
        attendant: prepositions before what others said ("despite a warning that").
        amounts: phrases before a number that begin like an adverbial ("at least"); single words, before a figure.
        expletives: empty subjects, which begin a clause behind the one who is told ("told the court there was").
        fillers: auxiliaries and adverbs between subject and cue, or cue and clause.
        base_verbs: verbs that no pattern tells, where a language has no marker before what somebody is asked to do.
        infinitives: open an infinitive that a cue governs ("to").
        passives: before one of these a cue has its hearer for a subject ("was told").
        answers: passives whose agent speaks to what was said before ("that report was denied by X").
        anaphors: stand for the sentence before ("hal itu diungkapkan X").
        reportive: verb forms that mark a main clause as reported.
        reportive_after: verb forms that do so right behind a report only.
        comma_opens_content: whether a comma behind a cue opens the clause ("X mengatakan, C").
        verb_second: whether the subject may stand behind the verb and the clause behind it ("gestern sagte X, C").
        drops_subject: whether a cue that opens a sentence has the speaker before for its subject.
        bare_content: whether a clause may follow a cue without any of these.
        determiners: articles and the like before a noun.
        unnamed: those of one person without a name, where a place or group may stand behind a role ("seorang warga X").
        indefinite: phrases before one person not spoken of before, whom no name in the article tells ("a worker").
        definite: those that make an epithet somebody known ("the Spaniard").
        plural_ending: what ends a common noun of more than one, which needs no article to begin a sentence.
        plurals: determiners of more than one.
        demonstratives: behind a role they point back to whoever was spoken of last.
        verb: regular expression for words that end a noun phrase because they are verbs.
        not_verbs: exceptions to `verb`.
    """

    complementizers: frozenset[str]
    interrogatives: frozenset[str] = frozenset()
    openers: tuple[str, ...] = ()
    conjunctions: frozenset[str] = frozenset()
    contrasts: frozenset[str] = frozenset()
    resuming: frozenset[str] = frozenset()
    shifted: frozenset[str] = frozenset()
    relatives: frozenset[str] = frozenset()
    elisions: frozenset[str] = frozenset()
    adjuncts: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    deictics: frozenset[str] = frozenset()
    manner: frozenset[str] = frozenset()
    attendant: frozenset[str] = frozenset()
    amounts: tuple[str, ...] = ()
    expletives: frozenset[str] = frozenset()
    fillers: frozenset[str] = frozenset()
    base_verbs: frozenset[str] = frozenset()
    infinitives: frozenset[str] = frozenset()
    passives: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()
    anaphors: tuple[str, ...] = ()
    reportive: frozenset[str] = frozenset()
    reportive_after: frozenset[str] = frozenset()
    comma_opens_content: bool = False
    verb_second: bool = False
    drops_subject: bool = False
    bare_content: bool = True
    determiners: frozenset[str] = frozenset()
    unnamed: frozenset[str] = frozenset()
    indefinite: tuple[str, ...] = ()
    definite: frozenset[str] = frozenset()
    plural_ending: str = ""
    plurals: frozenset[str] = frozenset()
    demonstratives: frozenset[str] = frozenset()
    verb: str = r"(?!)"
    not_verbs: frozenset[str] = frozenset()


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in the noun phrase of a speaker.

    Attributes:
        pronouns: stand for somebody known.
        clitic: pronoun glued to an inverted cue or a source preposition ("ujarnya").
        agent: before the speaker of a passive ("by").
        hearers: those who are told, besides names ("told reporters").
        linkers: words inside a noun phrase ("of").
        honorifics: titles of respect and ranks, no part of a name.
        rank_parts: the honorifics that only go on with a rank ("Komisaris Besar").
        particles: lower-case words inside a name ("bin", "van").
        aliases: before another name of the same person ("alias").
        titles: nouns of jobs and roles.
        short_titles: abbreviated titles, and the words they stand for ("gov").
        title_modifiers: words that belong to a title beside one of `titles`.
        standing: those that say since when or how high somebody holds it, and name no field ("former", "senior").
        offices: titles whose field follows and belongs to them ("Menteri Keuangan").
        portfolios: words of such fields.
        field: regular expression for the nouns of fields and activities, which are no names ("Kewilayahan").
        ministers: titles whose field belongs to them even when it is no known one.
        local_offices: titles that the place they govern follows ("Bupati X").
        title_endings: a word that ends so is a title too ("-keeper").
        organisation_endings: a capitalised word that ends so names an organisation ("-ministerium").
        bodies: panels whose members' title belongs to that of their head ("Ketua Majelis Hakim").
        locatives: words before a place: a word they stand before is no person's name.
        masculine: pronouns, honorifics, titles and given names of men.
        feminine: the same of women.
        given_names: given names, which begin a person's name.
        title_joins: between two titles of one person ("founder and chief executive").
        kin: titles of relatives, who may share the surname of the person the article is about.
        collective: pronouns of several people or a thing, never of one person.
        corporate: titles that an organisation no list knows often follows.
        degrees: academic and medical degrees behind a name.
        posts: before the organisation where somebody holds a title ("analis di Bank X"); a particle that is here as
            well begins no part of a name behind two words of one.
        organisations: words of organisations' names; a person's name begins behind the last.
        organisation_heads: words of organisations and places that take the next word in ("Dinas Kesehatan").
        proper: words that have a capital everywhere, besides names, places and epithets. Where there are any, another
            word that begins a sentence before a title in lower case belongs to the title ("Planning officer X").
        statements: things said or written, which speak for who issued them.
        official: words of a text by whoever is named in it, no news about him ("laman resmi X").
        crowds: people in general, and parts played in one story.
        personal: titles that bind to a person, who is no affiliation ("adviser to X").
        epithets: nouns for whoever was spoken of last ("the man").
        epithet_endings: a word that ends so is one too ("24-year-old").
        nicknaming: phrases between such a noun and a nickname ("akrab disapa").
        capitalised_nouns: whether all nouns are capitalised, so that a capital tells no name.
        affiliation_first: whether the organisation stands before the title ("Fed Chair X").
    """

    pronouns: frozenset[str] = frozenset()
    clitic: str = ""
    agent: frozenset[str] = frozenset()
    hearers: frozenset[str] = frozenset()
    linkers: frozenset[str] = frozenset()
    honorifics: frozenset[str] = frozenset()
    rank_parts: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    aliases: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    short_titles: dict[str, str] = {}
    title_modifiers: frozenset[str] = frozenset()
    standing: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    portfolios: frozenset[str] = frozenset()
    field: str = r"(?!)"
    organisations: frozenset[str] = frozenset()
    organisation_heads: frozenset[str] = frozenset()
    corporate: frozenset[str] = frozenset()
    degrees: frozenset[str] = frozenset()
    title_endings: tuple[str, ...] = ()
    organisation_endings: tuple[str, ...] = ()
    bodies: frozenset[str] = frozenset()
    locatives: frozenset[str] = frozenset()
    masculine: frozenset[str] = frozenset()
    feminine: frozenset[str] = frozenset()
    given_names: frozenset[str] = frozenset()
    title_joins: frozenset[str] = frozenset()
    kin: frozenset[str] = frozenset()
    collective: frozenset[str] = frozenset()
    ministers: frozenset[str] = frozenset()
    posts: frozenset[str] = frozenset()
    epithets: frozenset[str] = frozenset()
    epithet_endings: tuple[str, ...] = ()
    nicknaming: tuple[str, ...] = ()
    local_offices: frozenset[str] = frozenset()
    proper: frozenset[str] = frozenset()
    statements: frozenset[str] = frozenset()
    official: frozenset[str] = frozenset()
    crowds: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()
    capitalised_nouns: bool = False
    affiliation_first: bool = False


class Relay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that name who handed a quote on, and the role they give it."""

    phrase: str
    role: str


class Cues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The cue lexicon: for each frame, lemma to forms.

    Attributes:
        clause: X said (that) C; C, X said.
        complement: only with a complementizer, a question word, or where a comma opens the clause.
        directive: X urged Y to C; the one who is asked belongs to the content.
        fact: a clause, but no plain object ("mencatat").
        infinitive: X vowed to C.
        object: X called Y Z.
        inverted: C, kata X.
        passive: disclosed by X; it was said that C.
        source: according to X, C.
        relayed: words that open a sentence before an `official` text that its news is taken from ("dikutip dari laman
            resmi X, C"); where somebody else speaks in it, they only hand him on.
        source_statement: a preposition that is one only before one of `statements` ("nach Angaben").
        postposed: according to, behind the source ("Berichten zufolge").
        noun: nouns with a complementizer right behind them ("on the grounds that").
        wish: a hope that somebody voiced; marked by its rule.
        quoting: only with direct speech.
        silent: report nothing, although a cue is in them ("asked not to be named").
        unsaid: phrases before a cue with which nothing has been said ("must explain", "declined to say").
        said: phrases that end in one of those or of `negations`, and say it all the same ("I must admit").
        exclusives: words behind one of `negations` with which it has been said and more ("not only said").
        nominal: forms that are nouns too, and cues only right behind a name or pronoun.
        nameless: forms that name no speaker.
        denying: lemmas that deny the clause or thing they govern.
        alleged: what others said, between a lemma that denies it and its complementizer ("membantah tudingan bahwa").
        negations: words beside such a cue that turn its sense again ("did not deny"); behind one before another cue, a
            clause has not been said ("did not say whether").
        hearers: forms that a hearer may follow ("told").
        participles: forms with the subject of the verb before them ("adding").
    """

    clause: dict[str, tuple[str, ...]] = {}
    inverted: dict[str, tuple[str, ...]] = {}
    complement: dict[str, tuple[str, ...]] = {}
    directive: dict[str, tuple[str, ...]] = {}
    infinitive: dict[str, tuple[str, ...]] = {}
    object: dict[str, tuple[str, ...]] = {}
    passive: dict[str, tuple[str, ...]] = {}
    source: dict[str, tuple[str, ...]] = {}
    relayed: dict[str, tuple[str, ...]] = {}
    source_statement: dict[str, tuple[str, ...]] = {}
    fact: dict[str, tuple[str, ...]] = {}
    postposed: dict[str, tuple[str, ...]] = {}
    noun: dict[str, tuple[str, ...]] = {}
    wish: dict[str, tuple[str, ...]] = {}
    quoting: dict[str, tuple[str, ...]] = {}
    silent: dict[str, tuple[str, ...]] = {}
    unsaid: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    exclusives: tuple[str, ...] = ()
    nominal: frozenset[str] = frozenset()
    nameless: frozenset[str] = frozenset()
    denying: frozenset[str] = frozenset()
    alleged: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    hearers: frozenset[str] = frozenset()
    participles: frozenset[str] = frozenset()


class QuoteData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything the quotes stage knows of one language.

    `places` are names of one word, `long_places` those of several ("tana toraja").
    """

    abbreviations: frozenset[str]
    clause: Clause
    source: Source = Source()
    cues: Cues = Cues()
    relays: tuple[Relay, ...] = ()
    places: frozenset[str] = frozenset()
    long_places: tuple[str, ...] = ()


def _words(language: str, name: str) -> Iterable[str]:
    """The lines of a word list; `#` starts a comment."""
    path = files(__package__) / language / name
    if not path.is_file():
        return ()
    lines = (line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    return (line for line in lines if line)


@cache
def quote_data(language: str) -> QuoteData | None:
    """The pack's `quotes.toml` with its place names, or None where there is no such pack.

    Raises:
        PackError: the file holds something else than `QuoteData`.
    """
    if not (len(language) == 2 and language.isascii() and language.isalpha() and language.islower()):
        return None
    data = read(language, FILE, QuoteData)
    if data is None:
        return None
    check_pattern(language, FILE, "clause.verb", data.clause.verb)
    check_pattern(language, FILE, "source.field", data.source.field)
    masculine = frozenset(_words("common", "quote_masculine.txt"))
    feminine = frozenset(_words("common", "quote_feminine.txt"))
    titles = data.source.titles | frozenset(data.source.short_titles)
    clitic = data.source.clitic
    source = msgspec.structs.replace(
        data.source,
        titles=titles | frozenset(title + clitic for title in titles),  # "istrinya"
        masculine=data.source.masculine | masculine,
        feminine=data.source.feminine | feminine,
        given_names=data.source.given_names | masculine | feminine,
    )
    names = [*data.places, *data.long_places, *_words(language, "quote_places.txt")]
    places = frozenset(name for name in names if " " not in name)
    long_places = tuple(name for name in names if " " in name)
    return msgspec.structs.replace(data, places=places, long_places=long_places, source=source)
