"""The flat tables against plain dicts and lists that do the same."""

from collections import Counter
from contextlib import ExitStack
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from streams.dedup.calendar import LISTED
from streams.dedup.postings import NODES_A_BUCKET, STEP, WAITING, Postings
from streams.dedup.table import Table

Row = tuple[bytes, tuple[int, ...], int]


class TableMachine(RuleBasedStateMachine):
    """Rows are named by their blobs: numbers may change at a commit."""

    waiting, listed = WAITING, LISTED

    def __init__(self) -> None:
        super().__init__()
        self.sizes = ExitStack()
        self.sizes.enter_context(patch("streams.dedup.postings.WAITING", self.waiting))
        self.sizes.enter_context(patch("streams.dedup.calendar.LISTED", self.listed))
        self.moves: list[tuple[int, int]] = []
        self.table = Table(2, lambda source, target: self.moves.append((source, target)))
        self.rows: list[Row] = []
        self.committed: list[Row] = []
        self.number = 0

    def teardown(self) -> None:
        self.sizes.close()

    def row_of(self, blob: bytes) -> int:
        return max(row for row, known in enumerate(self.table.blobs) if known == blob)

    @rule(keys=st.lists(st.integers(0, 3), min_size=1, max_size=2, unique=True), hour=st.integers(0, 4))
    def add(self, keys: list[int], hour: int) -> None:
        self.number += 1
        blob = str(self.number).encode()
        self.table.add(blob, keys, hour)
        self.rows.append((blob, tuple(keys), hour))

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def remove(self, data: Any) -> None:
        row = data.draw(st.sampled_from(self.rows))
        self.table.remove(self.row_of(row[0]))
        self.rows.remove(row)

    @rule()
    def commit(self) -> None:
        self.table.commit()
        self.committed = list(self.rows)
        assert len(self.table.blobs) == len(self.rows)

    @rule()
    def rollback(self) -> None:
        self.table.rollback()
        self.rows = list(self.committed)
        assert len(self.table.blobs) == len(self.rows)

    @invariant()
    def finds_by_key(self) -> None:
        for key, found in enumerate(self.table.find_each(range(4))):
            expected = [blob for blob, keys, _ in self.rows if key in keys]
            assert Counter(self.table.blobs[row] for row in found) == Counter(expected)
            assert sorted(self.table.find(key)) == sorted(found)

    @invariant()
    def knows_the_oldest_in_order(self) -> None:
        for hour in (0, 2, 5):
            found = [self.table.blobs[row] for row in self.table.before(hour, 3)]
            expected = sorted((row for row in self.rows if row[2] < hour), key=lambda row: row[2])
            assert found == [blob for blob, _, _ in expected][:3]

    @invariant()
    def later_rows_have_larger_serials(self) -> None:
        assert len(self.table) == len(self.rows)
        serials = [self.table.serials[self.row_of(blob)] for blob, _, _ in self.rows]
        assert serials == sorted(set(serials))


class SmallTableMachine(TableMachine):
    """Nodes are settled and past rows listed few at a time, so that it happens all the time."""

    waiting, listed = 5, 4


TestTable = TableMachine.TestCase
TestTable.settings = settings(max_examples=30, stateful_step_count=40, deadline=None)
TestSmallTable = SmallTableMachine.TestCase
TestSmallTable.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 7])
def test_postings_find_everything_while_buckets_split_and_merge(steps: int) -> None:
    random = Random(steps)
    postings = Postings()
    count = steps * STEP * NODES_A_BUCKET + 17
    keys = [random.randrange(count) if random.random() < 0.9 else 5 for _ in range(count)]
    for key in keys:
        postings.append((key,), 1)
    assert all(node in postings.find(key) for node, key in enumerate(keys))
    grown = postings.size_bytes
    kept = 100
    postings.unlink(range(kept, count))
    postings.truncate(kept)
    assert postings.size_bytes < grown / 2
    wanted = sorted(set(keys))
    found = dict(zip(wanted, postings.find_each(wanted), strict=True))
    assert {key: sorted(nodes) for key, nodes in found.items()} == {
        key: [node for node in range(kept) if keys[node] == key] for key in wanted
    }


def test_a_commit_fills_the_gaps_and_says_which_rows_moved() -> None:
    moves: list[tuple[int, int]] = []
    table = Table(1, lambda source, target: moves.append((source, target)))
    for number in range(5):
        table.add(b"%d" % number, [number], hour=number)
    table.commit()
    for row in (1, 4):
        table.remove(row)
    table.commit()
    assert (table.blobs, moves) == ([b"0", b"3", b"2"], [(3, 1)])


def test_memory_is_given_back() -> None:
    table = Table(1, lambda source, target: None)  # noqa: ARG005 - the shape of the callback
    empty = table.size_bytes
    for number in range(10_000):
        table.add(bytes(100), [number], hour=0)
    table.commit()
    full = table.size_bytes
    while past := table.before(1, 1_000):
        for row in past:
            table.remove(row)
        table.commit()
    assert full > 1_000_000
    assert table.size_bytes == empty
