"""The three stages in one process, without Kafka: the same functions, the same events, in the order of the input."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import BinaryIO

from streams import dedup
from streams.deadline import within
from streams.errors import PackError
from streams.inputs import Input
from streams.lines import output_line
from streams.moments import moment
from streams.pipeline import Stage, StageName, stages
from streams.records import Outcome, Output, Record, Result, State, dead_letter
from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, QUOTE, RAW, Topic

FILES: Mapping[Topic, str] = {
    CLEAN: "articles.jsonl",
    DUPLICATE: "duplicates.jsonl",
    QUOTE: "quotes.jsonl",
    DEAD_LETTER: "deadletters.jsonl",
}
UNFINISHED = ".unfinished"


class LocalPipeline:
    """Takes raw records one by one.

    Args:
        window: how long earlier articles are remembered, in event time.
        keep_duplicates: let copies through as articles of their cluster, too.
        budget_s: CPU time a record may take in a stage, in seconds, before it is a dead letter.
    """

    def __init__(
        self, window: dedup.Window | None = None, *, keep_duplicates: bool = False, budget_s: float = 3.0
    ) -> None:
        every = stages(window, keep_duplicates=keep_duplicates)
        self._stage_of = {stage.source.name: stage for stage in every.values()}
        self._states: dict[StageName, State | None] = {
            name: stage.new_state() if stage.new_state else None for name, stage in every.items()
        }
        self._budget_s = budget_s
        self._offsets: Counter[str] = Counter()
        self.outcomes: Counter[tuple[StageName, Outcome]] = Counter()

    def process(self, raw: Record) -> Iterator[Output]:
        """What comes out of all stages for one raw record, but for what only passes between two of them."""
        waiting = deque([raw])
        while waiting:
            record = waiting.popleft()
            for output in self._answer(self._stage_of[record.topic], record).outputs:
                if not output.topic.internal:
                    yield output
                if output.topic.name in self._stage_of:
                    waiting.append(self._next_record(output, raw.timestamp))

    def _answer(self, stage: Stage, record: Record) -> Result:
        state = self._states[stage.name]
        try:
            result = within(self._budget_s, partial(stage.run, record, state))
        except PackError:
            raise  # no record's fault: it would be the same with all of them
        except Exception as error:  # noqa: BLE001 - whatever it is, it stays this record's
            result = Result(Outcome.DEAD_LETTER, "", [dead_letter(record, stage.name, error)])
        if state is not None:
            for key, value in result.changes:
                state.apply(key, value)
            state.commit()
        self.outcomes[stage.name, result.outcome] += 1
        return result

    def _next_record(self, output: Output, timestamp: int) -> Record:
        offset = self._offsets[output.topic.name]
        self._offsets[output.topic.name] += 1
        return Record(output.topic.name, 0, offset, timestamp, output.key, output.value, output.headers)


def raw_record(given: Input, offset: int, default_timestamp: int) -> Record:
    """A raw record as if it had come over Kafka.

    Its time is the event's own datePublished, where that is a time, else `default_timestamp` (milliseconds since 1970):
    the same input then gives the same events, whenever it is processed.
    """
    timestamp = _milliseconds(given.published)
    if timestamp is None:
        timestamp = default_timestamp
    return Record(RAW.name, 0, offset, timestamp, given.key, given.value, given.headers)


def _milliseconds(published: str | None) -> int | None:
    try:
        return max(0, int(moment(published or "").timestamp() * 1000))
    except (ValueError, OverflowError):
        return None


def write(
    pipeline: LocalPipeline,
    records: Iterable[Record],
    folder: Path,
    to_line: Callable[[Output], bytes] = output_line,
) -> Counter[Topic]:
    """Process the records and write what comes out into one file a topic; gives the number of lines in each.

    The files get their names when all is done, so that half a run is never taken for a whole one.

    Raises:
        OSError: the folder cannot be made or written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines: Counter[Topic] = Counter()
    with ExitStack() as stack:
        files: dict[Topic, BinaryIO] = {
            topic: stack.enter_context((folder / (name + UNFINISHED)).open("wb")) for topic, name in FILES.items()
        }
        for record in records:
            for output in pipeline.process(record):
                files[output.topic].write(to_line(output) + b"\n")
                lines[output.topic] += 1
    for name in FILES.values():
        (folder / (name + UNFINISHED)).replace(folder / name)
    return lines
