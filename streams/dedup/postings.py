"""A multimap from 32-bit keys to nodes in a few bytes a node: linear hashing over flat arrays.

A Python dict of as many integers takes ten times the memory. Buckets are split and merged a few at a time as nodes come
and go, so no insertion ever waits for the whole table to be built anew. Most keys that are asked for are unknown: a
filter of a few bits a node says so without a look at the table.
"""

from array import array
from collections.abc import Iterable, Sequence

import numpy as np

from streams.dedup.presence import Presence

NONE = 0xFFFFFFFF
NODES_A_BUCKET = 2
NOTHING: Sequence[int] = ()
STEP = 1024  # buckets that are split or merged together


class Postings:
    """Nodes 0, 1, 2, ... as their owner numbers them; the linked ones are found by their key, in no certain order."""

    def __init__(self) -> None:
        self._keys = array("I")
        self._nexts = array("I")
        self._heads = array("I", [NONE]) * STEP
        self._round = STEP  # times a power of two: buckets below _split are already divided by the bit above it
        self._split = 0
        self._linked = 0
        self._presence = Presence()

    @property
    def size_bytes(self) -> int:
        """About how much memory the arrays take."""
        return 8 * len(self._keys) + 4 * len(self._heads) + self._presence.size_bytes

    def extend(self, keys: tuple[int, ...]) -> None:
        """Append nodes with these keys, not linked yet."""
        self._keys.extend(keys)
        self._nexts.extend(keys)

    def truncate(self, length: int) -> None:
        """Drop the nodes from `length` on; none of them may be linked."""
        del self._keys[length:]
        del self._nexts[length:]
        self._shrink()
        self._presence.refresh(self._keys)

    def link(self, nodes: range) -> None:
        """Make nodes findable."""
        keys, nexts, heads = self._keys, self._nexts, self._heads
        split, low, high = self._split, self._round - 1, 2 * self._round - 1
        for node in nodes:
            bucket = keys[node] & low
            if bucket < split:
                bucket = keys[node] & high
            nexts[node] = heads[bucket]
            heads[bucket] = node
        self._linked += len(nodes)
        self._presence.add(keys[nodes.start : nodes.stop], keys)
        if self._linked > NODES_A_BUCKET * len(heads):
            self._split_buckets()

    def unlink(self, nodes: range) -> None:
        """Make linked nodes unfindable; their keys stay."""
        for node in nodes:
            self._redirect(node, self._nexts[node])
        self._linked -= len(nodes)
        self._presence.removed(len(nodes))

    def move(self, source: int, target: int, *, linked: bool) -> None:
        """Give a node another number, in place of an unlinked one."""
        if linked:
            self._redirect(source, target)
        self._keys[target] = self._keys[source]
        self._nexts[target] = self._nexts[source]

    def find(self, wanted: Iterable[int]) -> list[Sequence[int]]:
        """The linked nodes of each of these keys."""
        keys, nexts, heads = self._keys, self._nexts, self._heads
        split, low, high = self._split, self._round - 1, 2 * self._round - 1
        bits, mask = self._presence.bits, self._presence.mask
        found = []
        for key in wanted:
            nodes = NOTHING
            if not bits[key >> 3 & mask] >> (key & 7) & 1:
                found.append(nodes)
                continue
            bucket = key & low
            node = heads[bucket if bucket >= split else key & high]
            while node != NONE:
                if keys[node] == key:
                    nodes = [*nodes, node]
                node = nexts[node]
            found.append(nodes)
        return found

    def _bucket(self, key: int) -> int:
        bucket = key & (self._round - 1)
        return bucket if bucket >= self._split else key & (2 * self._round - 1)

    def _redirect(self, node: int, target: int) -> None:
        bucket = self._bucket(self._keys[node])
        before = self._heads[bucket]
        if before == node:
            self._heads[bucket] = target
            return
        nexts = self._nexts
        while nexts[before] != node:
            before = nexts[before]
        nexts[before] = target

    def _split_buckets(self) -> None:
        """Divide the next buckets by one more bit of the key, all of them at once."""
        low, high = self._split, len(self._heads)
        self._heads.extend(array("I", [NONE]) * STEP)
        heads, keys, nexts = (np.frombuffer(column, np.uint32) for column in (self._heads, self._keys, self._nexts))
        nodes = heads[low : low + STEP].copy()
        heads[low : low + STEP] = NONE
        homes = np.arange(low, low + STEP)
        while len(nodes):
            alive = nodes != NONE
            nodes, homes = nodes[alive], homes[alive]
            # One node of each bucket a round, so no home comes twice.
            home = np.where(keys[nodes] & self._round, homes + (high - low), homes)
            following = nexts[nodes]
            nexts[nodes] = heads[home]
            heads[home] = nodes
            nodes = following
        self._split += STEP
        if self._split == self._round:
            self._round, self._split = 2 * self._round, 0

    def _shrink(self) -> None:
        while len(self._heads) > STEP and 2 * self._linked < NODES_A_BUCKET * len(self._heads):
            for _ in range(STEP):
                self._merge_bucket()

    def _merge_bucket(self) -> None:
        if self._split == 0:
            self._round //= 2
            self._split = self._round
        self._split -= 1
        node = self._heads.pop()
        while node != NONE:
            following = self._nexts[node]
            self._nexts[node] = self._heads[self._split]
            self._heads[self._split] = node
            node = following
