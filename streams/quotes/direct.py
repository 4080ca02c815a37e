"""Direct speech: which quoted pieces are speech, and the cue each belongs to."""

import msgspec

from streams.quotes.chains import chains, speaker_label
from streams.quotes.classes import FULL_STOPS
from streams.quotes.cues import Hit
from streams.quotes.draft import Draft, View
from streams.quotes.marks import Quoted
from streams.quotes.text import CLOSERS, Range

SPEECH_MARKS = FULL_STOPS | {","}
SPOKEN_FRAMES = frozenset(("clause", "complement", "inverted", "quoting", "source"))
SIGNING_DASHES = frozenset(("—", "―", "–"))
MIN_WORDS = 3
MIN_UNCUED_WORDS = 6
MAX_LEAD = 12  # words between a cue and the quote it announces
MAX_SUBJECT = 30  # words between a quote and the cue behind it


class DirectFinder:
    """Finds the direct quotes of one article. `used` collects the first words of the cues that were taken."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._text = view.text
        self.used: set[int] = set()

    def find(self) -> list[Draft]:
        """All direct quotes in text order."""
        drafts: list[Draft] = []
        end = 0
        for chain in chains(self._view):
            spans = tuple(piece.inner for piece in chain)
            labelled = self._labelled(chain[0])
            if labelled:
                spans = (labelled.spans[0], *spans[1:])
            draft = labelled or next(filter(None, map(self._attributed, chain)), None)
            if draft:
                drafts.append(msgspec.structs.replace(draft, spans=spans))
                end = self._end(chain[-1], draft)
            elif drafts and self._goes_on(drafts[-1], end, chain[0]):
                drafts[-1] = msgspec.structs.replace(drafts[-1], spans=(*drafts[-1].spans, *spans))
                end = chain[-1].whole.last
            elif self._stands_alone(chain[0]):
                drafts.append(Draft("direct", "direct-uncued", spans, None, None))
                end = chain[-1].whole.last
            else:
                continue
            self._view.note_speech(chain[-1])
        return drafts

    def _labelled(self, piece: Quoted) -> Draft | None:
        label = speaker_label(self._view, piece)
        if label is None:
            return None
        return Draft("direct", "direct-label", (Range(label.last + 1, piece.inner.last),), None, label)

    @staticmethod
    def _end(piece: Quoted, draft: Draft) -> int:
        """The word behind a quote that ends with a piece, behind its cue and its speaker too."""
        hit, mention = draft.hit, draft.mention
        return max(piece.whole.last, hit.last if hit else 0, mention.last if mention else 0)

    def _attributed(self, piece: Quoted) -> Draft | None:
        begins = self._begins_sentence(piece)
        if begins or self._reads_as_sentence(piece):
            behind = self._cue_behind(piece)
            lost_stop = begins or not self._text.is_word(piece.whole.first - 1)
            if behind and (lost_stop or "inverted" in behind[0].frames):
                return self._draft("direct-cue-after", piece, *behind)
        before = self._cue_before(piece)
        if before and not self._ends_clause(piece, *before):
            return self._draft("direct-cue-before", piece, *before)
        return self._announced(piece) or self._signed(piece)

    def _ends_clause(self, piece: Quoted, hit: Hit, mention: Range | None) -> bool:
        """Whether a piece goes on with the reporter's clause before ", X said," so that the quote is a mixed one."""
        first = min(mention.first, hit.first) if mention else hit.first
        floor = self._view.floor(hit.first)
        if self._text.capital[piece.inner.first] or self._text.words[piece.whole.first - 1] != ",":
            return False
        if first - floor < MIN_WORDS or self._text.words[first - 1] != ",":
            return False
        return self._view.nouns.skip_adverbial(floor, first) < first

    def _announced(self, piece: Quoted) -> Draft | None:
        """The subject of a sentence that ends in a colon before the quote, whatever its verb."""
        edge = self._colon_before(piece)
        if edge is None or piece.inner.last - piece.inner.first < MIN_WORDS:
            return None
        subject = self._view.nouns.sentence_subject(self._view.floor(edge), edge)
        return Draft("direct", "direct-colon", (piece.inner,), None, subject) if subject else None

    def _colon_before(self, piece: Quoted) -> int | None:
        """The word number of a colon right before a piece, in its line or at the end of the line before."""
        words = self._text.words
        before = piece.whole.first - 1
        while before > 0 and words[before] == "\n":
            before -= 1
        return before if before > 0 and words[before] == ":" else None

    def _signed(self, piece: Quoted) -> Draft | None:
        """A quote with its speaker behind a dash, as under a reader's letter."""
        text = self._text
        word = piece.whole.last
        while word < text.size and text.words[word] == "\n":
            word += 1
        if word + 1 >= text.size or text.words[word] not in SIGNING_DASHES or not text.capital[word + 1]:
            return None
        if piece.inner.last - piece.inner.first < MIN_UNCUED_WORDS or not self._begins_sentence(piece):
            return None
        mention = self._view.nouns.right_of(word + 1, text.sentence_of[word + 1].last)
        return Draft("direct", "direct-signed", (piece.inner,), None, mention)

    def _draft(self, rule: str, piece: Quoted, hit: Hit, mention: Range | None) -> Draft:
        self.used.add(hit.first)
        return Draft("direct", rule, (piece.inner,), hit, mention)

    def _begins_sentence(self, piece: Quoted) -> bool:
        """Whether only connecting words stand before a piece in its sentence."""
        first = piece.whole.first
        floor = self._view.floor(first)
        if self._view.nouns.skip_openers(floor, first) >= first or self._text.words[first - 1] == ":":
            return True
        # Damaged text has stray commas between a full stop and the mark.
        before = first - 1
        while before > 0 and self._text.words[before] == ",":
            before -= 1
        return self._text.words[before] in FULL_STOPS

    def _reads_as_sentence(self, piece: Quoted) -> bool:
        """Whether a piece behind a comma is a sentence of its own, where the full stop before it was lost."""
        text = self._text
        first = piece.whole.first
        long = piece.inner.last - piece.inner.first >= MIN_UNCUED_WORDS
        return (
            long and text.capital[piece.inner.first] and text.words[piece.inner.last - 1] in SPEECH_MARKS and first > 0
        )

    def _cue_behind(self, piece: Quoted) -> tuple[Hit, Range | None] | None:
        """The cue of `"…," said X` and `"…," X said`."""
        text = self._text
        begin = piece.whole.last
        while (begin < text.size and text.words[begin] in (",", "-", "–", "—")) or self._stray_stop(begin):
            begin += 1
        if begin >= text.size:
            return None
        ceiling = text.sentence_of[begin].last
        if text.capital[begin] and text.sentence_of[begin].first == begin and not self._asks(piece):
            return None
        for hit in self._view.hits_between(begin, min(ceiling, begin + MAX_SUBJECT)):
            if hit.first == begin and hit.last in self._view.cue_words:
                # "Thus said X": the second of two cues has the speaker.
                begin = hit.last
            elif hit.frames & SPOKEN_FRAMES:
                found = self._subject_behind(hit, begin, ceiling)
                if found is not None:
                    return found
        return None

    def _stray_stop(self, word: int) -> bool:
        """A full stop behind the closing mark although the sentence goes on with its cue."""
        text = self._text
        return (
            word + 1 < text.size and text.words[word] == "." and not text.capital[word + 1] and text.is_word(word + 1)
        )

    def _asks(self, piece: Quoted) -> bool:
        last = piece.inner.last - 1
        while last > piece.inner.first and self._text.words[last] in CLOSERS:
            last -= 1
        return self._text.words[last] in ("?", "!", "…")

    def _subject_behind(self, hit: Hit, begin: int, ceiling: int) -> tuple[Hit, Range | None] | None:
        nouns = self._view.nouns
        if self._view.nouns.skip_openers(begin, hit.first) == hit.first or hit.first == begin:
            if hit.entry.clitic:
                return hit, None
            if hit.frames & {"inverted", "clause", "source", "quoting", "complement"}:
                return hit, nouns.right_of(hit.last, ceiling)
            return None
        if hit.entry.clitic or not hit.frames & {"clause", "quoting", "complement"}:
            return None
        subject = self._view.subjects.left_of(hit.first, begin)
        if subject and nouns.skip_openers(begin, subject.first) == subject.first:
            return hit, subject
        return None

    def _cue_before(self, piece: Quoted) -> tuple[Hit, Range | None] | None:
        """The cue of `X said: "…"`."""
        text = self._text
        colon = self._colon_before(piece)
        first = piece.whole.first if colon is None else colon + 1
        mark = text.words[first - 1] if first else "\n"
        floor = self._view.floor(first - 1) if mark != "\n" else first
        if mark == "." or floor >= first or not self._speech_like(piece, announced=mark in (":", ",")):
            return None
        reach = floor if mark == ":" else max(floor, first - MAX_LEAD)
        for hit in reversed(self._view.hits_between(reach, first)):
            if hit.frames & SPOKEN_FRAMES and hit.first not in self.used and self._leads(hit, first, mark):
                return hit, self._subject_before(hit, floor, first)
        return None

    def _leads(self, hit: Hit, first: int, mark: str) -> bool:
        """Whether nothing but an adverbial stands between a cue and the quote."""
        if mark == ":":
            return True
        gap = self._text.lower[hit.last : first - (mark == ",")]
        clause = self._view.lexicon.data.clause
        if any(word in clause.complementizers or word == "," for word in gap):
            return False
        adverbial = (
            not gap
            or gap[0] in clause.adjuncts
            or gap[0] in clause.times
            or gap[0] in clause.fillers
            or hit.entry.hearer
        )
        return adverbial or ("inverted" in hit.frames and mark == ",")

    def _subject_before(self, hit: Hit, floor: int, first: int) -> Range | None:
        if hit.entry.clitic:
            return None
        if hit.frames & {"inverted", "source"} and (behind := self._view.nouns.right_of(hit.last, first)):
            return behind
        return self._view.subjects.left_of(hit.first, floor) or self._view.nouns.sentence_subject(floor, hit.first)

    def _speech_like(self, piece: Quoted, *, announced: bool) -> bool:
        """Whether a piece reads as a sentence of its own, not as a phrase inside the reporter's."""
        text = self._text
        inner = piece.inner
        behind = piece.whole.last
        ends = behind >= text.size or not text.is_word(behind) or text.sentence_of[behind].first == behind
        begins = text.capital[inner.first] or not text.is_word(inner.first)
        closed = text.words[inner.last - 1] in SPEECH_MARKS or (behind < text.size and text.words[behind] in FULL_STOPS)
        if announced:
            return ends and (begins or closed)
        return ends and begins and inner.last - inner.first >= MIN_WORDS

    def _goes_on(self, draft: Draft, end: int, piece: Quoted) -> bool:
        """Whether a piece continues the quote before it, behind its cue."""
        text = self._text
        if draft.hit is None or piece.whole.first - end > MAX_SUBJECT or "\n" in text.words[end : piece.whole.first]:
            return False
        if self._begins_sentence(piece):
            return (
                self._ends_sentence(piece)
                and text.sentence_number(piece.whole.first) - text.sentence_number(max(end - 1, 0)) <= 1
            )
        return text.words[piece.whole.first - 1] == "," and self._ends_sentence(piece)

    def _ends_sentence(self, piece: Quoted) -> bool:
        text = self._text
        behind = piece.whole.last
        final = text.words[piece.inner.last - 1] in FULL_STOPS
        return behind >= text.size or final or text.words[behind] in FULL_STOPS or text.words[behind] == "\n"

    def _stands_alone(self, piece: Quoted) -> bool:
        """Whether a piece without any cue is a speech of its own: whole sentences between the marks."""
        if piece.inner.last - piece.inner.first < MIN_UNCUED_WORDS or not self._begins_sentence(piece):
            return False
        return self._text.words[piece.inner.last - 1] in SPEECH_MARKS and self._ends_sentence(piece)
