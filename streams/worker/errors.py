"""What can go wrong between a command and the broker; importing it costs nothing."""

from collections.abc import Iterable


class BrokerUnreachableError(Exception):
    """No broker answers, or not in time; the message says what happened, where, and what to do."""

    def __init__(self, broker: str, reason: object) -> None:
        super().__init__(
            f"no Kafka answers at {broker} ({reason}). Start one with `news-streams broker`, or name yours: "
            "STREAMS_BROKER=host:port"
        )


class BrokerRefusedError(Exception):
    """The broker answers, but does not do what it is asked: it wants credentials, say, or grants no access."""

    def __init__(self, broker: str, reason: object) -> None:
        super().__init__(f"the Kafka at {broker} refuses: {reason}")


class TopicMissingError(Exception):
    """A topic that a command needs is not at the broker."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(
            f"there is no topic {', '.join(names)} that we may see; create it with `news-streams topics create`, or "
            "grant access to it (deploy/acls.yml)"
        )
