from datetime import UTC, datetime, timedelta
from itertools import count

import msgspec
import pytest

from streams.dedup import Index, Verdict, Window, sketch
from streams.dedup.entries import hash_uri
from streams.dedup.event_time import AHEAD, DAY
from streams.dedup.index import EVICTED, VERSIONS
from streams.dedup.memory import COMMON_ANCHOR
from streams.dedup.sketching import decode
from streams.errors import Reason, RejectedError
from streams.events import CandidateArticle
from tests.dedup.texts import (
    DAM,
    DEBRIS,
    LATER_NEWS,
    LIBRARY,
    article,
    candidate,
    invented,
    misread,
    swapped,
)

BODY = article(*DAM)
START = datetime(2024, 5, 6, 8, tzinfo=UTC)


def see(index: Index, *articles: CandidateArticle) -> Verdict:
    """The verdict on the last of them."""
    for seen in articles:
        verdict = index.decide(seen)
        for change in verdict.changes:
            index.apply(*change)
        index.commit()
    return verdict


def after(days: float) -> str:
    return (START + timedelta(days=days)).isoformat()


def test_the_first_of_its_kind_is_new() -> None:
    verdict = see(Index(), candidate(BODY))
    assert (verdict.relation, verdict.rule) == ("new", "first-seen")
    assert verdict.duplicate_of is verdict.previous_version is verdict.supersedes_uri is None


def test_a_verdict_changes_nothing() -> None:
    index = Index()
    see(index, candidate(BODY))
    first, again = (index.decide(candidate(BODY, "https://example.org/b")) for _ in range(2))
    assert first == again
    assert index.entries == 1


def test_the_same_uri_with_the_same_text_is_a_redelivery() -> None:
    index = Index()
    first = see(index, candidate(BODY))
    again = see(index, candidate(BODY.replace('"', "”").upper()))
    assert (again.relation, again.duplicate_of) == ("redelivery", "https://example.com/a")
    assert again.cluster_id == first.cluster_id
    assert again.changes == ()


def test_the_same_uri_with_another_text_is_an_update_and_never_dropped() -> None:
    index = Index()
    first = candidate(BODY)
    created = see(index, first)
    update = see(index, candidate(BODY.replace("two of the five", "three of the five")))
    assert (update.relation, update.previous_version) == ("update", first.sha256)
    assert update.cluster_id == created.cluster_id
    assert update.similarity is not None
    assert update.similarity > 0.9
    assert see(index, candidate(article(*LIBRARY))).relation == "update"


def test_going_back_to_an_earlier_text_is_an_update_too() -> None:
    index = Index()
    other = candidate(article(*LIBRARY))
    back = see(index, candidate(BODY), other, candidate(BODY))
    assert (back.relation, back.previous_version) == ("update", other.sha256)
    assert see(index, candidate(BODY)).relation == "redelivery"
    assert see(index, candidate(BODY, "https://example.org/b")).relation == "exact"


def test_uris_whose_hashes_begin_alike_are_told_apart() -> None:
    index = Index(Window(sketch_days=1, hash_days=1))
    one, other = uris_alike()
    see(index, candidate(BODY, one), candidate(article(*LIBRARY), other))
    assert see(index, candidate(BODY, one)).relation == "redelivery"
    assert see(index, candidate(article(*LIBRARY), other)).relation == "redelivery"
    assert see(index, candidate(BODY + "And more.", other)).previous_version == candidate(article(*LIBRARY)).sha256
    for number in range(30):
        see(index, candidate(invented(number), f"https://example.com/{number}", received=after(1.5 + number / 24)))
    assert {see(index, candidate(BODY, uri, received=after(3))).relation for uri in (one, other)} == {"new", "exact"}


def uris_alike() -> tuple[str, str]:
    """Two uris of which the index keeps the same 32 bits: the birthday paradox finds some among a hundred thousand."""
    seen: dict[bytes, str] = {}
    for number in count():
        uri = f"https://example.com/article/{number}"
        begins = hash_uri(uri.encode())[:4]
        if begins in seen:
            break
        seen[begins] = uri
    return seen[begins], uri


def test_the_same_text_elsewhere_is_an_exact_copy() -> None:
    index = Index()
    first = see(index, candidate(BODY))
    copy = see(index, candidate(BODY, "https://example.org/b"))
    assert (copy.relation, copy.duplicate_of) == ("exact", "https://example.com/a")
    assert copy.cluster_id == first.cluster_id
    assert see(index, candidate(BODY, "https://example.org/b")).relation == "redelivery"


def test_a_candidate_of_release_0_1_is_known_by_its_uri_and_its_text() -> None:
    # It had twelve anchors, which none of ours equals.
    ours = decode(sketch(BODY))
    theirs = b"\x01\x0c" + ours.digest + bytes(4 * 12) + ours.windows
    index = Index()
    assert see(index, msgspec.structs.replace(candidate(BODY), sketch=theirs)).relation == "new"
    assert see(index, candidate(BODY)).relation == "redelivery"
    assert see(index, candidate(BODY, "https://example.org/b")).relation == "exact"


def test_nearly_the_same_text_elsewhere_is_a_near_copy() -> None:
    index = Index()
    first = see(index, candidate(BODY))
    copy = see(index, candidate("Gates open\n" + misread(BODY, 0.01), "https://example.org/b"))
    assert (copy.relation, copy.duplicate_of) == ("near", "https://example.com/a")
    assert copy.cluster_id == first.cluster_id
    assert copy.similarity is not None
    assert 0.6 < copy.similarity < 1


def test_an_exact_copy_of_a_near_copy_names_the_article_that_was_passed_on() -> None:
    index = Index()
    near = swapped(BODY, 0.05)
    see(index, candidate(BODY), candidate(near, "https://example.org/b"))
    copy = see(index, candidate(near, "https://example.net/c"))
    assert (copy.relation, copy.duplicate_of) == ("exact", "https://example.com/a")


def test_copies_of_copies_do_not_drift_away_from_their_original() -> None:
    index = Index()
    body, passed_on, originals = BODY, {"https://example.com/a"}, set()
    see(index, candidate(BODY))
    for step in range(12):
        body, uri = swapped(body, 0.08, seed=step), f"https://example.org/{step}"
        verdict = see(index, candidate(body, uri))
        if verdict.relation == "near":
            originals.add(verdict.duplicate_of)
        else:
            passed_on.add(uri)
    assert len(passed_on) > 1
    assert originals <= passed_on


def test_a_full_article_supersedes_its_teaser_and_joins_its_cluster() -> None:
    index = Index()
    teaser = see(index, candidate(article(*DAM[:8]), "https://example.com/teaser"))
    full = see(index, candidate(BODY, "https://example.com/full"))
    assert (full.relation, full.supersedes_uri) == ("supersedes", "https://example.com/teaser")
    assert full.cluster_id == teaser.cluster_id
    copy = see(index, candidate(swapped(BODY, 0.05), "https://example.org/b"))
    assert (copy.duplicate_of, copy.cluster_id) == ("https://example.com/full", teaser.cluster_id)


def test_a_follow_up_is_new() -> None:
    index = Index()
    follow_up = see(index, candidate(BODY), candidate(article(*LATER_NEWS, *DAM[9:]), "https://example.com/later"))
    assert follow_up.relation == "new"


def test_languages_are_not_told_apart() -> None:
    index = Index()
    copy = see(index, candidate(BODY), candidate(swapped(BODY, 0.05), "https://example.org/b", language="id"))
    assert copy.relation == "near"


def test_what_occurs_everywhere_makes_no_candidates() -> None:
    index = Index()
    debris = article(*DEBRIS * 2)
    for number in range(3 * COMMON_ANCHOR):
        verdict = see(index, candidate(article(debris, invented(number, 3)), f"https://example.com/{number}"))
        assert verdict.relation == "new"
    sharing = index._memory.sharing(decode(sketch(debris)).anchors)
    assert max(map(len, sharing)) == COMMON_ANCHOR
    assert not list(index._memory.candidates([rows for rows in sharing if len(rows) == COMMON_ANCHOR], 16))


def test_articles_with_common_debris_are_still_found_by_their_own_words() -> None:
    index = Index()
    for number in range(2 * COMMON_ANCHOR):
        see(index, candidate(article(*DEBRIS, invented(number, 8)), f"https://example.com/{number}"))
    copy = see(index, candidate(article(*DEBRIS, swapped(invented(50, 8), 0.05)), "https://example.org/b"))
    assert (copy.relation, copy.duplicate_of) == ("near", "https://example.com/50")


@pytest.mark.parametrize(
    ("days", "body", "uri", "relation"),
    [
        (6.9, swapped(BODY, 0.05), "https://example.org/b", "near"),
        (7.1, swapped(BODY, 0.05), "https://example.org/b", "new"),
        (29.9, BODY, "https://example.org/b", "exact"),
        (30.1, BODY, "https://example.org/b", "new"),
        (29.9, BODY, "https://example.com/a", "redelivery"),
        (29.9, BODY + "And more.", "https://example.com/a", "update"),
        (30.1, BODY, "https://example.com/a", "new"),
    ],
)
def test_what_is_too_long_ago_is_not_known(days: float, body: str, uri: str, relation: str) -> None:
    index = Index()
    see(index, candidate(BODY, received=after(0)))
    assert see(index, candidate(body, uri, received=after(days))).relation == relation


def test_publication_counts_not_arrival() -> None:
    index = Index()
    see(index, candidate(BODY, published=after(0), received=after(0)))
    late = candidate(swapped(BODY, 0.05), "https://example.org/b", published=after(1), received=after(20))
    assert see(index, late).relation == "near"


def test_one_bogus_future_date_forgets_nothing() -> None:
    index = Index()
    bogus = candidate(invented(1), "https://example.com/bogus", received="2099-01-01T00:00:00Z")
    see(index, candidate(BODY), bogus, candidate(invented(2), "https://example.com/b"))
    assert index.entries == 3
    assert see(index, candidate(swapped(BODY, 0.05), "https://example.org/c")).relation == "near"


def test_articles_of_the_far_future_are_forgotten_too() -> None:
    index = Index(Window(sketch_days=10, hash_days=30))
    see(index, candidate(BODY, received=after(0)))
    see(index, candidate(invented(1), "https://example.com/bogus", received="2099-01-01T00:00:00Z"))
    index._memory.watermark += 2 * AHEAD
    assert (
        see(index, candidate(invented(2), "https://example.com/b", received=after(2 * AHEAD / DAY))).relation == "new"
    )
    assert index.entries == 1


def test_dates_of_the_epoch_do_not_keep_others_from_being_forgotten() -> None:
    index = Index(Window(sketch_days=1, hash_days=1))
    for number in range(200):
        moment, published = after(number / 30), "1970-01-01" if number % 4 == 0 else None
        see(
            index, candidate(invented(number, 5), f"https://example.com/{number}", published=published, received=moment)
        )
    assert index.entries < 50


def test_an_index_that_began_with_a_bogus_date_knows_its_articles() -> None:
    index = Index()
    see(index, candidate(invented(1), "https://example.com/bogus", received="2099-01-01T00:00:00Z"))
    assert see(index, candidate(BODY), candidate(BODY)).relation == "redelivery"


def test_backfilled_articles_are_told_apart_and_push_nothing_out() -> None:
    index = Index()
    see(index, candidate(BODY, received=after(0)))
    for number in range(50):
        old = candidate(
            invented(number), f"https://example.com/old/{number}", published="2019-01-01", received=after(0)
        )
        assert see(index, old).relation == "new"
        assert see(index, old).relation == "redelivery"
    assert see(index, candidate(swapped(BODY, 0.05), "https://example.org/b", received=after(0.1))).relation == "near"


def test_a_late_article_stays_for_a_day_and_no_longer() -> None:
    index = Index()
    late = candidate(BODY, published="2019-01-01", received=after(0))
    see(index, candidate(invented(0), "https://example.com/live", received=after(0)), late)
    for hour in range(1, 23):
        see(index, candidate(invented(hour), f"https://example.com/{hour}", received=after(hour / 24)))
    assert index.decide(late).relation == "redelivery"
    for hour in range(23, 30):
        see(index, candidate(invented(hour), f"https://example.com/{hour}", received=after(hour / 24)))
    assert index.decide(late).relation == "new"
    assert index.entries == 30


def test_eviction_frees_memory_and_is_spread_over_decisions() -> None:
    index = Index(Window(sketch_days=1, hash_days=2))
    sizes = []
    for number in range(900):
        verdict = see(
            index, candidate(invented(number, 6), f"https://example.com/{number}", received=after(number / 100))
        )
        assert sum(value is None for _, value in verdict.changes) <= 3 * EVICTED
        sizes.append(index.size_bytes)
    assert index.entries <= 2.2 * 100
    assert max(sizes[300:]) < 1.3 * min(sizes[300:])


@pytest.mark.parametrize("days_apart", [0, 40])
def test_a_uri_that_changes_all_the_time_keeps_some_versions_only(days_apart: int) -> None:
    index = Index()
    for number in range(4 * VERSIONS):
        see(index, candidate(invented(number, 6), published=after(-days_apart * number), received=after(0)))
    assert index.entries == VERSIONS


def test_a_rollback_forgets_what_was_not_committed() -> None:
    index = Index()
    see(index, candidate(BODY))
    size = index.size_bytes
    for change in index.decide(candidate(BODY + "And more.")).changes:
        index.apply(*change)
    assert index.decide(candidate(BODY + "And more.")).relation == "redelivery"
    index.rollback()
    assert index.decide(candidate(BODY + "And more.")).relation == "update"
    assert (index.entries, index.size_bytes) == (1, size)


@pytest.mark.parametrize(
    "broken",
    [{"sketch": b""}, {"sketch": b"no sketch at all"}, {"sha256": "xyz"}, {"sha256": "00"}, {"version_created": "now"}],
)
def test_what_is_no_candidate_is_rejected(broken: dict[str, object]) -> None:
    with pytest.raises(RejectedError) as rejected:
        Index().decide(msgspec.structs.replace(candidate(BODY), **broken))
    assert rejected.value.reason is Reason.INVALID
