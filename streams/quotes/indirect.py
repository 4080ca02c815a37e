"""Indirect and mixed speech: each cue in the frames that the pack allows it, the surest frame first."""

from streams.quotes.clauses import MIN_LEFT_WORDS, MIN_WORDS, Clauses
from streams.quotes.cues import Hit
from streams.quotes.draft import Draft, View
from streams.quotes.endings import CLAUSE_FRAMES, EDGE_MARKS, SOURCE_FRAMES
from streams.quotes.governed import GovernedFinder
from streams.quotes.outside import OutsideFinder
from streams.quotes.resumed import Resumed
from streams.quotes.text import Range
from streams.quotes.unsaid import Unsaid

MAX_OBJECT = 3  # words with the article
MAX_ARTICLE = 2  # words from an article to its noun
POSSESSIVES = ("'s", "’s")


class IndirectFinder:
    """Finds the indirect and mixed quotes of one article; cues in `used` belong to direct quotes."""

    def __init__(self, view: View, used: set[int]) -> None:
        self._view = view
        self._text = view.text
        self._clause = view.lexicon.data.clause
        self._source = view.lexicon.data.source
        self._articles = self._clause.complementizers & self._clause.definite
        self._used = used
        self._clauses = Clauses(view)
        self._outside = OutsideFinder(view, self._clauses, used)
        self._governed = GovernedFinder(view, self._clauses)
        self._unsaid = Unsaid(view)
        self._resumed = Resumed(view)

    def find(self) -> list[Draft]:
        """All indirect and mixed quotes, in the order of their cues."""
        pairs = zip((None, *self._view.hits), self._view.hits, strict=False)
        drafts = (self._asserted(hit, before) for before, hit in pairs if hit.first not in self._used)
        by_content: dict[tuple[Range, ...], Draft] = {}
        for draft in drafts:
            if draft:
                # "Said in a statement that": both are cues of the same clause.
                by_content.setdefault(draft.spans, draft)
        return list(by_content.values())

    def _asserted(self, hit: Hit, before: Hit | None) -> Draft | None:
        """What a cue reports, unless the one before denies that it was said ("X denied that Y threatened to C")."""
        draft = self._draft(hit)
        mention = draft.mention if draft else None
        if mention is None or before is None or not before.entry.denying:
            return draft
        if before.first < self._view.floor(hit.first) or before.last > mention.first:
            return draft
        between = self._text.lower[before.last : mention.first]
        own_clause = any(word in EDGE_MARKS or word in self._clause.conjunctions for word in between)
        return draft if own_clause else None

    def _draft(self, hit: Hit) -> Draft | None:
        frames = hit.frames
        if self._is_noun(hit) or self._unsaid.is_open(hit):
            return None
        if "noun" in frames and self._has_article(hit):
            return self._governed.draft(hit)
        found = self._outside.inverted(hit) if "inverted" in frames else None
        if found is None and self._clause.manner and "clause" in frames:
            found = self._outside.manner(hit)
        if found is None and frames & SOURCE_FRAMES:
            found = self._outside.source(hit)
        if "relayed" in frames:
            return self._outside.relayed(hit)
        if found is None and "postposed" in frames:
            found = self._outside.postposed(hit)
        if found is None and frames & CLAUSE_FRAMES:
            found = self._clausal(hit)
        found = found or self._governed.draft(hit)
        return None if found and self._unsaid.is_negated(hit, found) else found

    def _is_noun(self, hit: Hit) -> bool:
        """Whether a form that could be a noun is one here: no name or pronoun stands right before it."""
        if not (hit.entry.nominal or hit.entry.participle) or hit.first == 0:
            return hit.entry.nominal
        if self._text.lower[hit.first - 1].endswith(POSSESSIVES):
            return True
        return hit.entry.nominal and not self._follows_name(hit.first - 1)

    def _has_article(self, hit: Hit) -> bool:
        """Whether an article stands before a noun, perhaps with an adjective between ("a blunt warning that")."""
        before = self._text.lower[max(hit.first - MAX_ARTICLE, 0) : hit.first]
        return not self._clause.determiners.isdisjoint(before) and self._text.is_word(hit.first - 1)

    def _follows_name(self, word: int) -> bool:
        text, source = self._text, self._source
        while word >= 0 and text.lower[word] in self._clause.fillers:
            word -= 1
        if word < 0 or text.lower[word] in self._clause.determiners:
            return False
        lower = text.lower[word]
        known = lower in source.pronouns or lower in source.crowds or lower in self._clause.relatives
        return known or text.capital[word] or text.words[word] == ")"

    def _clausal(self, hit: Hit) -> Draft | None:
        """X said (that) C; C, X said; C1, X said, C2."""
        floor, end = self._view.floor(hit.first), self._text.sentence_of[hit.first].last
        subject = self._governed.own_subject(hit, floor)
        right = self._clauses.behind_cue(hit, end)
        if self._clause.comma_opens_content:
            turned = self._verb_second(hit, floor, subject, end) if self._clause.verb_second else None
            return turned or self._complement(hit, floor, subject, right)
        return (
            self._before_its_subject(hit, floor, end)
            or self._parenthetical(hit, floor, subject, end)
            or self._complement(hit, floor, subject, right)
            or self._tail(hit, floor, subject)
        )

    def _complement(self, hit: Hit, floor: int, subject: Range | None, right: Range | None) -> Draft | None:
        """X said (that) C."""
        if right is None or (self._text.lower[right.first] in self._articles and self._is_object(right)):
            return None
        formal = self._clauses.opens_formally(right)
        if not formal and self._tells_in_relative(hit):
            return None
        if self._governed.is_passive(hit):
            return self._view.clause_draft("indirect-passive", hit, None, right) if formal or subject is None else None
        if subject is None and self._governed.shares_subject(hit, floor):
            subject = self._governed.main_subject(hit, floor)
        if subject is None:
            # "Asked whether C, …": somebody said it, but nobody near the cue.
            opens_sentence = hit.first - self._text.sentence_of[hit.first].first <= 1
            if formal and opens_sentence and self._clause.drops_subject:
                return self._view.clause_draft("indirect-clause", hit, None, right)
            nameless = formal and (opens_sentence or not self._clause.comma_opens_content)
            return self._view.clause_draft("indirect-nameless", hit, None, right) if nameless else None
        rule = "indirect-wish" if "wish" in hit.frames else "indirect-clause"
        relative = self._governing_relative(subject, right)
        spans = filter(None, (relative, self._resumed.without_resumption(right)))
        return self._view.clause_draft(rule, hit, subject, *spans)

    def _governing_relative(self, subject: Range, content: Range) -> Range | None:
        """The relative that is the subject of what is reported ("which X said had failed")."""
        word = subject.first - 1
        if word < 0 or self._clause.comma_opens_content or self._text.lower[word] not in self._clause.interrogatives:
            return None
        relative = self._text.lower[word] in self._clause.relatives
        acts = self._view.nouns.is_verb(content.first) or self._text.lower[content.first] in self._clause.fillers
        return Range(word, subject.first) if relative and acts else None

    def _is_object(self, content: Range) -> bool:
        """Whether "that" is an article ("disputed that account"): no verb follows in so few words."""
        if content.last - content.first > MAX_OBJECT:
            return False
        return not self._view.nouns.has_verb(content)

    def _tells_in_relative(self, hit: Hit) -> bool:
        """Whether this is a thing "that told X the time": people are "who", and what they tell has its "that"."""
        before = hit.first - 1
        return hit.entry.hearer and before >= 0 and self._text.lower[before] in self._clause.complementizers

    def _left(self, hit: Hit, floor: int, subject: Range | None) -> Range | None:
        """What stands before ", X said"."""
        if "clause" not in hit.frames or self._governed.is_passive(hit):
            return None
        return self._clauses.before_subject(subject.first if subject else hit.first, floor)

    def _tail(self, hit: Hit, floor: int, subject: Range | None) -> Draft | None:
        """C, X said."""
        left = self._left(hit, floor, subject)
        if left is None or subject is None or left.last - left.first < MIN_LEFT_WORDS:
            return None
        if hit.entry.participle or not (hit.entry.hearer or self._clauses.ends_attribution(hit)):
            return None
        if self._clauses.is_adverbial(left.first) and "," not in self._text.words[left.first : left.last]:
            return None
        return self._view.clause_draft("indirect-tail", hit, subject, left)

    def _parenthetical(self, hit: Hit, floor: int, subject: Range | None, end: int) -> Draft | None:
        """C1, X said, C2."""
        if hit.last >= end or self._text.words[hit.last] != "," or subject is None:
            return None
        left = self._left(hit, floor, subject)
        opened = left is None and "clause" in hit.frames and self._clauses.opened_by_word(subject.first, floor)
        rest = self._clauses.from_word(hit, hit.last + 1) if left or opened else None
        if (
            rest
            and self._clauses.is_adverbial(rest.first)
            and self._text.lower[rest.first] not in self._clause.infinitives
        ):
            rest = None
        if opened:
            return self._behind_opener(hit, floor, subject, rest)
        if left is None or (rest is None and left.last - left.first < MIN_LEFT_WORDS):
            return None
        return self._view.clause_draft("indirect-parenthetical", hit, subject, *filter(None, (left, rest)))

    def _behind_opener(self, hit: Hit, floor: int, subject: Range, rest: Range | None) -> Draft | None:
        """Still, X said, C; Now, X said, C: a word that only joins sentences was not said."""
        if rest is None or rest.last - rest.first < MIN_WORDS:
            return None
        joins = self._view.nouns.skip_openers(floor, subject.first) == subject.first
        first = () if joins else (Range(subject.first - 2, subject.first - 1),)
        return self._view.clause_draft("indirect-parenthetical", hit, subject, *first, rest)

    def _before_its_subject(self, hit: Hit, floor: int, end: int) -> Draft | None:
        """C, said X; C1, said X, C2."""
        if hit.entry.participle or hit.entry.hearer or "clause" not in hit.frames or hit.first <= floor:
            return None
        left = self._clauses.before_subject(hit.first, floor)
        mention = self._view.nouns.right_of(hit.last, end) if left else None
        if left is None or mention is None or not self._closes(mention.last, end, left):
            return None
        rest = self._clauses.behind_comma(hit, mention.last, end)
        if rest and self._clauses.resumes(hit, rest) and self._view.nouns.has_verb(rest):
            return self._view.clause_draft("indirect-parenthetical", hit, mention, left, rest)
        return self._view.clause_draft("indirect-tail", hit, mention, left)

    def _closes(self, word: int, end: int, left: Range) -> bool:
        """Whether a subject behind its verb ends here: a mark follows, or an adverbial behind a whole clause."""
        if word >= end or self._text.words[word] in EDGE_MARKS:
            return True
        if not (self._clauses.is_adverbial(word) or self._text.lower[word] in self._clause.relatives):
            return False
        comma = self._clauses.next_comma(left.first, left.last) or left.last
        return self._view.nouns.has_verb(Range(left.first, comma))

    def _verb_second(self, hit: Hit, floor: int, subject: Range | None, end: int) -> Draft | None:
        """Yesterday said X, C; X said to Y, C: the subject or who is told stands between the verb and the clause."""
        behind = self._view.nouns.right_of(hit.last, end)
        word = self._clauses.skip_between(behind.last, end) if behind else end
        if word < end and not self._clauses.opens(word, end):
            comma = self._clauses.next_comma(word, end)
            word = comma + 1 if comma is not None else end
        content = self._clauses.from_word(hit, word) if word < end else None
        mention = subject if subject and self._opens_clause(subject, floor) else behind
        return self._view.clause_draft("indirect-clause", hit, mention, content) if content else None

    def _opens_clause(self, subject: Range, floor: int) -> bool:
        """Whether nothing but connecting words stands before a phrase, and it is no adverbial itself."""
        opens = self._view.nouns.skip_openers(floor, subject.first) == subject.first
        return opens and not self._clauses.is_adverbial(subject.first)
