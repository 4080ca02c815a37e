"""The broker's `server.properties`: one small node, broker and controller in one, that survives being killed."""

from collections.abc import Mapping

from streams.broker.ports import HOST, Ports
from streams.topics import DEAD_LETTER_HEADROOM, MAX_RECORD_BYTES

BATCH_OVERHEAD = 64 << 10  # a batch is a little larger than the records in it
LOG_FOLDER = "log"  # relative to the data folder, where Java is started: no path needs escaping


def render(ports: Ports, extra: Mapping[str, str]) -> str:
    """The file's text; `extra` is put over the settings here, each value written as it stands."""
    settings = _listeners(ports) | SINGLE_NODE | SMALL | dict(extra)
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def _listeners(ports: Ports) -> dict[str, str]:
    """Clients have a listener of their own: its protocol can change while broker and probe still talk in plain text."""
    return {
        "listeners": ",".join(f"{name.upper()}://{HOST}:{port}" for name, port in ports._asdict().items()),
        "listener.security.protocol.map": "CLIENT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "INTERNAL",
        "controller.listener.names": "CONTROLLER",
        "controller.quorum.voters": f"1@{HOST}:{ports.controller}",
    }


SINGLE_NODE = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "log.dirs": LOG_FOLDER,
    "default.replication.factor": "1",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "auto.create.topics.enable": "false",
    "message.max.bytes": str(MAX_RECORD_BYTES + DEAD_LETTER_HEADROOM + BATCH_OVERHEAD),
    # A killed broker is let in again only after its last session has run out: 9 seconds unless told otherwise.
    "broker.session.timeout.ms": "2500",
    "broker.heartbeat.interval.ms": "500",
}

SMALL = {
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.num.partitions": "1",
    "log.cleaner.dedupe.buffer.size": str(4 << 20),  # 128 MB unless told otherwise
    "num.network.threads": "2",
    "num.io.threads": "4",
}
