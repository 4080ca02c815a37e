"""The same input gives the same decisions, wherever the stream is cut and whichever changelog it is restored from."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.dedup import Index, Verdict, Window
from streams.dedup.entries import ENTRY, SKETCH, decode_posting, encode_posting
from streams.dedup.memory import POSTED_ANCHORS
from streams.events import CandidateArticle
from tests.dedup.texts import DEBRIS, article, candidate, invented, swapped

WINDOW = Window(sketch_days=1, hash_days=2)
START = datetime(2024, 5, 6, tzinfo=UTC)
SEEDS = st.integers(0, 1 << 32)
Log = list[tuple[bytes, bytes | None]]


def bodies() -> list[str]:
    """Some articles, each with a few near-copies, a longer version and a debris line that many share."""
    originals = [article(DEBRIS[number % 2], invented(number, 6)) for number in range(8)]
    longer = [article(body, invented(100 + number, 4)) for number, body in enumerate(originals[:4])]
    return [*originals, *longer, *(swapped(body, 0.3, seed) for body in originals for seed in (1, 2))]


BODIES = bodies()


def arrivals(random: Random, count: int) -> list[CandidateArticle]:
    """A stream that drifts through many windows, with late articles and bogus dates among the others."""
    hours, stream = 0.0, []
    for _ in range(count):
        hours += random.choice((0, 0, 0.2, 1, 5))
        moment = START + timedelta(hours=hours)
        shown = moment - timedelta(hours=random.choice((0, 0, 0, 2, 30, 80)))
        if random.random() < 0.02:
            moment = shown = datetime(2090, 1, 1, tzinfo=UTC)
        body, uri = random.choice(BODIES), f"https://example.com/{random.randrange(12)}"
        stream.append(candidate(body, uri, published=shown.isoformat(), received=moment.isoformat()))
    return stream


def run(index: Index, stream: Sequence[CandidateArticle], log: Log) -> list[Verdict]:
    verdicts = []
    for seen in stream:
        verdict = index.decide(seen)
        for change in verdict.changes:
            index.apply(*change)
        log += verdict.changes
        verdicts.append(verdict)
    return verdicts


def compacted(log: Log, until: int, *, keep_tombstones: bool) -> Log:
    """What compaction leaves of a log: of its first records, the newest of each key."""
    newest = {key: position for position, (key, _) in enumerate(log[:until])}
    head = [log[position] for position in sorted(newest.values())]
    return [change for change in head if keep_tombstones or change[1] is not None] + log[until:]


def restored(log: Log, window: Window = WINDOW) -> Index:
    index = Index(window)
    for change in log:
        index.apply(*change)
    index.commit()
    return index


def uninterrupted(stream: Sequence[CandidateArticle]) -> list[Verdict]:
    return run(Index(WINDOW), stream, [])


@given(SEEDS, st.booleans(), st.booleans())
@settings(max_examples=25, deadline=None)
def test_a_restart_anywhere_changes_no_decision(seed: int, compact: bool, keep_tombstones: bool) -> None:
    random = Random(seed)
    stream = arrivals(random, 150)
    cuts = sorted(random.sample(range(151), 5))
    log: Log = []
    verdicts: list[Verdict] = []
    for start, end in pairwise([0, *cuts, len(stream)]):
        kept = compacted(log, random.randint(0, len(log)), keep_tombstones=keep_tombstones) if compact else log
        verdicts += run(restored(kept), stream[start:end], log)
    assert verdicts == uninterrupted(stream)


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_batches_that_are_rolled_back_leave_no_trace(seed: int) -> None:
    random = Random(seed)
    stream = arrivals(random, 150)
    index, position = Index(WINDOW), 0
    log: Log = []
    verdicts: list[Verdict] = []
    while position < len(stream):
        batch = stream[position : position + random.randint(1, 20)]
        while random.random() < 0.4:
            run(index, [*batch[: random.randint(0, len(batch))], *arrivals(random, 5)], [])
            index.rollback()
        verdicts += run(index, batch, log)
        index.commit()
        position += len(batch)
    assert verdicts == uninterrupted(stream)
    assert index.entries == restored(log).entries
    assert index.size_bytes == restored(compacted(log, len(log), keep_tombstones=False)).size_bytes


@given(SEEDS)
@settings(max_examples=10, deadline=None)
def test_a_rollback_after_every_record_changes_no_decision(seed: int) -> None:
    stream = arrivals(Random(seed), 100)
    index = Index(WINDOW)
    verdicts = []
    for seen in stream:
        tried = run(index, [seen], [])
        index.rollback()
        verdicts += run(index, [seen], [])
        index.commit()
        assert verdicts[-1:] == tried
    assert verdicts == uninterrupted(stream)


@pytest.mark.parametrize("days", [0.25, 5])
def test_another_window_after_a_restart_holds_from_then_on(days: float) -> None:
    stream = [
        candidate(
            invented(number, 5), f"https://example.com/{number}", received=(START + timedelta(hours=number)).isoformat()
        )
        for number in range(96)
    ]
    log: Log = []
    run(Index(WINDOW), stream[:48], log)
    window = Window(sketch_days=days, hash_days=days)
    index = restored(log, window)
    run(index, stream[48:], log)
    index.commit()
    assert abs(index.entries - min(24 * days, 96)) <= 3
    assert index.entries == restored(log, window).entries


def test_such_a_stream_has_every_relation_and_evictions() -> None:
    # Guards the two tests above: a stream without events would show nothing.
    verdicts = uninterrupted(arrivals(Random(1), 600))
    relations = {verdict.relation for verdict in verdicts}
    assert relations == {"new", "update", "supersedes", "redelivery", "exact", "near"}
    assert any(value is None for verdict in verdicts for _, value in verdict.changes)


def test_a_change_with_too_many_anchors_is_refused_and_leaves_no_trace() -> None:
    stream = arrivals(Random(2), 20)
    log: Log = []
    run(Index(WINDOW), stream, log)
    key, value = next((key, value) for key, value in log if key.startswith(SKETCH) and value is not None)
    anchors, windows = decode_posting(value)
    index, untouched = restored(log), restored(log)
    with pytest.raises(ValueError, match="keys"):
        index.apply(key, encode_posting((*anchors, *range(POSTED_ANCHORS)), windows))
    index.rollback()
    assert index.size_bytes == untouched.size_bytes
    assert list(map(index.decide, stream)) == list(map(untouched.decide, stream))


@pytest.mark.parametrize("length", [0, 9, 60])
def test_an_entry_cut_short_is_refused(length: int) -> None:
    # Once it left its window, each verdict would try to read it.
    index = Index()
    with pytest.raises(ValueError, match="cut short"):
        index.apply(ENTRY + bytes(32), bytes(length))
    index.rollback()
    assert index.entries == 0


@pytest.mark.parametrize("kind", [b"", b"?", b"x" * 40])
def test_records_of_later_versions_are_passed_over(kind: bytes) -> None:
    index = Index()
    index.apply(kind, b"value")
    index.apply(kind, None)
    index.commit()
    assert index.entries == 0
