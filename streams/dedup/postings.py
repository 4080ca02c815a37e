"""A multimap from 32-bit keys to nodes in a few bytes a node: linear hashing over flat arrays.

A Python dict of as many integers takes ten times the memory, and numpy at eight nodes a call takes longer than Python.
So the nodes that came last wait in a dict, and some thousand of them at a time are settled in the arrays, where buckets
are split and merged a few at a time as well: no insertion ever waits for the whole table to be built anew. Most keys
that are asked for are unknown: a filter of some bits a node says so without a look at the table.
"""

from array import array
from collections.abc import Sequence
from secrets import randbits

import numpy as np
import numpy.typing as npt

from streams.dedup.presence import CHOICE_SHIFT, MARKS, Presence

NONE = 0xFFFFFFFF
NODES_A_BUCKET = 2
NOTHING: Sequence[int] = ()
STEP = 4096  # buckets that are split or merged together
WAITING = STEP * NODES_A_BUCKET  # nodes that are settled together

Integers = npt.NDArray[np.uint32]

_NO_NODE = NONE.to_bytes(4, "little")
_UNLINKED = bytes(4) + _NO_NODE
_HALF = np.uint64(32)


class Postings:
    """Nodes 0, 1, 2, ... as their owner numbers them; the linked ones are found by their key, in no certain order."""

    def __init__(self) -> None:
        self._links = array("I")  # of each node the key, then the next node: side by side, for the sake of the cache
        self._heads = array("I", [NONE]) * STEP
        self._round = STEP  # times a power of two: buckets below _split are already divided by the bit above it
        self._split = 0
        self._settled = 0
        self._waiting: dict[int, int] = {}  # the first node of a key, the others follow
        self._waiting_count = 0
        self._presence = Presence()
        self._odd = randbits(64) | 1  # not known outside, so no texts can be made whose keys all meet in one bucket

    @property
    def size_bytes(self) -> int:
        """About how much memory the arrays take."""
        return 4 * len(self._links) + 4 * len(self._heads) + self._presence.size_bytes

    @property
    def _keys(self) -> Integers:
        return np.frombuffer(self._links, np.uint32)[::2]

    @property
    def _nexts(self) -> Integers:
        return np.frombuffer(self._links, np.uint32)[1::2]

    def append(self, keys: Sequence[int], width: int) -> None:
        """Append `width` nodes, the first of them linked under these keys."""
        links = self._links
        first = len(links)
        links.frombytes(_UNLINKED * width)
        end = first + 2 * len(keys)
        links[first:end:2] = array("I", keys)
        self._wait(first >> 1, keys)
        if self._waiting_count >= WAITING:
            self._settle()

    def truncate(self, length: int) -> None:
        """Drop the nodes from `length` on; none of them may be linked."""
        del self._links[2 * length :]
        self._shrink()
        self._presence.refresh(self._keys)

    def link(self, nodes: range) -> None:
        """Make unlinked nodes findable again."""
        first, end = 2 * nodes.start, 2 * nodes.stop
        self._links[first + 1 : end : 2] = array("I", _NO_NODE * len(nodes))
        self._wait(nodes.start, self._links[first:end:2])

    def unlink(self, nodes: range) -> None:
        """Make linked nodes unfindable; their keys stay."""
        settled = 0
        for node in nodes:
            settled += self._redirect(node, self._links[2 * node + 1])
        self._waiting_count -= len(nodes) - settled
        self._settled -= settled
        self._presence.removed(settled)

    def move(self, source: int, target: int, *, linked: bool) -> None:
        """Give a node another number, in place of an unlinked one."""
        if linked:
            self._redirect(source, target)
        self._links[2 * target : 2 * target + 2] = self._links[2 * source : 2 * source + 2]

    def find(self, key: int) -> Sequence[int]:
        """The linked nodes of this key."""
        return self._nodes(key) if self._presence.may_have(key) or key in self._waiting else NOTHING

    def find_each(self, keys: Sequence[int]) -> list[Sequence[int]]:
        """The linked nodes of each of these keys; an empty list where none has any."""
        waiting, words, mask, choices = self._waiting, self._presence.words, self._presence.mask, MARKS
        possible = [  # a call of `may_have` for each would take as long as everything else
            key
            for key in keys
            if words[key & mask] & (marks := choices[key >> CHOICE_SHIFT]) == marks or key in waiting
        ]
        if not possible:
            return []
        found = {key: nodes for key in possible if (nodes := self._nodes(key))}
        return [found.get(key, NOTHING) for key in keys] if found else []

    def _nodes(self, key: int) -> list[int]:
        links = self._links
        found = []
        for first in (self._waiting.get(key, NONE), self._heads[self._bucket(key)]):
            node = first
            while node != NONE:
                place = 2 * node
                if links[place] == key:
                    found.append(node)
                node = links[place + 1]
        return found

    def _wait(self, first: int, keys: Sequence[int]) -> None:
        waiting = self._waiting
        for node, key in enumerate(keys, first):
            if key in waiting:
                self._links[2 * node + 1] = waiting[key]
            waiting[key] = node
        self._waiting_count += len(keys)

    def _bucket(self, key: int) -> int:
        mixed = key * self._odd >> 32
        bucket = mixed & (self._round - 1)
        return bucket if bucket >= self._split else mixed & (2 * self._round - 1)

    def _mixed(self, keys: Integers) -> Integers:
        return (keys * np.uint64(self._odd) >> _HALF).astype(np.uint32)

    def _redirect(self, node: int, target: int) -> bool:
        """Make what points to a node point to another; gives whether the node was settled."""
        key = self._links[2 * node]
        first = self._waiting.get(key, NONE)
        if first == node:
            self._waiting[key] = target
            if target == NONE:
                del self._waiting[key]
            return False
        if self._redirect_next(first, node, target):
            return False
        bucket = self._bucket(key)
        if self._heads[bucket] == node:
            self._heads[bucket] = target
            return True
        return self._redirect_next(self._heads[bucket], node, target)

    def _redirect_next(self, before: int, node: int, target: int) -> bool:
        """Do so in the chain that begins with a node; gives whether it was there."""
        links = self._links
        while before != NONE and links[2 * before + 1] != node:
            before = links[2 * before + 1]
        if before == NONE:
            return False
        links[2 * before + 1] = target
        return True

    def _settle(self) -> None:
        """Put the waiting nodes in their buckets, all of them at once."""
        nodes = self._take_waiting()
        keys = self._keys[nodes]
        self._put_in_buckets(nodes, keys)
        self._settled += len(nodes)
        self._presence.add(keys, self._keys)
        while self._settled > NODES_A_BUCKET * len(self._heads):
            self._split_buckets()

    def _take_waiting(self) -> Integers:
        nexts = self._nexts
        nodes = np.fromiter(self._waiting.values(), np.uint32, len(self._waiting))
        taken = []
        while len(nodes):
            taken.append(nodes)
            nodes = nexts[nodes]
            nodes = nodes[nodes != NONE]
        self._waiting.clear()
        self._waiting_count = 0
        return np.concatenate(taken)

    def _put_in_buckets(self, nodes: Integers, keys: Integers) -> None:
        mixed = self._mixed(keys)
        buckets = mixed & np.uint32(self._round - 1)
        buckets = np.where(buckets < self._split, mixed & np.uint32(2 * self._round - 1), buckets)
        ordered = buckets.astype(np.uint64) << _HALF | nodes  # to sort these takes less time than to find their order
        ordered.sort()
        nodes, buckets = ordered.astype(np.uint32), (ordered >> _HALF).astype(np.uint32)
        heads, nexts = np.frombuffer(self._heads, np.uint32), self._nexts
        followers = heads[buckets]
        same_bucket = buckets[1:] == buckets[:-1]
        followers[1:][same_bucket] = nodes[:-1][same_bucket]
        nexts[nodes] = followers
        heads[buckets] = nodes  # of a bucket's nodes the last one stays

    def _split_buckets(self) -> None:
        """Divide the next buckets by one more bit of the key, all of them at once."""
        low, high = self._split, len(self._heads)
        self._heads.extend(array("I", [NONE]) * STEP)
        heads, keys, nexts = np.frombuffer(self._heads, np.uint32), self._keys, self._nexts
        nodes = heads[low : low + STEP].copy()
        heads[low : low + STEP] = NONE
        homes = np.arange(low, low + STEP)
        while len(nodes):
            alive = nodes != NONE
            nodes, homes = nodes[alive], homes[alive]
            # One node of each bucket a round, so no home comes twice.
            home = np.where(self._mixed(keys[nodes]) & self._round, homes + (high - low), homes)
            following = nexts[nodes]
            nexts[nodes] = heads[home]
            heads[home] = nodes
            nodes = following
        self._split += STEP
        if self._split == self._round:
            self._round, self._split = 2 * self._round, 0

    def _shrink(self) -> None:
        while len(self._heads) > STEP and 2 * self._settled < NODES_A_BUCKET * len(self._heads):
            for _ in range(STEP):
                self._merge_bucket()

    def _merge_bucket(self) -> None:
        if self._split == 0:
            self._round //= 2
            self._split = self._round
        self._split -= 1
        node = self._heads.pop()
        while node != NONE:
            following = self._links[2 * node + 1]
            self._links[2 * node + 1] = self._heads[self._split]
            self._heads[self._split] = node
            node = following
