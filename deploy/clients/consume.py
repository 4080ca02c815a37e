"""Follow who says what, as it is committed, until Ctrl-C: `python consume.py`."""

import contextlib
import json
import os

from confluent_kafka import Consumer, KafkaException

BROKER = os.environ.get("STREAMS_BROKER", "127.0.0.1:9092")
PREFIX = os.environ.get("STREAMS_TOPIC_PREFIX", "")
SETTINGS = {
    "bootstrap.servers": BROKER,
    "group.id": f"{PREFIX}quotes-python",
    "isolation.level": "read_committed",  # or you see what was never committed
    "auto.offset.reset": "earliest",
}


def show(quote_id: str, value: bytes | None) -> None:
    """A quote under its id is new or says something new; without a value it is taken back."""
    if value is None:
        print(quote_id, "taken back", sep="\t", flush=True)
        return
    quote = json.loads(value)
    speaker = quote.get("speaker", {}).get("name", "unknown")
    print(quote_id, speaker, quote["quote"], sep="\t", flush=True)


def main() -> None:
    """Read until interrupted; the group remembers how far."""
    consumer = Consumer(SETTINGS)
    consumer.subscribe([f"{PREFIX}news.quote"])
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            message = consumer.poll(1.0)
            if message is None:
                continue
            if error := message.error():
                raise KafkaException(error)
            show((message.key() or b"").decode(), message.value())
    consumer.close()


if __name__ == "__main__":
    main()
