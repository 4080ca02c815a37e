"""The verdicts of one partition of the candidate topic.

`decide` changes nothing: it names the changes, records of the changelog, and `apply` takes them, live as at a
restart. A verdict depends only on the articles remembered, their order and the watermark, and all three follow from
the changelog, compacted or not.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from streams.dedup.arrival import Arrival, read_arrival
from streams.dedup.entries import ENTRY, SKETCH, Entry, encode_entry, encode_posting
from streams.dedup.event_time import Window, advance
from streams.dedup.matching import Match, Matcher
from streams.dedup.memory import Memory
from streams.dedup.sketching import read_windows
from streams.events import CandidateArticle

VERIFIED = 16  # how many articles with common anchors are compared at most
EVICTED = 8  # how many of each kind one verdict forgets at most: more than come in
VERSIONS = 8  # of one uri

Change = tuple[bytes, bytes | None]


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """What an article is, and what the index is to remember of it.

    `duplicate_of` and `supersedes_uri` are uris; `cluster_id` is 32 hex digits made from the uri of the cluster's
    first article. `similarity` is the share of the article that an earlier one says. `previous_version` is the sha256
    (hex) of what the same uri said before. `changes` are changelog records in the order to write and to apply them; a
    value of None removes.
    """

    relation: Literal["new", "update", "supersedes", "redelivery", "exact", "near"]
    rule: str
    cluster_id: str
    duplicate_of: str | None = None
    similarity: float | None = None
    previous_version: str | None = None
    supersedes_uri: str | None = None
    changes: tuple[Change, ...] = ()


class Index:
    """Knows the articles of one partition for a window of event time.

    Languages are not told apart: texts of two languages share no windows, and a copy whose language was guessed
    otherwise is still one.
    """

    def __init__(self, window: Window | None = None) -> None:
        self._window = window or Window()
        self._memory = Memory(self._window)
        self._matcher = Matcher()

    @property
    def entries(self) -> int:
        """How many versions of articles are remembered."""
        return len(self._memory)

    @property
    def size_bytes(self) -> int:
        """About how much memory they take."""
        return self._memory.size_bytes

    def apply(self, key: bytes, value: bytes | None) -> None:
        """Take one changelog record, in the order of the log."""
        self._memory.apply(key, value)

    def commit(self) -> None:
        """Keep what was applied, and free what was removed."""
        self._memory.commit()

    def rollback(self) -> None:
        """Go back to the last commit, exactly."""
        self._memory.rollback()

    def decide(self, article: CandidateArticle) -> Verdict:
        """What the article is, seen against those before it.

        Raises:
            RejectedError: the candidate has no readable sketch, digest, uri or time.
        """
        return self.relate(read_arrival(article))

    def relate(self, arrival: Arrival) -> Verdict:
        """What a candidate is that was read already."""
        versions, same_text = self._memory.known(arrival.uri, arrival.version)
        if not versions and not same_text:
            return self._first_version(arrival)
        verdict = self._verdict(arrival, self._near(arrival, versions), self._near(arrival, same_text))
        if not verdict.changes or len(versions) < VERSIONS:
            return verdict
        return msgspec.structs.replace(verdict, changes=(*_forget(versions[VERSIONS - 1 :]), *verdict.changes))

    def _verdict(self, arrival: Arrival, versions: list[Entry], same_text: list[Entry]) -> Verdict:
        """The uri comes first, then the whole text, then parts of it."""
        if versions:
            by_text = not same_text or same_text[0].uri == arrival.uri
            return self._another_version(arrival, versions[0], by_text=by_text)
        if same_text:
            return self._exact_copy(arrival, same_text[0])
        return self._first_version(arrival)

    def _another_version(self, arrival: Arrival, latest: Entry, *, by_text: bool) -> Verdict:
        cluster = latest.cluster.hex()
        if latest.digest == arrival.sketch.digest:
            return Verdict("redelivery", "same-uri-same-text", cluster, duplicate_of=arrival.name, similarity=1.0)
        sharing = self._memory.sharing(arrival.sketch.anchors)
        return Verdict(
            "update",
            "same-uri-other-text",
            cluster,
            similarity=self._similarity(arrival, latest),
            previous_version=latest.sha256.hex(),
            changes=self._remember(arrival, latest.cluster, sharing, by_text=by_text),
        )

    def _exact_copy(self, arrival: Arrival, same: Entry) -> Verdict:
        original = (self._memory.canonical(same.cluster) or same) if same.is_copy else same
        return Verdict(
            "exact",
            "same-text",
            same.cluster.hex(),
            duplicate_of=original.uri.decode(),
            similarity=1.0,
            changes=self._remember_copy(arrival, same.cluster, by_text=False),
        )

    def _first_version(self, arrival: Arrival) -> Verdict:
        sharing = self._memory.sharing(arrival.sketch.anchors)
        match, known = self._best_match(arrival, sharing) if sharing else (None, None)
        if match is None or known is None:
            changes = self._remember(arrival, arrival.uri_hash, sharing, by_text=True)
            return Verdict("new", "first-seen", arrival.uri_hash.hex(), changes=changes)
        cluster_id, uri = known.cluster.hex(), known.uri.decode()
        if match.is_copy:
            changes = self._remember_copy(arrival, known.cluster, by_text=True)
            return Verdict("near", match.rule, cluster_id, uri, match.similarity, changes=changes)
        return Verdict(
            "supersedes",
            match.rule,
            cluster_id,
            similarity=match.similarity,
            supersedes_uri=uri,
            changes=self._remember(arrival, known.cluster, sharing, by_text=True),
        )

    def _best_match(self, arrival: Arrival, sharing: list[Sequence[int]]) -> tuple[Match, Entry] | tuple[None, None]:
        """The article it copies, or else extends, most closely."""
        best: tuple[Match, Entry] | tuple[None, None] = (None, None)
        rank = (False, 0.0)
        new = read_windows(arrival.sketch.windows)
        for entry, windows in self._memory.candidates(sharing, VERIFIED):
            if not arrival.moment.is_near(entry.moment, self._window.sketch_seconds):
                continue
            match = self._matcher.compare(new, read_windows(windows))
            if match is not None and (match.is_copy, match.similarity) > rank:
                best, rank = (match, entry), (match.is_copy, match.similarity)
        return best

    def _similarity(self, arrival: Arrival, latest: Entry) -> float | None:
        windows = self._memory.sketch_of(latest)
        if windows is None:
            return None
        return self._matcher.coverage(read_windows(arrival.sketch.windows), read_windows(windows))

    def _near(self, arrival: Arrival, entries: list[Entry]) -> list[Entry]:
        """Those that are near enough in time."""
        window = self._window.hash_seconds
        return [entry for entry in entries if arrival.moment.is_near(entry.moment, window)]

    def _remember(
        self, arrival: Arrival, cluster: bytes, sharing: list[Sequence[int]], *, by_text: bool
    ) -> tuple[Change, ...]:
        """An entry and its sketch."""
        entry = self._entry(arrival, cluster, is_copy=False, by_text=by_text)
        anchors = self._memory.telling(arrival.sketch.anchors, sharing)
        posting = encode_posting(anchors, arrival.sketch.windows)
        return (*self._evict(), entry, (SKETCH + arrival.version, posting))

    def _remember_copy(self, arrival: Arrival, cluster: bytes, *, by_text: bool) -> tuple[Change, ...]:
        """An entry only: a copy is compared with its original, so that copies of copies do not drift away from it."""
        return (*self._evict(), self._entry(arrival, cluster, is_copy=True, by_text=by_text))

    def _entry(self, arrival: Arrival, cluster: bytes, *, is_copy: bool, by_text: bool) -> Change:
        watermark = advance(self._memory.watermark, arrival.moment)
        other_cluster = b"" if cluster == arrival.uri_hash else cluster
        entry = Entry(
            arrival.uri,
            arrival.sketch.digest,
            arrival.sha256,
            other_cluster,
            arrival.moment,
            watermark,
            is_copy,
            by_text,
        )
        return ENTRY + arrival.version, encode_entry(entry)

    def _evict(self) -> tuple[Change, ...]:
        expired = self._memory.expired(EVICTED)
        return tuple((key, None) for key in expired) if expired else ()


def _forget(versions: list[Entry]) -> list[Change]:
    return [(kind + version.key, None) for version in versions for kind in (SKETCH, ENTRY)]
