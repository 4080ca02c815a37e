"""Settings come from STREAMS_* variables; a wrong one is named."""

from typing import get_args, get_type_hints

import pytest
from msgspec import Meta

from streams.settings import Settings, SettingsError


def test_defaults_need_no_environment() -> None:
    assert Settings.from_environment({}) == Settings()


def test_variables_are_read_and_other_ones_left_alone() -> None:
    settings = Settings.from_environment({"STREAMS_BROKER": "k1:9092,k2:9092", "STREAMS_WEB_PORT": "7000", "PATH": "x"})
    assert (settings.broker, settings.web_port) == ("k1:9092,k2:9092", 7000)


def test_what_is_given_wins_unless_it_is_none() -> None:
    environment = {"STREAMS_WEB_PORT": "7000"}
    assert Settings.from_environment(environment, web_port=0).web_port == 0
    assert Settings.from_environment(environment, web_port=None).web_port == 7000


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("STREAMS_WEB_PORT", "99999"),
        ("STREAMS_WEB_PORT", "http"),
        ("STREAMS_SESSION_S", "0"),
        ("STREAMS_SESSION_S", "inf"),
        ("STREAMS_SESSION_S", "nan"),
        ("STREAMS_TRANSACTION_S", "1e30"),
        ("STREAMS_FETCH_KB", "99999999999"),
        ("STREAMS_WEB_HOST", ""),
        ("STREAMS_TOPIC_PREFIX", "a b/"),
        ("STREAMS_BROKER", "a:b:c"),
        ("STREAMS_BROKER", "nohost"),
        ("STREAMS_BROKER", ":9092"),
        ("STREAMS_BROKER", "k1:9092,,k2:9092"),
        ("STREAMS_COMPRESSION", "bzip2"),
        ("STREAMS_BROKER", ""),
        ("STREAMS_BROKERS", "k1:9092"),
    ],
)
def test_a_wrong_variable_is_named(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        Settings.from_environment({variable: value})


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("STREAMS_BROKER", "kafka", "host:port, or several of these with commas between them"),
        ("STREAMS_WEB_PORT", "abc", "a whole number from 0 to 65,535"),
        ("STREAMS_WEB_PORT", "70000", "a whole number from 0 to 65,535"),
        ("STREAMS_WEB_PORT", "1.5", "a whole number from 0 to 65,535"),
        ("STREAMS_DRAIN_S", "soon", "a number above 0, at most 100,000"),
        ("STREAMS_GROUP", "", "a value that is not empty"),
        ("STREAMS_TOPIC_PREFIX", "a b", "letters a to z, digits, dots, underscores and hyphens, at most 200"),
        ("STREAMS_LOG_LEVEL", "loud", "DEBUG, INFO, WARNING or ERROR"),
    ],
)
def test_what_is_expected_is_said_in_words(variable: str, value: str, expected: str) -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment({variable: value})
    assert str(raised.value) == f"{variable}={value}: expected {expected}"


def test_every_pattern_has_words_for_it() -> None:
    hints = get_type_hints(Settings, include_extras=True)
    metas = [meta for hint in hints.values() for meta in get_args(hint) if isinstance(meta, Meta) and meta.pattern]
    assert metas
    assert all(meta.extra for meta in metas)


@pytest.mark.parametrize("broker", ["k1:9092", "k1:9092,k2.example.org:9093", "k1:9092, k2:9092", "[::1]:9092"])
def test_brokers(broker: str) -> None:
    assert Settings.from_environment({"STREAMS_BROKER": broker}).broker == broker
