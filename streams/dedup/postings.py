"""A multimap from 32-bit keys to nodes in a few bytes a node: linear hashing over flat arrays.

A Python dict of as many integers takes ten times the memory, and numpy at eight nodes a call takes longer than Python.
So the nodes that came last wait in a dict, and some thousand of them at a time are settled in the arrays, where buckets
are split and merged a few at a time as well: no insertion ever waits for the whole table to be built anew. Most keys
that are asked for are unknown: a filter of some bits a node says so without a look at the table.
"""

from array import array
from collections.abc import Sequence
from secrets import randbits
from struct import Struct

import numpy as np
import numpy.typing as npt

from streams.dedup.presence import CHOICE_SHIFT, MARKS, Presence

NODES_A_BUCKET = 2
NOTHING: Sequence[int] = ()
STEP = 4096  # buckets that are split or merged together
WAITING = STEP * NODES_A_BUCKET  # nodes that are settled together
ROUNDS = 8  # of settling, each for one node a bucket: hardly any bucket gets more at once
PAIR_BYTES = 8

Integers = npt.NDArray[np.uint32]

_NO_PAIR = bytes(PAIR_BYTES)
_PAIRS = [Struct("<" + "I4x" * count) for count in range(256)]
_HALF = np.uint64(32)


class Postings:
    """Nodes 0, 1, 2, ... as their owner numbers them; the linked ones are found by their key, in no certain order.

    Within, a node goes by its link, which is one more than its number: 0 is no node.
    """

    def __init__(self) -> None:
        self._pairs = array("I", _NO_PAIR)  # of each link the key, then the next link: side by side, for the cache
        self._heads = array("I", bytes(4 * STEP))
        self._round = STEP  # times a power of two: the buckets from here on were divided from those before
        self._settled = 0
        self._waiting: dict[int, int] = {}  # the first link of a key, the others follow
        self._waiting_count = 0
        self._presence = Presence()
        self._odd = randbits(64) | 1  # not known outside, so no texts can be made whose keys all meet in one bucket

    @property
    def size_bytes(self) -> int:
        """About how much memory the arrays take."""
        return 4 * len(self._pairs) + 4 * len(self._heads) + self._presence.size_bytes

    @property
    def _keys(self) -> Integers:
        return np.frombuffer(self._pairs, np.uint32)[::2]

    @property
    def _nexts(self) -> Integers:
        return np.frombuffer(self._pairs, np.uint32)[1::2]

    def append(self, keys: Sequence[int], width: int) -> None:
        """Append `width` nodes, the first of them linked under these keys."""
        first = len(self._pairs) >> 1
        self._pairs.frombytes(_PAIRS[len(keys)].pack(*keys))
        if len(keys) < width:
            self._pairs.frombytes(_NO_PAIR * (width - len(keys)))
        self._wait(first, keys)
        if self._waiting_count >= WAITING:
            self._settle()

    def truncate(self, length: int) -> None:
        """Drop the nodes from `length` on; none of them may be linked."""
        del self._pairs[2 * length + 2 :]
        self._shrink()
        self._presence.refresh(self._keys[1:])

    def link(self, nodes: range) -> None:
        """Make unlinked nodes findable again."""
        first, end = 2 * nodes.start + 2, 2 * nodes.stop + 2
        self._pairs[first + 1 : end : 2] = array("I", bytes(4 * len(nodes)))
        self._wait(nodes.start + 1, self._pairs[first:end:2])

    def unlink(self, nodes: range) -> None:
        """Make linked nodes unfindable; their keys stay."""
        settled = 0
        for node in nodes:
            settled += self._redirect(node + 1, self._pairs[2 * node + 3])
        self._waiting_count -= len(nodes) - settled
        self._settled -= settled
        self._presence.removed(settled)

    def move(self, source: int, target: int, *, linked: bool) -> None:
        """Give a node another number, in place of an unlinked one."""
        if linked:
            self._redirect(source + 1, target + 1)
        self._pairs[2 * target + 2 : 2 * target + 4] = self._pairs[2 * source + 2 : 2 * source + 4]

    def find(self, key: int) -> Sequence[int]:
        """The linked nodes of this key."""
        return self._nodes(key) if key in self._waiting or self._presence.may_have(key) else NOTHING

    def find_each(self, keys: Sequence[int]) -> list[Sequence[int]]:
        """The linked nodes of each of these keys; an empty list where none has any."""
        waiting, words, mask, choices = self._waiting, self._presence.words, self._presence.mask, MARKS
        if waiting.keys().isdisjoint(keys):
            for key in keys:  # a call of `may_have` for each would take as long as everything else
                if not words[key & mask] & choices[key >> CHOICE_SHIFT]:
                    break
            else:
                return []
        found = [self.find(key) for key in keys]
        return found if any(found) else []

    def _nodes(self, key: int) -> list[int]:
        pairs = self._pairs
        found = []
        for first in (self._waiting.get(key, 0), self._heads[self._bucket(key)]):
            link = first
            while link:
                place = 2 * link
                if pairs[place] == key:
                    found.append(link - 1)
                link = pairs[place + 1]
        return found

    def _wait(self, first: int, keys: Sequence[int]) -> None:
        waiting = self._waiting
        for link, key in enumerate(keys, first):
            if key in waiting:
                self._pairs[2 * link + 1] = waiting[key]
            waiting[key] = link
        self._waiting_count += len(keys)

    def _bucket(self, key: int) -> int:
        bucket = (key * self._odd >> 32) & (2 * self._round - 1)
        return bucket if bucket < len(self._heads) else bucket - self._round

    def _buckets(self, keys: Integers) -> Integers:
        buckets = (keys * np.uint64(self._odd) >> _HALF).astype(np.uint32) & np.uint32(2 * self._round - 1)
        undivided: Integers = buckets - np.uint32(self._round)
        return np.where(buckets < len(self._heads), buckets, undivided)

    def _redirect(self, link: int, target: int) -> bool:
        """Make what points to a link point to another; gives whether it was settled."""
        key = self._pairs[2 * link]
        first = self._waiting.get(key, 0)
        if first == link:
            self._waiting[key] = target
            if not target:
                del self._waiting[key]
            return False
        if self._redirect_next(first, link, target):
            return False
        bucket = self._bucket(key)
        if self._heads[bucket] == link:
            self._heads[bucket] = target
            return True
        return self._redirect_next(self._heads[bucket], link, target)

    def _redirect_next(self, before: int, link: int, target: int) -> bool:
        """Do so in the chain that begins with a link; gives whether it was there."""
        pairs = self._pairs
        while before and pairs[2 * before + 1] != link:
            before = pairs[2 * before + 1]
        if not before:
            return False
        pairs[2 * before + 1] = target
        return True

    def _settle(self) -> None:
        """Put the waiting nodes in their buckets, all of them at once, and divide as many buckets as that takes."""
        waiting = np.fromiter(self._waiting.values(), np.uint32, len(self._waiting))
        links = self._chained(waiting)
        self._waiting.clear()
        self._waiting_count = 0
        self._settled += len(links)
        self._presence.add(self._keys[links], self._keys[1:])
        while self._settled > NODES_A_BUCKET * len(self._heads):
            links = np.concatenate((links, self._empty_next_buckets()))
        self._put_in_buckets(links)

    def _chained(self, links: Integers) -> Integers:
        """These links and those that follow them."""
        nexts = self._nexts
        chained = [links]
        while len(links):
            links = nexts[links]
            links = links[links != 0]
            chained.append(links)
        return np.concatenate(chained)

    def _empty_next_buckets(self) -> Integers:
        """Divide the next buckets by one more bit of the key; gives the links that were in them."""
        low = len(self._heads) - self._round
        heads = np.frombuffer(self._heads, np.uint32)[low : low + STEP]
        links = self._chained(heads[heads != 0])
        heads[:] = 0
        del heads  # an array that is looked into cannot grow
        self._heads.frombytes(bytes(4 * STEP))
        if len(self._heads) == 2 * self._round:
            self._round *= 2
        return links

    def _put_in_buckets(self, links: Integers) -> None:
        heads, nexts = np.frombuffer(self._heads, np.uint32), self._nexts
        buckets = self._buckets(self._keys[links])
        for _ in range(ROUNDS):
            nexts[links] = heads[buckets]
            heads[buckets] = links
            late = heads[buckets] != links  # another link took the same bucket: they follow in front of it, one a round
            links, buckets = links[late], buckets[late]
            if not len(links):
                return
        for link, bucket in zip(links.tolist(), buckets.tolist(), strict=True):  # nodes of one key: no round for each
            self._put(link, bucket)

    def _put(self, link: int, bucket: int) -> None:
        self._pairs[2 * link + 1] = self._heads[bucket]
        self._heads[bucket] = link

    def _shrink(self) -> None:
        while len(self._heads) > STEP and 2 * self._settled < NODES_A_BUCKET * len(self._heads):
            for _ in range(STEP):
                self._merge_bucket()

    def _merge_bucket(self) -> None:
        if len(self._heads) == self._round:
            self._round //= 2
        link = self._heads.pop()
        bucket = len(self._heads) - self._round
        while link:
            following = self._pairs[2 * link + 1]
            self._put(link, bucket)
            link = following
