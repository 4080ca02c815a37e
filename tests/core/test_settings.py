"""Settings come from STREAMS_* variables; a wrong one is named."""

import pytest

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


@pytest.mark.parametrize("broker", ["k1:9092", "k1:9092,k2.example.org:9093", "k1:9092, k2:9092", "[::1]:9092"])
def test_brokers(broker: str) -> None:
    assert Settings.from_environment({"STREAMS_BROKER": broker}).broker == broker
