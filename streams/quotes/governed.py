"""What a cue governs besides clauses: infinitives, objects, passives, nouns; and the subjects that cues share."""

from streams.quotes.clauses import MIN_LEFT_WORDS, Clauses
from streams.quotes.cues import Hit
from streams.quotes.draft import Draft, View
from streams.quotes.endings import EDGE_MARKS
from streams.quotes.resumed import Resumed
from streams.quotes.text import Range

MAX_INSERTED = 12
MAX_ATTENDED = 3  # words between a preposition and its noun
MAX_ASKED = 10  # words of who is asked, up to the verb


class GovernedFinder:
    """Finds infinitives, objects, passives and noun complements of cues."""

    def __init__(self, view: View, clauses: Clauses) -> None:
        self._view = view
        self._text = view.text
        self._clauses = clauses
        self._resumed = Resumed(view)
        self._clause = view.lexicon.data.clause
        self._agents = view.lexicon.data.source.agent
        self._pronouns = view.lexicon.data.source.pronouns

    def draft(self, hit: Hit) -> Draft | None:
        """The first of these constructions that the cue allows and the sentence shows."""
        frames = hit.frames
        if "passive" in frames:
            return self._passive(hit)
        if "noun" in frames:
            return self._noun(hit)
        found = self._infinitive(hit) if frames & {"infinitive", "directive"} else None
        return found or (self._object(hit) if "object" in frames else None)

    def own_subject(self, hit: Hit, floor: int) -> Range | None:
        """The subject right before a cue; a participle behind a comma has none of its own."""
        if hit.entry.participle and hit.first > floor:
            lower = self._text.lower[hit.first - 1]
            near = lower in self._pronouns or lower in self._clause.fillers or self._text.capital[hit.first - 1]
            if not near:
                return self.main_subject(hit, floor)
        subject = self._view.subjects.left_of(hit.first, floor)
        return self._inner_subject(hit, subject) or subject if subject else None

    def _inner_subject(self, hit: Hit, subject: Range) -> Range | None:
        """The subject of a clause that another cue reports without "that" ("X said | the firm | had promised to C")."""
        lower = self._text.lower
        if subject.last == hit.first or self._clause.comma_opens_content:
            return None
        if lower[hit.first - 1] in self._clause.infinitives:
            return None
        reports = [
            o for o in self._view.hits_between(subject.last, hit.first) if "clause" in o.frames or o.entry.denying
        ]
        if not reports or reports[-1].entry.hearer:
            return None
        inner = self._view.nouns.right_of(reports[-1].last, hit.first)
        if inner is None or lower[inner.first] in self._clause.interrogatives:
            return None
        return inner if self._clause.fillers.issuperset(lower[inner.last : hit.first]) else None

    def main_subject(self, hit: Hit, floor: int) -> Range | None:
        """The subject of a cue without one of its own ("…, adding that"): that of the cue before, or the sentence's."""
        for before in self._view.hits_between(floor, hit.first)[:1]:
            subject = self._view.subjects.left_of(before.first, floor)
            if subject:
                return subject
        return self._view.nouns.sentence_subject(floor, hit.first)

    def shares_subject(self, hit: Hit, floor: int) -> bool:
        """Whether a cue has the subject of the verb before it: a participle, or a verb behind "and"."""
        before = hit.first - 1
        while before > floor and self._text.lower[before] in self._clause.fillers:
            before -= 1
        if hit.entry.participle or before < floor:
            return hit.entry.participle
        joined = self._text.words[before] == "," and self._clause.comma_opens_content
        return joined or self._text.lower[before] in self._clause.conjunctions

    def is_passive(self, hit: Hit) -> bool:
        """Whether a form of "to be" makes the hearer the subject ("was told")."""
        return not hit.entry.participle and hit.first > 0 and self._text.lower[hit.first - 1] in self._clause.passives

    def _subject(self, hit: Hit) -> Range | None:
        floor = self._view.floor(hit.first)
        subject = self.own_subject(hit, floor)
        return subject or (self.main_subject(hit, floor) if self.shares_subject(hit, floor) else None)

    def _passive(self, hit: Hit) -> Draft | None:
        """(That) was disclosed by X; it was said that C."""
        text, clauses = self._text, self._clauses
        floor, end = self._view.floor(hit.first), text.sentence_of[hit.first].last
        begin = self._view.nouns.skip_openers(floor, hit.first)
        size = self._view.lexicon.anaphors.length_at(text.lower, begin, hit.first)
        if size and clauses.skip_between(begin + size, hit.first) == hit.first:
            return self._anaphor(hit, end)
        word = clauses.skip_between(hit.last, end)
        agent = None if word >= end or clauses.opens(word, end) else self._view.nouns.right_of(word, end)
        word = clauses.skip_between(agent.last, end) if agent else word
        content = clauses.from_word(hit, word) if word < end and clauses.opens(word, end) else None
        return self._view.clause_draft("indirect-passive", hit, agent, content) if content else None

    def _anaphor(self, hit: Hit, end: int) -> Draft | None:
        """The sentence before is what was said, unless it is a quote itself."""
        mention = self._view.nouns.right_of(hit.last, end)
        number = self._text.sentence_number(hit.first) - 1
        if mention is None or number < 0:
            return None
        before = self._text.sentences[number]
        content = self._clauses.trimmed(before.first, before.last)
        if 1 in self._view.inside[before.first : before.last] or self._view.hits_between(before.first, before.last):
            return None
        if content is None or content.last - content.first < MIN_LEFT_WORDS:
            return None
        return self._view.clause_draft("indirect-anaphor", hit, mention, content)

    def _noun(self, hit: Hit) -> Draft | None:
        """On the grounds that C."""
        end = self._text.sentence_of[hit.first].last
        if hit.last >= end or self._text.lower[hit.last] not in self._clause.complementizers:
            return None
        lowest = max(self._view.floor(hit.first), hit.first - MAX_ATTENDED)
        if any(other.entry.denying for other in self._view.hits_between(lowest, hit.first)):
            return None
        content = self._clauses.from_word(hit, hit.last)
        if content and self._attends(hit):
            return self._view.clause_draft("indirect-nameless", hit, None, content)
        subject = self._view.nouns.sentence_subject(self._view.floor(hit.first), hit.first)
        return self._view.clause_draft("indirect-noun", hit, subject, content) if content and subject else None

    def _attends(self, hit: Hit) -> bool:
        """Whether a noun is what others said, whoever the subject is ("despite a clear warning that")."""
        lowest = max(self._view.floor(hit.first), hit.first - MAX_ATTENDED)
        return self._text.holds(self._clause.attendant, lowest, hit.first)

    def _infinitive(self, hit: Hit) -> Draft | None:
        """X vowed to C."""
        text = self._text
        marker = self._infinitive_marker(hit.last, text.sentence_of[hit.first].last)
        subject = self._subject(hit) if marker is not None and not self.is_passive(hit) else None
        if marker is None and "directive" in hit.frames and self._clause.comma_opens_content:
            return self._request(hit)
        if marker is None or subject is None or text.holds(EDGE_MARKS, hit.last, marker):
            return None
        first = hit.last if "directive" in hit.frames else marker - (text.lower[marker - 1] == "not")
        content = self._clauses.from_word(hit, first)
        if content is None:
            return None
        return self._view.clause_draft("indirect-infinitive", hit, subject, self._resumed.without_clause(content))

    def _request(self, hit: Hit) -> Draft | None:
        """X asked Y (to) C, in a language whose verbs need no marker: a noun phrase and a verb follow."""
        text = self._text
        end = text.sentence_of[hit.first].last
        if hit.last >= end or text.words[hit.last] in EDGE_MARKS or self._clauses.is_adverbial(hit.last):
            return None
        subject, content = self._subject(hit), self._clauses.from_word(hit, hit.last)
        if subject is None or content is None:
            return None
        acts = self._acts(range(content.first + 1, min(content.last, content.first + MAX_ASKED)))
        return self._view.clause_draft("indirect-infinitive", hit, subject, content) if acts else None

    def _acts(self, words: range) -> bool:
        """Whether a verb stands among the words, in no relative or joined clause."""
        lower = self._text.lower
        for word in words:
            if lower[word] in self._clause.relatives or lower[word] in self._clause.conjunctions:
                return False
            if self._view.nouns.is_verb(word) or lower[word] in self._clause.base_verbs:
                return True
        return False

    def _infinitive_marker(self, word: int, end: int) -> int | None:
        """The "to" that a cue governs, at most a short phrase away."""
        markers = self._clause.infinitives
        if self._clause.comma_opens_content and word < end and self._view.nouns.is_verb(word):
            return word
        reach = min(end, word + MAX_INSERTED)
        marker = self._text.find(markers, word, reach)
        return marker if marker < reach else None

    def _is_inserted(self, hit: Hit) -> bool:
        """Whether a participle behind a comma is part of what an earlier cue reports ("said X, announced in Y")."""
        if self._text.words[hit.first - 1] != "," or not self._clauses.describes(hit):
            return False
        return bool(self._view.hits_between(self._view.floor(hit.first), hit.first))

    def _object(self, hit: Hit) -> Draft | None:
        """X called Y "Z"."""
        text = self._text
        if hit.last >= text.sentence_of[hit.first].last or text.words[hit.last] in EDGE_MARKS or self.is_passive(hit):
            return None
        if text.lower[hit.last] in self._clause.infinitives or self._is_inserted(hit):
            return None
        if text.lower[hit.last] in self._agents:
            # "A plan praised by X": the subject is no speaker.
            return None
        subject = self._subject(hit)
        content = self._clauses.from_word(hit, hit.last) if subject else None
        if content is None:
            return None
        return self._view.clause_draft("indirect-object", hit, subject, self._resumed.without_clause(content))
