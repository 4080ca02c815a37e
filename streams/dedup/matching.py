"""Whether an article is a copy of an older one, holds all of it and more, or is another article.

Coverage is the share of one sketch's windows that the other holds too. Taken over the whole text it cannot tell a
copy with every fifth word swapped from a follow-up with a third of new reporting, so it is taken block by block:
noise lowers all blocks alike, new reporting leaves some blocks bare and the background it repeats verbatim.
"""

import msgspec
import numpy as np
import numpy.typing as npt

from streams.dedup.sketching import LEAST_SAMPLE, Hashes, Windows

Shares = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

LEAST_COVERAGE = 0.35  # below this neither rule can hold

# A copy: nearly all blocks of the new article are covered.
COVERED_BLOCK = 0.4  # every fifth word swapped leaves about this much of a block's windows
COVERED_BLOCKS = 0.8
BARE_BLOCK = 0.2
LONE_BLOCK = 0.7  # of an article of one block: debris alone covers half of it
# So many bare blocks in a row are new reporting, however long the rest.
OWN_STRETCH = 3
# Verbatim blocks beside half-covered ones: passages were taken over, not a text. Then a block must be covered better.
VERBATIM_BLOCK = 0.95
VERBATIM_BLOCKS = 0.3
COVERED_BLOCK_AMID_VERBATIM = 0.65
ALL_OF_IT = 0.85  # unless the older article is in the new one as a whole
# An extract leaves whole blocks of the older article bare, which noise never does. It is a copy when it is one
# stretch of it, from the top, with nothing of its own.
EXTRACT_BARE_BLOCKS = 0.2
EXTRACT_COVERAGE = 0.7
EXTRACT_OWN_BLOCKS = 0.1
TOP_BLOCKS = 2

# A longer version: the older article is covered, and so is most of the new one.
CONTAINED = 0.7
SUPERSEDES_COVERAGE = 0.75
# The older article whole, and up to a paragraph or two more: less than an article of its own, however short the older
# one was.
WHOLE = 0.8
ADDED_BLOCKS = 4

# Templates (weather, prices, timetables) repeat every word and change the numbers.
LEAST_NUMBERS = 3  # or one, in an article of one block
SHARED_NUMBERS = 0.7
MANY_CHANGED_NUMBERS = 5
SHARED_NUMBERS_OF_MANY = 0.85


class Match(msgspec.Struct, frozen=True, gc=False):
    """How a new article relates to an older one; `similarity` is the share of its windows that the older one holds."""

    is_copy: bool
    rule: str
    similarity: float


class Matcher:
    """Compares sketches; keeps a table of all 16-bit hashes to look windows up in."""

    def __init__(self) -> None:
        self._held = np.zeros(1 << 16, np.bool_)

    def compare(self, new: Windows, old: Windows) -> Match | None:
        """Relate a new article to an older one; None where they are two articles."""
        if min(len(new.hashes), len(old.hashes)) < LEAST_SAMPLE:
            return None
        # Indexing by these takes a quarter of the time that it takes by 16-bit integers.
        new_hashes, old_hashes = new.hashes.astype(np.intp), old.hashes.astype(np.intp)
        hits = self._hits(new_hashes, old_hashes)
        count = int(np.count_nonzero(hits))
        # The finer sampling of the two holds windows that the coarser one could not have kept.
        finer_new, finer_old = max(0, old.level - new.level), max(0, new.level - old.level)
        covered_new = min(1.0, (count << finer_new) / len(hits))
        if covered_new < LEAST_COVERAGE or numbers_differ(
            new.numbers, old.numbers, LEAST_NUMBERS if len(new.starts) > 1 else 1
        ):
            return None
        covered_old = min(1.0, (count << finer_old) / len(old.hashes))
        blocks = block_coverage(hits, new.starts, finer_new)
        if self._is_copy(blocks, covered_old):
            old_blocks = block_coverage(self._hits(old_hashes, new_hashes), old.starts, finer_old)
            if _share(old_blocks < BARE_BLOCK) < EXTRACT_BARE_BLOCKS:
                return Match(is_copy=True, rule="blocks-covered", similarity=covered_new)
            if covered_new >= EXTRACT_COVERAGE and self._is_extract(blocks, old_blocks):
                return Match(is_copy=True, rule="extract", similarity=covered_new)
        if self._is_longer(blocks, covered_new, covered_old):
            return Match(is_copy=False, rule="contains-earlier", similarity=covered_new)
        return None

    def coverage(self, new: Windows, old: Windows) -> float:
        """The share of the new article's windows that the older one holds."""
        hits = self._hits(new.hashes.astype(np.intp), old.hashes.astype(np.intp))
        return min(1.0, (int(np.count_nonzero(hits)) << max(0, old.level - new.level)) / len(hits))

    def _hits(self, wanted: Indices, among: Indices) -> npt.NDArray[np.bool_]:
        try:
            self._held[among] = True
            hits: npt.NDArray[np.bool_] = self._held[wanted]
        finally:  # should the record's time run out just here, the table must be empty for the next one
            self._held[among] = False
        return hits

    @staticmethod
    def _is_extract(blocks: Shares, old_blocks: Shares) -> bool:
        covered = old_blocks >= COVERED_BLOCK
        stretches = int(np.count_nonzero(covered[1:] > covered[:-1])) + int(covered[0])
        return stretches == 1 and bool(covered[:TOP_BLOCKS].any()) and _share(blocks < BARE_BLOCK) <= EXTRACT_OWN_BLOCKS

    @staticmethod
    def _is_copy(blocks: Shares, covered_old: float) -> bool:
        if len(blocks) == 1:
            return bool(blocks[0] >= LONE_BLOCK)
        if _has_stretch(blocks < BARE_BLOCK, OWN_STRETCH):
            return False
        least = COVERED_BLOCK
        if covered_old < ALL_OF_IT and _share(blocks >= VERBATIM_BLOCK) >= VERBATIM_BLOCKS:
            least = COVERED_BLOCK_AMID_VERBATIM
        return _share(blocks >= least) >= COVERED_BLOCKS

    @staticmethod
    def _is_longer(blocks: Shares, covered_new: float, covered_old: float) -> bool:
        if covered_old >= CONTAINED and covered_new >= SUPERSEDES_COVERAGE:
            return True
        return covered_old >= WHOLE and int(np.count_nonzero(blocks < COVERED_BLOCK)) <= ADDED_BLOCKS


def block_coverage(hits: npt.NDArray[np.bool_], starts: Hashes, finer: int = 0) -> Shares:
    """The share of hits in each block.

    `finer` is by how many halvings these windows were sampled more finely than the others; as many neighbouring
    blocks are taken together and the share made up for.
    """
    borders = starts[:: 1 << finer]
    sizes = np.empty(len(borders), np.int32)
    sizes[:-1], sizes[-1] = borders[1:], len(hits)
    sizes -= borders
    counts = np.add.reduceat(hits, borders, dtype=np.int32)
    return (counts << finer if finer else counts) / sizes


def numbers_differ(new: Hashes, old: Hashes, least: int = LEAST_NUMBERS) -> bool:
    """Whether the numbers, where both have at least so many, say that two texts made alike report different things."""
    fewest = min(len(new), len(old))
    if fewest < least:
        return False
    shared = len(set(new.tolist()) & set(old.tolist()))
    if shared < SHARED_NUMBERS * fewest:
        return True
    return fewest - shared >= MANY_CHANGED_NUMBERS and shared < SHARED_NUMBERS_OF_MANY * fewest


def _has_stretch(flags: npt.NDArray[np.bool_], length: int) -> bool:
    return b"\x01" * length in flags.tobytes()


def _share(flags: npt.NDArray[np.bool_]) -> float:
    return float(np.count_nonzero(flags)) / len(flags)
