"""A quote on its way, its speaker not yet resolved; and the view of one article that the finders share."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

import msgspec

from streams.events import QuoteType
from streams.quotes.cues import Hit
from streams.quotes.lexicon import Lexicon
from streams.quotes.marks import Quoted, quoted
from streams.quotes.nouns import Nouns
from streams.quotes.people import Reader
from streams.quotes.subjects import Subjects
from streams.quotes.text import Range, Text

MAX_CUES_A_SENTENCE = 12


class Draft(msgspec.Struct, frozen=True):
    """What was said, in words of the text; `mention` is None where the speaker is only implied (by a clitic, say)."""

    type: QuoteType
    rule: str
    spans: tuple[Range, ...]
    hit: Hit | None
    mention: Range | None


class View:
    """One article, prepared: its words, quoted pieces, cues and noun phrases."""

    def __init__(self, body: str, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.text = Text(body, lexicon.data.abbreviations, lexicon.words, lexicon.starters)
        self.pieces = [self._cut_at_cue(piece) for piece in quoted(self.text)]
        self.inside = inside(self.pieces, self.text.size)
        self.hits = list(self._sparse(lexicon.hits(self.text, self.inside)))
        self.reader = Reader(self.text, lexicon)
        self.nouns = Nouns(self.text, lexicon, self.reader)
        self.cue_words = {hit.first: hit for hit in self.hits}
        self.subjects = Subjects(self.text, lexicon, self.nouns, self.reader)
        self._hit_firsts = [hit.first for hit in self.hits]
        self._piece_firsts = [piece.whole.first for piece in self.pieces]
        self._spoken_ends: list[int] = []

    def _cut_at_cue(self, piece: Quoted) -> Quoted:
        """End a quote that was never closed at the cue behind it (`"We are ready, kata X.`)."""
        if piece.closed:
            return piece
        for word in range(piece.inner.first + 1, piece.inner.last):
            if self.text.words[word - 1] == "," and self.lexicon.is_inverted(self.text.lower[word]):
                return msgspec.structs.replace(
                    piece, whole=Range(piece.whole.first, word), inner=Range(piece.inner.first, word)
                )
        return piece

    def _sparse(self, hits: Iterable[Hit]) -> Iterator[Hit]:
        """The first cues of each sentence; what holds more is no prose, and would be reported many times over."""
        sentence, count = Range(0, 0), 0
        for hit in hits:
            if hit.first >= sentence.last:
                sentence, count = self.text.sentence_of[hit.first], 0
            count += 1
            if count <= MAX_CUES_A_SENTENCE:
                yield hit

    def is_verbal_cue(self, word: int) -> bool:
        """Whether a cue begins at a word that is more than a noun ("said in a statement that")."""
        hit = self.cue_words.get(word)
        return hit is not None and hit.frames != {"noun"}

    def hits_between(self, first: int, last: int) -> list[Hit]:
        """The cues that begin in a range of words."""
        return self.hits[bisect_left(self._hit_firsts, first) : bisect_left(self._hit_firsts, last)]

    def behind_piece(self, word: int) -> int:
        """The end of the quoted piece that goes on at `word`, or `word` itself."""
        if word >= self.text.size or not self.inside[word] or not self.inside[word - 1]:
            return word
        number = bisect_left(self._piece_firsts, word) - 1
        whole = self.pieces[number].whole
        return whole.last if whole.first < word < whole.last else word

    def clause_draft(self, rule: str, hit: Hit | None, mention: Range | None, *spans: Range) -> Draft:
        """A draft of a clause: mixed if a part of it stands between quotation marks. `rule` begins with "indirect"."""
        mixed = any(1 in self.inside[span.first : span.last] for span in spans)
        type_: QuoteType = "mixed" if mixed else "indirect"
        return Draft(type_, rule.replace("indirect", type_, 1), spans, hit, mention)

    def note_speech(self, piece: Quoted) -> None:
        """Remember that a piece is direct speech; pieces come in text order."""
        self._spoken_ends.append(piece.whole.last)

    def floor(self, word: int) -> int:
        """How far left a clause that holds `word` may reach: the sentence, or the direct speech before it."""
        first = self.text.sentence_of[word].first
        number = bisect_right(self._spoken_ends, word)
        return max(first, self._spoken_ends[number - 1]) if number else first


def inside(pieces: list[Quoted], length: int) -> bytearray:
    """1 for each word between quotation marks, the marks included."""
    flags = bytearray(length)
    for piece in pieces:
        flags[piece.whole.first : piece.whole.last] = b"\x01" * (piece.whole.last - piece.whole.first)
    return flags
