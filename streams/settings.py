"""Settings: STREAMS_* environment variables, checked once, then frozen."""

import os
from collections.abc import Mapping
from typing import Annotated, get_args, get_type_hints

import msgspec
from msgspec import Meta

from streams.expected import IN_WORDS, expected
from streams.secret import Secret
from streams.security import contradictions

PREFIX = "STREAMS_"
Positive = Annotated[float, Meta(gt=0, le=100_000)]
A_BROKER = r"([^\s:,\[\]]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}"
Port = Annotated[int, Meta(ge=0, le=65535)]


class SettingsError(ValueError):
    """A variable that does not say what it should; the message names it."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How a worker runs. Each field is read from the variable of its name in capitals, after `STREAMS_`.

    Times end in `_s` (seconds) or `_days`.
    """

    broker: Annotated[
        str,
        Meta(
            pattern=rf"^ *{A_BROKER} *(, *{A_BROKER} *)*$",
            description="host:port of one or more Kafka brokers, comma separated",
            extra={IN_WORDS: "host:port, or several of these with commas between them"},
        ),
    ] = "127.0.0.1:9092"
    topic_prefix: Annotated[
        str,
        Meta(
            pattern=r"^[A-Za-z0-9._-]{0,200}$",
            description="before every topic's name: so streams share a broker, each with its own STREAMS_GROUP",
            extra={IN_WORDS: "letters a to z, digits, dots, underscores and hyphens, at most 200"},
        ),
    ] = ""
    group: Annotated[str, Meta(min_length=1, description="consumer groups and transactional ids begin with it")] = (
        "news-streams"
    )
    stages: Annotated[str, Meta(description="which stages this worker runs, comma separated")] = "clean,dedup,quotes"
    web_host: Annotated[str, Meta(min_length=1, description="the address the web port listens on")] = "127.0.0.1"
    web_port: Annotated[
        Port, Meta(description="port of /metrics, /live, /ready and the live view; 0 takes a free one")
    ] = 6066
    live_articles: Annotated[
        int,
        Meta(
            ge=0,
            le=100_000,
            description="the newest articles that the live view on the web port holds; 0 switches it off",
        ),
    ] = 500
    commit_interval_s: Annotated[
        Positive, Meta(description="how long to wait for records to come together: latency against throughput")
    ] = 0.1
    batch_records: Annotated[int, Meta(ge=1, le=100_000, description="the most records in one transaction")] = 500
    fetch_kb: Annotated[
        int, Meta(ge=1, le=1 << 20, description="kilobytes fetched of a partition at once: throughput against memory")
    ] = 512
    session_s: Annotated[
        float, Meta(gt=0, le=1800, description="a worker silent for so long loses its partitions, 6 to 1800")
    ] = 10.0
    drain_s: Annotated[
        Positive, Meta(description="time to finish and commit the batch in flight on a stop or a rebalance")
    ] = 5.0
    transaction_s: Annotated[
        float, Meta(gt=0, le=900, description="the broker aborts a transaction open for longer; at most 900")
    ] = 60.0
    record_budget_s: Annotated[
        Positive, Meta(description="CPU time a record may take in a stage before it is a dead letter")
    ] = 3.0
    sketch_days: Annotated[Positive, Meta(description="how long near-copies of an article are found")] = 7.0
    hash_days: Annotated[Positive, Meta(description="how long exact copies and updates of an article are found")] = 30.0
    compression: Annotated[
        str,
        Meta(
            pattern="^(none|gzip|snappy|lz4|zstd)$",
            description="of the output topics: none, gzip, or snappy, lz4 or zstd, which not every client reads",
            extra={IN_WORDS: "none, gzip, snappy, lz4 or zstd"},
        ),
    ] = "none"
    log_level: Annotated[
        str,
        Meta(
            pattern="^(DEBUG|INFO|WARNING|ERROR)$",
            description="DEBUG, INFO, WARNING or ERROR",
            extra={IN_WORDS: "DEBUG, INFO, WARNING or ERROR"},
        ),
    ] = "INFO"
    log_format: Annotated[
        str,
        Meta(
            pattern="^(text|json)$",
            description="text for people, or json: one object a line",
            extra={IN_WORDS: "text or json"},
        ),
    ] = "text"
    security_protocol: Annotated[
        str,
        Meta(
            pattern="^(PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL)$",
            description="how to talk to the brokers: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL",
            extra={IN_WORDS: "PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL"},
        ),
    ] = "PLAINTEXT"
    sasl_mechanism: Annotated[
        str,
        Meta(
            pattern="^(PLAIN|SCRAM-SHA-256|SCRAM-SHA-512)$",
            description="how to log in: SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN",
            extra={IN_WORDS: "SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN"},
        ),
    ] = "SCRAM-SHA-512"
    sasl_username: Annotated[str, Meta(description="who logs in")] = ""
    sasl_password: Annotated[Secret, Meta(description="the password; better in a file")] = Secret()
    sasl_password_file: Annotated[str, Meta(description="the file that holds the password and nothing else")] = ""
    tls_ca_file: Annotated[
        str, Meta(description="certificates (PEM) of those who may vouch for brokers; the system's where empty")
    ] = ""
    tls_cert_file: Annotated[str, Meta(description="our own certificate (PEM), where brokers want one")] = ""
    tls_key_file: Annotated[str, Meta(description="its key (PEM); the certificate's file where empty")] = ""
    tls_key_password: Annotated[Secret, Meta(description="the key's password; better in a file")] = Secret()
    tls_key_password_file: Annotated[
        str, Meta(description="the file that holds the key's password and nothing else")
    ] = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ, **given: object) -> "Settings":
        """Read the variables; what is `given` (and not None) wins.

        Raises:
            SettingsError: a value does not fit, two contradict each other, or a STREAMS_ variable is unknown.
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
        settings = msgspec.convert({name: cls._checked(name, value) for name, value in values.items()}, cls)
        found = contradictions(settings)
        if found:
            raise SettingsError("; ".join(found))
        return settings

    @classmethod
    def _checked(cls, name: str, value: object) -> object:
        hint = get_type_hints(cls, include_extras=True)[name]
        if get_args(hint)[0] is Secret:
            return value if isinstance(value, Secret) else Secret(str(value))
        try:
            return msgspec.convert(value, hint, strict=False)
        except msgspec.ValidationError as error:
            raise SettingsError(f"{PREFIX}{name.upper()}={value}: expected {expected(hint)}") from error
