"""Settings: STREAMS_* environment variables, checked once, then frozen."""

import os
from collections.abc import Mapping
from typing import Annotated, get_type_hints

import msgspec
from msgspec import Meta

PREFIX = "STREAMS_"
Positive = Annotated[float, Meta(gt=0)]
Port = Annotated[int, Meta(ge=0, le=65535)]


class SettingsError(ValueError):
    """A variable that does not say what it should; the message names it."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How a worker runs. Each field is read from the variable of its name in capitals, after `STREAMS_`.

    Times end in `_s` (seconds) or `_days`.
    """

    broker: Annotated[
        str, Meta(min_length=1, description="host:port of one or more Kafka brokers, comma separated")
    ] = "127.0.0.1:9092"
    topic_prefix: Annotated[
        str, Meta(description="put before every topic's name, so that several streams share a broker")
    ] = ""
    group: Annotated[str, Meta(min_length=1, description="consumer groups and transactional ids begin with it")] = (
        "news-streams"
    )
    stages: Annotated[str, Meta(description="which stages this worker runs, comma separated")] = "clean,dedup,quotes"
    web_host: Annotated[str, Meta(description="the address the web port listens on")] = "127.0.0.1"
    web_port: Annotated[Port, Meta(description="port of /metrics, /live and /ready; 0 takes a free one")] = 6066
    commit_interval_s: Annotated[
        Positive, Meta(description="pause between two transactions of a partition: latency against throughput")
    ] = 0.1
    batch_records: Annotated[int, Meta(ge=1, description="the most records in one transaction")] = 500
    session_s: Annotated[Positive, Meta(description="a worker silent for so long loses its partitions")] = 10.0
    drain_s: Annotated[
        Positive, Meta(description="time to finish and commit the batch in flight on a stop or a rebalance")
    ] = 5.0
    transaction_s: Annotated[Positive, Meta(description="the broker aborts a transaction open for longer")] = 60.0
    record_budget_s: Annotated[
        Positive, Meta(description="CPU time a record may take in a stage before it is a dead letter")
    ] = 3.0
    sketch_days: Annotated[Positive, Meta(description="how long near-copies of an article are found")] = 7.0
    hash_days: Annotated[Positive, Meta(description="how long exact copies and updates of an article are found")] = 30.0
    compression: Annotated[str, Meta(pattern="^(none|gzip)$", description="of the output topics: none or gzip")] = (
        "none"
    )
    log_level: Annotated[
        str, Meta(pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="DEBUG, INFO, WARNING or ERROR")
    ] = "INFO"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ, **given: object) -> "Settings":
        """Read the variables; what is `given` (and not None) wins.

        Raises:
            SettingsError: a value does not fit, or a STREAMS_ variable is unknown.
        """
        known = {PREFIX + name.upper(): name for name in cls.__struct_fields__}
        values: dict[str, object] = {}
        for variable, text in environment.items():
            if not variable.startswith(PREFIX):
                continue
            if variable not in known:
                raise SettingsError(f"{variable} is no setting; there are {', '.join(sorted(known))}")
            values[known[variable]] = text.strip()
        values |= {name: value for name, value in given.items() if value is not None}
        return msgspec.convert({name: cls._checked(name, value) for name, value in values.items()}, cls)

    @classmethod
    def _checked(cls, name: str, value: object) -> object:
        try:
            return msgspec.convert(value, get_type_hints(cls, include_extras=True)[name], strict=False)
        except msgspec.ValidationError as error:
            raise SettingsError(f"{PREFIX}{name.upper()}={value}: {error}") from error
