"""A real Apache Kafka on this machine: a Java runtime that comes as a wheel (the extra `local`), and Kafka's own jars.

One node in KRaft mode, bound to the loopback address only, with transactions and consumer groups as in a cluster. It is
for trying things out and for the tests; a cluster that exists already is one setting, `STREAMS_BROKER=host:port`.
"""

from streams.broker.errors import BrokerError
from streams.broker.foreground import run_in_foreground
from streams.broker.kafka import EmbeddedKafka

__all__ = ["BrokerError", "EmbeddedKafka", "run_in_foreground"]
