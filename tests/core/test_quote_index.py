"""An update sends what changed and takes back what is gone; the index forgets, and rolls back exactly."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.events import Quote, Span
from streams.quote_index import EVICTIONS_AT_ONCE, QuoteIndex
from streams.records import Change, short_hash

DAY_1 = "2026-11-01T00:00:00.000Z"
DAY_2 = "2026-11-02T00:00:00.000Z"
DAY_40 = "2026-12-10T00:00:00.000Z"


def quote(text: str, uri: str = "u", confidence: float = 0.5) -> Quote:
    return Quote(
        id=short_hash(uri, text),
        utterance_id=short_hash(text),
        article_uri=uri,
        cluster_id="c",
        language="id",
        type="direct",
        quote=text,
        spans=(Span(start=0, end=len(text)),),
        confidence=confidence,
        rule="r",
        version_created=DAY_1,
    )


def see(index: QuoteIndex, time: str, *texts: str, uri: str = "u") -> tuple[list[str], list[str]]:
    """What is sent and what is retracted, as texts' ids."""
    changed, gone, changes = index.compare(uri, time, [quote(text, uri) for text in texts])
    for change in changes:
        index.apply(*change)
    index.commit()
    return [q.quote for q in changed], gone


def test_the_first_version_sends_everything() -> None:
    assert see(QuoteIndex(), DAY_1, "a", "b") == (["a", "b"], [])


def test_an_update_sends_the_new_and_retracts_the_gone() -> None:
    index = QuoteIndex()
    see(index, DAY_1, "a", "b")
    assert see(index, DAY_2, "b", "c") == (["c"], [short_hash("u", "a")])
    assert see(index, DAY_2) == ([], [short_hash("u", "b"), short_hash("u", "c")])
    assert index.entries == 0


def test_a_quote_whose_reading_changed_is_sent_again() -> None:
    index = QuoteIndex()
    see(index, DAY_1, "a")
    changed, gone, _ = index.compare("u", DAY_2, [quote("a", confidence=0.9)])
    assert [q.confidence for q in changed] == [0.9]
    assert gone == []


def test_words_around_it_do_not_make_a_quote_new() -> None:
    index = QuoteIndex()
    see(index, DAY_1, "a")
    around = msgspec.structs.replace(quote("a"), pre="before", post="after", version_created=DAY_2)
    assert index.compare("u", DAY_2, [around])[:2] == ([], [])


def test_articles_do_not_mix() -> None:
    index = QuoteIndex()
    see(index, DAY_1, "a", uri="one")
    assert see(index, DAY_1, "a", uri="two") == (["a"], [])


def test_what_the_stream_left_behind_is_evicted() -> None:
    index = QuoteIndex(days=0.5)
    for number in range(3 * EVICTIONS_AT_ONCE):
        see(index, DAY_1, "a", uri=f"old-{number}")
    for number in range(20):
        see(index, DAY_2, "b", uri=f"new-{number}")
    assert index.entries <= 20


def in_batches(size: int) -> tuple[list[Change], int]:
    """Changes and entries after 300 articles on each of two days, committed so many at a time; some tries fail."""
    index, logged = QuoteIndex(days=0.5), list[Change]()
    articles = [(f"{day}-{number}", day) for day in (DAY_1, DAY_2) for number in range(300)]
    for number, start in enumerate(range(0, len(articles), size)):
        for is_final in (True,) if number % 3 else (False, True):
            batch: list[Change] = []
            for uri, day in articles[start : start + size]:
                changes = index.compare(uri, day, [quote("a", uri)])[2]
                for change in changes:
                    index.apply(*change)
                batch += changes
            if is_final:
                index.commit()
                logged += batch
            else:
                index.rollback()
    return logged, index.entries


@pytest.mark.parametrize("size", [5, 50, 500])
def test_it_evicts_the_same_however_much_is_committed_at_once(size: int) -> None:
    changes, entries = in_batches(size)
    assert (changes, entries) == in_batches(1)
    assert entries <= 300


def test_versions_too_far_apart_are_not_compared() -> None:
    index = QuoteIndex(days=30)
    see(index, DAY_1, "a")
    assert see(index, DAY_40, "b") == (["b"], [])


def test_a_date_in_the_far_future_hides_nothing() -> None:
    index = QuoteIndex(days=30)
    see(index, DAY_1, "a", "b")
    see(index, "2099-01-01T00:00:00Z", "x", uri="bogus")
    assert see(index, DAY_2, "b") == ([], [short_hash("u", "a")])


def test_a_stream_that_began_in_the_future_comes_back() -> None:
    index = QuoteIndex(days=1)
    see(index, "2099-01-01T00:00:00Z", "x", uri="bogus")
    for number in range(20_000):
        see(index, DAY_1, "a", uri=f"u{number}")
    for number in range(100):
        see(index, DAY_40, "a", uri=f"v{number}")
    assert index.entries < 100 + 20_000


def test_a_late_article_is_updated_beside_the_live_stream() -> None:
    index = QuoteIndex(days=5)
    see(index, DAY_40, "x", uri="live")
    see(index, DAY_1, "a", "b")
    see(index, DAY_40, "x", uri="live-2")
    assert see(index, DAY_2, "b") == ([], [short_hash("u", "a")])


times = st.sampled_from([DAY_1, DAY_2, DAY_40])
versions_of_articles = st.lists(st.tuples(st.sampled_from("uvw"), st.sets(st.sampled_from("abc")), times))


@given(versions_of_articles, st.integers(0, 10))
def test_a_restore_at_any_point_changes_nothing(versions: list[tuple[str, set[str], str]], cut: int) -> None:
    calm, broken = QuoteIndex(), QuoteIndex()
    changelog: list[Change] = []
    for number, (uri, texts, time) in enumerate(versions):
        if number == cut:
            broken = QuoteIndex()
            for change in changelog:
                broken.apply(*change)
            broken.commit()
        quotes = [quote(text, uri) for text in sorted(texts)]
        assert broken.compare(uri, time, quotes) == calm.compare(uri, time, quotes)
        changelog += calm.compare(uri, time, quotes)[2]
        see(calm, time, *sorted(texts), uri=uri)
        see(broken, time, *sorted(texts), uri=uri)
    assert broken.size_bytes == calm.size_bytes


@given(versions_of_articles)
def test_a_rollback_leaves_no_trace(versions: list[tuple[str, set[str], str]]) -> None:
    index = QuoteIndex()
    see(index, DAY_1, "a", "b", uri="u")
    before = (index.compare("u", DAY_1, []), index.entries, index.size_bytes)
    for uri, texts, time in versions:
        for change in index.compare(uri, time, [quote(text, uri) for text in sorted(texts)])[2]:
            index.apply(*change)
    index.rollback()
    assert (index.compare("u", DAY_1, []), index.entries, index.size_bytes) == before
