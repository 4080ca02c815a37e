"""TLS and login of every client, and what the broker has against them when it lets us down."""

import ssl
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from aiokafka.conn import create_conn
from aiokafka.errors import KafkaConnectionError, KafkaError

from streams.secret import Secret
from streams.security import uses_login, uses_tls
from streams.settings import Settings, SettingsError
from streams.worker import renewal
from streams.worker.renewal import Renewing

renewal.install()  # every client is made with the options from here

PROBE_S = 5


def client_options(settings: Settings) -> dict[str, Any]:
    """What every client is made with: where the brokers are, TLS, login. Files are read at each connection.

    Raises:
        SettingsError: a certificate, key or password cannot be used.
    """
    access = partial(_access, settings)
    protocol = Renewing(settings.security_protocol, access)
    return {"bootstrap_servers": settings.broker, "security_protocol": protocol, **access()}


async def refusal(settings: Settings) -> str | None:
    """What ends a bare connection to the first broker during TLS or login, in words; None where nothing does."""
    if settings.security_protocol == "PLAINTEXT":
        return None
    try:
        await _connect_once(settings)
    except (OSError, KafkaError, ValueError) as error:
        return _in_words(error)
    return None


async def _connect_once(settings: Settings) -> None:
    host, _, port = settings.broker.partition(",")[0].strip().rpartition(":")
    options = {"security_protocol": settings.security_protocol, "request_timeout_ms": PROBE_S * 1000}
    connection = await create_conn(host.strip("[]"), int(port), **options, **_access(settings))
    connection.close()


def _in_words(error: Exception) -> str | None:
    """An error of TLS or login; None for another one, of which more is known elsewhere."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not to be trusted: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"TLS fails: {error.reason or error}"
    if isinstance(error, KafkaConnectionError):
        return "it ends the connection during TLS or login; it may speak another protocol, or want our certificate"
    return f"login fails: {error}" if isinstance(error, KafkaError) else None


def _access(settings: Settings) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if uses_tls(settings):
        options["ssl_context"] = _tls(settings, _stamps(settings))
    if uses_login(settings):
        options |= {
            "sasl_mechanism": settings.sasl_mechanism,
            "sasl_plain_username": settings.sasl_username,
            "sasl_plain_password": _secret(settings.sasl_password, settings.sasl_password_file).reveal(),
        }
    return options


def _stamps(settings: Settings) -> tuple[tuple[int, int, int] | None, ...]:
    """What tells the files of TLS from those that are there later."""
    names = (settings.tls_ca_file, settings.tls_cert_file, settings.tls_key_file, settings.tls_key_password_file)
    return tuple(_stamp(name) if name else None for name in names)


def _stamp(name: str) -> tuple[int, int, int] | None:
    try:
        stat = Path(name).stat()
    except OSError:
        return None  # who reads it says why
    return stat.st_ino, stat.st_size, stat.st_mtime_ns  # a file that was still being written may have the same time


@lru_cache(maxsize=8)
def _tls(settings: Settings, _stamps: object) -> ssl.SSLContext:
    """A context that verifies the broker's certificate and name; there is no setting to leave that out.

    It serves all connections for as long as the files are the same: reading the system's authorities takes a while.
    """
    try:
        context = ssl.create_default_context(cafile=settings.tls_ca_file or None)
    except (OSError, ssl.SSLError) as error:
        raise SettingsError(f"STREAMS_TLS_CA_FILE={settings.tls_ca_file}: {_reason(error)}") from error
    if settings.tls_cert_file:
        password = _secret(settings.tls_key_password, settings.tls_key_password_file)
        try:
            # Bytes, empty or not: without a password Python would ask for one at the terminal.
            context.load_cert_chain(settings.tls_cert_file, settings.tls_key_file or None, password.reveal().encode())
        except (OSError, ssl.SSLError) as error:
            files = f"STREAMS_TLS_CERT_FILE={settings.tls_cert_file}, STREAMS_TLS_KEY_FILE={settings.tls_key_file}"
            raise SettingsError(f"{files}: {_reason(error)}") from error
    return context


def _secret(given: Secret, path: str) -> Secret:
    """The secret as set, or what its file says without the line's end."""
    if not path:
        return given
    try:
        return Secret(Path(path).read_text("utf-8").rstrip("\r\n"))
    except (OSError, UnicodeDecodeError) as error:
        # The error of a decoder quotes what it could not decode.
        raise SettingsError(f"{path}: cannot be read ({type(error).__name__})") from None


def _reason(error: OSError) -> str:
    return (error.reason if isinstance(error, ssl.SSLError) else error.strerror) or str(error)
