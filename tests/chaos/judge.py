"""The verdict: what is committed, held against a calm run of the same stages over the same input.

Each stage is judged on the input that really was committed, so that an article lost in one stage counts once. Outputs
are deterministic to the last byte, hence compared to the last byte.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import orjson

from streams import quotes
from streams.pipeline import Stage, StageName
from streams.records import ERROR_HEADER, Change, Headers, Outcome, Record, Result, State, dead_letter
from streams.topics import CANDIDATE, CLEAN, DEAD_LETTER, DUPLICATE, QUOTE, Topic

Seen = Mapping[str, Sequence[Record]]
OUTPUTS: Mapping[StageName, tuple[Topic, ...]] = {
    StageName.CLEAN: (CANDIDATE,),
    StageName.DEDUP: (CLEAN, DUPLICATE),
    StageName.QUOTES: (QUOTE,),
}


class Sent(NamedTuple):
    """An output as a consumer sees it."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers


class Tally(NamedTuple):
    """What is wrong: outputs `lost`, `twice` or never to be sent (`wrong`), uris out of `order`, changes of `state`."""

    lost: int = 0
    twice: int = 0
    order: int = 0
    wrong: int = 0
    state: int = 0


class Calm(NamedTuple):
    """What one partition's records give when nothing happens."""

    outputs: list[Sent]
    changes: list[Change]
    state: State | None


class Judge:
    """Compares the topics under a prefix with calm runs of the stages."""

    def __init__(self, stages: Iterable[Stage], prefix: str, seen: Seen) -> None:
        self._stages = tuple(stages)
        self._prefix = prefix
        self._seen = seen
        self.index_entries = 0  # what dedup indexes that saw the same hold

    def verdict(self) -> Tally:
        """All stages' tallies in one."""
        tallies = [self._of_stage(stage) for stage in self._stages]
        tallies.append(Tally(wrong=self._articles_misquoted()))
        return Tally(*map(sum, zip(*tallies, strict=True)))

    def _of_stage(self, stage: Stage) -> Tally:
        expected: list[Sent] = []
        wrong_changes = 0
        for partition, records in groupby(self._of(stage.source), lambda record: record.partition):
            calm = calm_run(stage, records)
            expected += calm.outputs
            if calm.state is not None:
                wrong_changes += self._wrong_changes(stage, partition, calm)
                self.index_entries += calm.state.entries if stage.name == StageName.DEDUP else 0
        return compared(expected, self._outputs(stage.name))._replace(state=wrong_changes)

    def _outputs(self, stage: StageName) -> Iterator[Sent]:
        for topic in OUTPUTS[stage]:
            for record in self._of(topic):
                yield Sent(topic.name, record.key, record.value, record.headers)
        for record in self._of(DEAD_LETTER):
            if record.header(ERROR_HEADER + "stage") == stage:
                yield Sent(DEAD_LETTER.name, record.key, record.value, record.headers)

    def _wrong_changes(self, stage: Stage, partition: int, calm: Calm) -> int:
        """Differences between the changelog and the calm run's, and between the states that come of them."""
        assert stage.changelog
        assert stage.new_state
        logged = [(r.key or b"", r.value) for r in self._of(stage.changelog) if r.partition == partition]
        differing = Counter(logged)
        differing.subtract(calm.changes)
        if logged != calm.changes:
            return max(1, sum(map(abs, differing.values())))
        rebuilt = stage.new_state()
        for key, value in logged:
            rebuilt.apply(key, value)
        rebuilt.commit()
        assert calm.state
        return (rebuilt.entries, rebuilt.size_bytes) != (calm.state.entries, calm.state.size_bytes)

    def _articles_misquoted(self) -> int:
        """Uris of which other quotes stand than their last version holds: told without the quotes' index."""
        standing: dict[str, dict[bytes | None, tuple[str, str]]] = defaultdict(dict)
        for record in self._of(QUOTE):
            of_article = standing[record.header("ce_subject") or ""]
            if record.value is None:
                of_article.pop(record.key, None)
            else:
                event = orjson.loads(record.value)
                of_article[record.key] = event["type"], event["quote"]
        last = {record.key: record for record in self._of(CLEAN)}
        return sum(
            Counter(standing[(uri or b"").decode()].values()) != Counter(_said(record)) for uri, record in last.items()
        )

    def _of(self, topic: Topic) -> Sequence[Record]:
        return self._seen[self._prefix + topic.name]


def calm_run(stage: Stage, records: Iterable[Record]) -> Calm:
    """Run a stage over one partition's records, in order."""
    calm = Calm([], [], stage.new_state() if stage.new_state else None)
    for record in records:
        result = _answer(stage, record, calm.state)
        calm.outputs.extend(Sent(o.topic.name, o.key, o.value, o.headers) for o in result.outputs)
        calm.changes.extend(result.changes)
        if calm.state is not None:
            for key, value in result.changes:
                calm.state.apply(key, value)
            calm.state.commit()
    return calm


def compared(expected: Sequence[Sent], actual: Iterable[Sent]) -> Tally:
    """The differences between two sets of outputs, and between the orders of each article's."""
    wanted, there = _by_subject(expected), _by_subject(actual)
    lost = twice = order = wrong = 0
    for subject in wanted.keys() | there.keys():
        want, have = Counter(wanted[subject]), Counter(there[subject])
        lost += (want - have).total()
        for sent, surplus in (have - want).items():
            if want[sent]:
                twice += surplus
            else:
                wrong += surplus
        order += want == have and wanted[subject] != there[subject]
    return Tally(lost, twice, order, wrong)


def _answer(stage: Stage, record: Record, state: State | None) -> Result:
    try:
        return stage.run(record, state)
    except Exception as error:  # noqa: BLE001 - as in the worker
        return Result(Outcome.DEAD_LETTER, "other", [dead_letter(record, stage.name, error)])


def _by_subject(outputs: Iterable[Sent]) -> "defaultdict[tuple[str, bytes], list[Sent]]":
    """Outputs by topic and article; dead letters by the partition they come from."""
    found: defaultdict[tuple[str, bytes], list[Sent]] = defaultdict(list)
    for sent in outputs:
        headers = dict(sent.headers)
        subject = headers.get("ce_subject") or headers[ERROR_HEADER + "topic"] + headers[ERROR_HEADER + "partition"]
        found[sent.topic, subject].append(sent)
    return found


def _said(article: Record) -> Iterator[tuple[str, str]]:
    event = orjson.loads(article.value or b"")
    for quote in quotes.extract(event["body"], event["language"]):
        yield quote.type, quote.quote
