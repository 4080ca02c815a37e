"""Send an article as an event, and another as the page it is: `python produce.py`."""

import json
import os

from confluent_kafka import KafkaError, Message, Producer

BROKER = os.environ.get("STREAMS_BROKER", "127.0.0.1:9092")
TOPIC = os.environ.get("STREAMS_TOPIC_PREFIX", "") + "news.article.raw"

EVENT = {
    "uri": "https://kabarteluk.example/2026/10/12/kapal-listrik",
    "headline": "Kapal Listrik Layani Teluk Palu",
    "body": "PALU - Kapal listrik pertama melayani Teluk Palu mulai Senin pagi.\n"
    "“Kapal ini mengangkut 80 penumpang sekali jalan, tanpa suara dan tanpa asap,” kata Ratna Lasimpala.",
    "publisher": "Kabar Teluk",
    "datePublished": "2026-10-12",
}
PAGE_URI = "https://fenwick-courier.example/news/bridge"
PAGE = """<!doctype html><html lang="en"><head><title>Bridge to close for a week</title></head><body><article>
<p>The old bridge over the Fenwick will close on Monday so that two of its arches can be repaired.</p>
<p>“Nobody has looked under it since my grandfather did,” said Ann Field, the county's engineer.</p>
</article></body></html>"""


def told(error: KafkaError | None, message: Message) -> None:
    """Say of each record whether it arrived: an error here is an article that is not in the stream."""
    print(f"{(message.key() or b'').decode()}: {error or 'arrived'}")


def main() -> None:
    """A uri is the key, so that versions of an article stay in order."""
    # Every replica has it before it counts as arrived, and what the network repeats is kept once.
    producer = Producer({"bootstrap.servers": BROKER, "enable.idempotence": True, "message.max.bytes": 4 << 20})
    producer.produce(TOPIC, json.dumps(EVENT).encode(), EVENT["uri"].encode(), on_delivery=told)
    producer.produce(
        TOPIC,
        PAGE.encode(),
        PAGE_URI.encode(),
        headers={"content-type": "text/html; charset=utf-8", "ce_subject": PAGE_URI},
        on_delivery=told,
    )
    producer.flush(30)


if __name__ == "__main__":
    main()
