"""What is measured. Labels are closed sets: never a uri, a publisher or a speaker."""

import time
from collections import Counter as Counts
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info
from prometheus_client.process_collector import ProcessCollector

from streams.errors import Reason
from streams.events import Article, Event, Quote
from streams.languages.pack import languages
from streams.pipeline import Stage, StageName
from streams.records import ERROR_HEADER, Outcome, Output, SentEvent, State
from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, QUOTE, RAW
from streams.worker.batch import Batch

LATENCY_S = (0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600)
STAGE_S = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3)
TRANSACTION_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
RAW_BYTES = tuple(1 << n for n in range(9, 23))
OTHER = "other"
PARTITION_ERRORS = ("fenced", "batch", "error")


class Metrics:
    """All metrics of a worker, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        own = self.registry
        self.articles = Counter(
            "streams_articles",
            "Records a stage has answered, by what became of them",
            ["stage", "outcome", "language"],
            registry=own,
        )
        self.quotes = Counter(
            "streams_quotes",
            "Quotes sent, by how their speaker is known",
            ["type", "language", "speaker"],
            registry=own,
        )
        self.retracted = Counter("streams_quotes_retracted", "Quotes taken back after an update", registry=own)
        self.dead_letters = Counter(
            "streams_dead_letters", "Records that could not become articles", ["stage", "reason"], registry=own
        )
        self.removed = Counter(
            "streams_removed_characters", "Characters taken out of raw articles", ["rule", "language"], registry=own
        )
        self.stage_seconds = Histogram(
            "streams_stage_seconds", "Time a stage takes for a record", ["stage"], buckets=STAGE_S, registry=own
        )
        self.latency = Histogram(
            "streams_latency_seconds",
            "From the raw record's timestamp to the output's commit",
            ["output"],
            buckets=LATENCY_S,
            registry=own,
        )
        self.raw_bytes = Histogram("streams_raw_article_bytes", "Size of raw records", buckets=RAW_BYTES, registry=own)
        self.lag = Gauge("streams_consumer_lag_records", "Records not yet read", ["topic", "partition"], registry=own)
        self.missed_records = Counter(
            "streams_missed_records", "Records deleted before they were read", ["topic"], registry=own
        )
        self.watermark = Gauge(
            "streams_watermark_timestamp_seconds",
            "Timestamp of the newest committed input record",
            ["topic", "partition"],
            registry=own,
        )
        self.transaction_seconds = Histogram(
            "streams_transaction_seconds", "Time to commit", ["stage"], buckets=TRANSACTION_S, registry=own
        )
        self.transactions = Counter("streams_transactions", "Transactions committed", ["stage"], registry=own)
        self.partition_errors = Counter(
            "streams_partition_errors", "Times a partition had to start over, by kind", ["stage", "kind"], registry=own
        )
        self.index_entries = Gauge("streams_dedup_index_entries", "Articles the dedup index holds", registry=own)
        self.index_bytes = Gauge("streams_dedup_index_bytes", "Memory the dedup index takes, about", registry=own)
        Info("streams_build", "The program that runs", registry=own).info({"version": version("news-streams")})
        ProcessCollector(registry=self.registry)
        self.stage_ready = Gauge(
            "streams_stage_ready",
            "1 when the stage is in its group and its partitions are at work",
            ["stage"],
            registry=own,
        )
        self._latency_of = {topic.name: self.latency.labels(topic.name) for topic in (CLEAN, DUPLICATE, QUOTE)}
        self._languages = frozenset(languages())
        self._observed: set[tuple[str, int]] = set()
        self._show_zeros()

    def _show_zeros(self) -> None:
        """Make the series of rare events at the start: a rate cannot see the first one of a series.

        Whether a stage is ready is shown by those who run it alone: an alert asks whether anybody does.
        """
        for stage in StageName:
            for reason in Reason:
                self.dead_letters.labels(stage, reason)
            for kind in PARTITION_ERRORS:
                self.partition_errors.labels(stage, kind)

    def committed(self, batch: Batch, topic: str, transaction_s: float) -> None:
        """Count a batch, once its transaction is committed and never before."""
        stage = batch.stage
        self.transactions.labels(stage.name).inc()
        self.transaction_seconds.labels(stage.name).observe(transaction_s)
        last = batch.records[-1]
        self.watermark.labels(topic, last.partition).set(last.timestamp / 1000)
        stage_seconds = self.stage_seconds.labels(stage.name)
        for seconds in batch.seconds:
            stage_seconds.observe(seconds)
        if stage.source is RAW:
            for record in batch.records:
                self.raw_bytes.observe(len(record.value or b""))
        counts = Counts((result.outcome, self._language(result.language)) for result in batch.results)
        for (outcome, language), count in counts.items():
            self.articles.labels(stage.name, outcome, language).inc(count)
        self._count_quotes(output.event for output in batch.outputs)
        for result in batch.results:
            self._outputs(stage, result.outcome, result.outputs)

    def remembered(self, stage: Stage, states: Sequence[State]) -> None:
        """Measure the dedup index of all partitions of this worker."""
        if stage.name == StageName.DEDUP:
            self.index_entries.set(sum(state.entries for state in states))
            self.index_bytes.set(sum(state.size_bytes for state in states))

    def behind(self, topic: str, partition: int, records: int) -> None:
        """Measure how many records of a partition are still to be read."""
        self._observed.add((topic, partition))
        self.lag.labels(topic, partition).set(records)

    def forget(self, stage: Stage, topic: str) -> None:
        """Drop what was measured of partitions that are no longer ours."""
        for labels in [observed for observed in self._observed if observed[0] == topic]:
            self._observed.discard(labels)
            for gauge in (self.lag, self.watermark):
                with suppress(KeyError):
                    gauge.remove(*labels)
        self.remembered(stage, [])

    def _count_quotes(self, events: Iterable[Event | None]) -> None:
        quotes = [event for event in events if isinstance(event, Quote)]
        counts = Counts((quote.type, self._language(quote.language), _speaker(quote)) for quote in quotes)
        for labels, count in counts.items():
            self.quotes.labels(*labels).inc(count)

    def _outputs(self, stage: Stage, outcome: Outcome, outputs: Sequence[Output]) -> None:
        age: float | None = None  # the same for all events of a record
        for output in outputs:
            event = output.event
            if output.topic is DEAD_LETTER:
                self.dead_letters.labels(stage.name, dict(output.headers)[ERROR_HEADER + "reason"].decode()).inc()
            elif event is None:
                self.retracted.inc()
            elif isinstance(event, Article) and outcome == Outcome.CLEANED:
                self._removals(event)
            elif isinstance(event, SentEvent):
                age = _age(event.version_created) if age is None else age
                self._latency_of[output.topic.name].observe(age)

    def _removals(self, article: Article) -> None:
        language = self._language(article.language)
        for removal in article.removals:
            self.removed.labels(removal.rule, language).inc(removal.end - removal.start)

    def _language(self, language: str) -> str:
        return language if language in self._languages else OTHER


def _age(created: str) -> float:
    """Seconds since then."""
    return max(0.0, time.time() - datetime.fromisoformat(created).timestamp())


def _speaker(quote: Quote) -> str:
    """How well the speaker is known."""
    if quote.speaker is None:
        return "none"
    if quote.speaker.name is not None:
        return "named"
    return "role" if quote.speaker.job_title is not None else "mention"
