"""Metrics count what strangers send; nothing of what they wrote stands in them."""

import asyncio

import orjson
from prometheus_client.exposition import generate_latest

from streams import pipeline
from streams.records import Record
from streams.worker.batch import Batch, TooSlow
from streams.worker.metrics import Metrics
from tests.worker import articles

MARK = "kelelawar"  # stands in every field of the article, and in no name of ours


def raw() -> Record:
    fields = ("uri", "headline", "by", "publisher", "language")
    value = {name: f"{MARK}-{name}" for name in fields} | {
        "body": f"{articles.body(1)}\n“{MARK},” kata {MARK.title()}."
    }
    return Record("news.article.raw", 0, 0, 0, MARK.encode(), orjson.dumps(value), ((MARK, MARK.encode()),))


def test_no_label_holds_text_from_an_article() -> None:
    metrics = Metrics()

    async def through_all_stages() -> None:
        records = [raw(), raw()._replace(value=MARK.encode())]
        for stage in pipeline.stages().values():
            batch = Batch(stage, records, stage.new_state() if stage.new_state else None, 3.0, TooSlow())
            await batch.run()
            metrics.committed(batch, stage.source.name, 0.1)
            outputs = [output for output in batch.outputs if output.event is not None]
            records = [Record(o.topic.name, 0, n, 0, o.key, o.value, o.headers) for n, o in enumerate(outputs)]

    asyncio.run(through_all_stages())
    shown = generate_latest(metrics.registry).decode()
    assert 'streams_articles_total{language="other",outcome="dead-letter",stage="clean"} 1.0' in shown
    assert 'outcome="quoted"' in shown
    assert MARK not in shown.lower()
