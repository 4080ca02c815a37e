"""Settings of TLS and login: what makes no sense is refused by name, and a secret is shown nowhere."""

import logging
import os
import pickle
import subprocess
import sys
import traceback
from pathlib import Path

import msgspec
import orjson
import pytest

from streams.secret import Secret
from streams.settings import Settings, SettingsError
from streams.worker.login import client_options

HIDDEN = "hunter2-hunter2"
LOGIN = {"STREAMS_SECURITY_PROTOCOL": "SASL_SSL", "STREAMS_SASL_USERNAME": "worker", "STREAMS_SASL_PASSWORD": HIDDEN}

CONTRADICTIONS = {
    "a password that nobody would use": (
        {"STREAMS_SASL_USERNAME": "worker", "STREAMS_SASL_PASSWORD": HIDDEN},
        "STREAMS_SASL_USERNAME is set, but STREAMS_SECURITY_PROTOCOL=PLAINTEXT logs nobody in",
    ),
    "a password beside TLS without login": (
        {"STREAMS_SECURITY_PROTOCOL": "SSL", "STREAMS_SASL_PASSWORD": HIDDEN},
        "STREAMS_SASL_PASSWORD is set, but STREAMS_SECURITY_PROTOCOL=SSL logs nobody in",
    ),
    "nobody to log in": (LOGIN | {"STREAMS_SASL_USERNAME": ""}, "SASL_SSL needs STREAMS_SASL_USERNAME"),
    "no password": (LOGIN | {"STREAMS_SASL_PASSWORD": ""}, "SASL_SSL needs STREAMS_SASL_PASSWORD_FILE"),
    "two passwords": (
        LOGIN | {"STREAMS_SASL_PASSWORD_FILE": __file__},
        "STREAMS_SASL_PASSWORD and STREAMS_SASL_PASSWORD_FILE are both set",
    ),
    "a password file that is not there": (
        LOGIN | {"STREAMS_SASL_PASSWORD": "", "STREAMS_SASL_PASSWORD_FILE": "/nowhere"},
        "STREAMS_SASL_PASSWORD_FILE=/nowhere is no file",
    ),
    "a certificate that may not be looked at": (  # nor may this one: its name is too long
        {"STREAMS_SECURITY_PROTOCOL": "SSL", "STREAMS_TLS_CA_FILE": "/" + "long" * 100},
        "STREAMS_TLS_CA_FILE=/longlong",
    ),
    "certificates without TLS": (
        {"STREAMS_TLS_CA_FILE": __file__},
        "STREAMS_TLS_CA_FILE is set, but STREAMS_SECURITY_PROTOCOL=PLAINTEXT uses no TLS",
    ),
    "a key without its certificate": (
        {"STREAMS_SECURITY_PROTOCOL": "SSL", "STREAMS_TLS_KEY_FILE": __file__},
        "STREAMS_TLS_KEY_FILE is set without STREAMS_TLS_CERT_FILE",
    ),
    "two passwords of a key": (
        {
            "STREAMS_SECURITY_PROTOCOL": "SSL",
            "STREAMS_TLS_CERT_FILE": __file__,
            "STREAMS_TLS_KEY_PASSWORD": HIDDEN,
            "STREAMS_TLS_KEY_PASSWORD_FILE": __file__,
        },
        "STREAMS_TLS_KEY_PASSWORD and STREAMS_TLS_KEY_PASSWORD_FILE are both set",
    ),
    "a protocol that does not exist": (LOGIN | {"STREAMS_SECURITY_PROTOCOL": "TLS"}, "STREAMS_SECURITY_PROTOCOL=TLS"),
    "a mechanism we do not speak": (LOGIN | {"STREAMS_SASL_MECHANISM": "GSSAPI"}, "STREAMS_SASL_MECHANISM=GSSAPI"),
}


@pytest.mark.parametrize(("environment", "message"), CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_what_makes_no_sense_is_named(environment: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(environment)
    assert message in str(caught.value)
    assert HIDDEN not in str(caught.value)


def test_the_default_is_plain_text_without_login() -> None:
    assert client_options(Settings(broker="b:1")) == {"bootstrap_servers": "b:1", "security_protocol": "PLAINTEXT"}


def test_a_login_reaches_every_client() -> None:
    options = client_options(Settings.from_environment(LOGIN))
    assert options["sasl_mechanism"] == "SCRAM-SHA-512"
    assert (options["sasl_plain_username"], options["sasl_plain_password"]) == ("worker", HIDDEN)
    assert options["ssl_context"].check_hostname


def test_a_password_file_is_read_each_time_without_the_lines_end(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text(f" {HIDDEN}\r\n")
    environment = {n: v for n, v in LOGIN.items() if n != "STREAMS_SASL_PASSWORD"}
    settings = Settings.from_environment(environment | {"STREAMS_SASL_PASSWORD_FILE": str(path)})
    assert client_options(settings)["sasl_plain_password"] == f" {HIDDEN}"
    path.write_text(f"{HIDDEN} renewed\n")
    assert client_options(settings)["sasl_plain_password"] == f"{HIDDEN} renewed"


def test_a_password_file_that_is_no_text_is_not_quoted(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_bytes(HIDDEN.encode() + b"\xff")
    environment = {n: v for n, v in LOGIN.items() if n != "STREAMS_SASL_PASSWORD"}
    settings = Settings.from_environment(environment | {"STREAMS_SASL_PASSWORD_FILE": str(path)})
    with pytest.raises(SettingsError) as caught:
        client_options(settings)
    assert HIDDEN not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("variable", ["STREAMS_TLS_CA_FILE", "STREAMS_TLS_CERT_FILE"])
def test_a_file_that_is_no_certificate_is_named(variable: str) -> None:
    settings = Settings.from_environment({"STREAMS_SECURITY_PROTOCOL": "SSL", variable: __file__})
    with pytest.raises(SettingsError, match=f"{variable}={__file__}"):
        client_options(settings)


def test_a_secret_hides_wherever_it_is_printed(caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings.from_environment(LOGIN)
    secret = settings.sasl_password
    logging.getLogger(__name__).warning("%s %r %s", secret, secret, settings)
    shown = [repr(settings), str(settings), f"{secret}", f"{secret!r}", str([secret]), caplog.text]
    assert not any(HIDDEN in text for text in shown)
    assert all("***" in text for text in shown)
    assert secret.reveal() == HIDDEN


@pytest.mark.parametrize("write", [pickle.dumps, msgspec.json.encode, msgspec.msgpack.encode, orjson.dumps])
def test_a_secret_is_written_nowhere(write: object) -> None:
    assert callable(write)
    with pytest.raises(TypeError):
        write(Secret(HIDDEN))


def test_an_empty_secret_shows_that_it_is_empty() -> None:
    assert (str(Secret()), bool(Secret())) == ("", False)


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_the_list_of_settings_shows_no_secret(form: list[str]) -> None:
    command = [sys.executable, "-m", "streams", "settings", *form]
    shown = subprocess.run(command, env=os.environ | LOGIN, capture_output=True, text=True, check=True)
    assert "STREAMS_SASL_PASSWORD" in shown.stdout
    assert "***" in shown.stdout
    assert HIDDEN not in shown.stdout + shown.stderr


def test_no_command_takes_a_password_as_an_argument() -> None:
    for command in ("worker", "produce", "tail", "topics", "deadletters", "replay"):
        shown = subprocess.run(
            [sys.executable, "-m", "streams", command, "--help"], capture_output=True, text=True, check=True
        )
        assert "password" not in shown.stdout.lower()


def test_a_worker_with_a_key_that_cannot_be_used_ends_at_once() -> None:
    environment = os.environ | {"STREAMS_SECURITY_PROTOCOL": "SSL", "STREAMS_TLS_CERT_FILE": __file__}
    command = [sys.executable, "-m", "streams", "worker", "--web-port", "0"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert "STREAMS_TLS_CERT_FILE" in ended.stderr
