"""Records as Kafka would hold them: what goes into all topics when raw records pass the real stages."""

from collections import Counter
from collections.abc import Iterable, Sequence
from zlib import crc32

import orjson

from streams.inputs import Input
from streams.local import LocalPipeline, raw_record
from streams.records import ERROR_HEADER, Headers, Output, Record
from streams.samples import samples
from streams.topics import DEAD_LETTER, RAW
from streams.worker.live.feed import SHOWN, Feed

START = 1_770_000_000_000
PARTITIONS = {topic.name: topic.partitions for topic in SHOWN}
Given = tuple[Input, int]


def event(uri: str, **fields: object) -> Input:
    """A raw event in JSON."""
    return Input(uri.encode(), orjson.dumps({"uri": uri, **fields}), (), uri, 0)


def journey(given: Iterable[Input]) -> list[Record]:
    """The raw records and everything that came of them, in the order in which it was committed."""
    pipeline = LocalPipeline()
    offsets: Counter[tuple[str, int]] = Counter()
    records = []
    for number, one in enumerate(given):
        raw = _placed(raw_record(one, number, START + 1000 * number), None, offsets)
        records.append(raw)
        for output in pipeline.process(raw):
            sent = raw._replace(topic=output.topic.name, key=output.key, value=output.value)
            sent = sent._replace(timestamp=raw.timestamp + 10, headers=_about(raw, output))
            records.append(_placed(sent, output.partition_by, offsets))
    return records


def sample_journey() -> list[Record]:
    """The journey of the demo's articles."""
    return journey(sample.given for sample in samples())


def filled(records: Sequence[Record], limit: int = 500) -> Feed:
    """A feed that has taken the records."""
    feed = Feed(limit)
    for record in records:
        feed.take(record, record.timestamp)
    return feed


def _placed(record: Record, chosen: bytes | None, offsets: Counter[tuple[str, int]]) -> Record:
    """The record at the end of its partition, which its key or `chosen` chooses."""
    partition = crc32((chosen if chosen is not None else record.key) or b"") % PARTITIONS[record.topic]
    offset = offsets[record.topic, partition]
    offsets[record.topic, partition] += 1
    return record._replace(partition=partition, offset=offset)


def _about(raw: Record, output: Output) -> Headers:
    """The local pipeline knows no partitions: a dead letter names the place that the raw record has here."""
    if output.topic is not DEAD_LETTER or (ERROR_HEADER + "topic", RAW.name.encode()) not in output.headers:
        return output.headers
    place = {"partition": str(raw.partition).encode(), "offset": str(raw.offset).encode()}
    return tuple((name, place.get(name.removeprefix(ERROR_HEADER), value)) for name, value in output.headers)
