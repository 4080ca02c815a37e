"""The broker as a command that runs until it is told to stop."""

import signal
import sys
from pathlib import Path

from streams.broker.jars import KAFKA_VERSION
from streams.broker.kafka import EmbeddedKafka


def run_in_foreground(port: int | None = None, data: Path | None = None) -> None:
    """Run a broker until SIGINT or SIGTERM, then shut it down in order.

    Args:
        port: where clients connect, on 127.0.0.1; a free one where None.
        data: folder for the topics; a temporary one where None.

    Raises:
        BrokerError: the broker does not come up, or ends by itself.
    """
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with EmbeddedKafka().start(port, data) as kafka:
            sys.stdout.write(f"Apache Kafka {KAFKA_VERSION} listens on {kafka.bootstrap}\n")
            sys.stdout.write(f"process {kafka.pid}, data and log in {kafka.data}; Ctrl-C stops it\n")
            sys.stdout.flush()
            kafka.wait()
    except KeyboardInterrupt:
        sys.stdout.write("stopped\n")
    finally:
        signal.signal(signal.SIGTERM, before)
