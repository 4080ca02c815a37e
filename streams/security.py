"""What the settings of TLS and login say together."""

from collections.abc import Iterator
from os import R_OK, access
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streams.settings import Settings

FILES = ("sasl_password_file", "tls_ca_file", "tls_cert_file", "tls_key_file", "tls_key_password_file")


def uses_tls(settings: "Settings") -> bool:
    """Whether connections are encrypted."""
    return settings.security_protocol.endswith("SSL")


def uses_login(settings: "Settings") -> bool:
    """Whether connections begin with a login."""
    return settings.security_protocol.startswith("SASL")


def contradictions(settings: "Settings") -> list[str]:
    """What makes no sense, in words that name the variables.

    A secret that the protocol would not use is one of these: who sets it takes the connection for safer than it is.
    """
    return [*_login(settings), *_tls(settings), *_files(settings)]


def _login(settings: "Settings") -> Iterator[str]:
    given = _given(settings, "sasl_username", "sasl_password", "sasl_password_file")
    if given and not uses_login(settings):
        yield f"{given} is set, but STREAMS_SECURITY_PROTOCOL={settings.security_protocol} logs nobody in"
    if settings.sasl_password and settings.sasl_password_file:
        yield "STREAMS_SASL_PASSWORD and STREAMS_SASL_PASSWORD_FILE are both set"
    if uses_login(settings) and not settings.sasl_username:
        yield f"STREAMS_SECURITY_PROTOCOL={settings.security_protocol} needs STREAMS_SASL_USERNAME"
    if uses_login(settings) and not (settings.sasl_password or settings.sasl_password_file):
        yield (
            f"STREAMS_SECURITY_PROTOCOL={settings.security_protocol} needs STREAMS_SASL_PASSWORD_FILE "
            "or STREAMS_SASL_PASSWORD"
        )


def _tls(settings: "Settings") -> Iterator[str]:
    given = _given(
        settings, "tls_ca_file", "tls_cert_file", "tls_key_file", "tls_key_password", "tls_key_password_file"
    )
    if given and not uses_tls(settings):
        yield f"{given} is set, but STREAMS_SECURITY_PROTOCOL={settings.security_protocol} uses no TLS"
    if settings.tls_key_password and settings.tls_key_password_file:
        yield "STREAMS_TLS_KEY_PASSWORD and STREAMS_TLS_KEY_PASSWORD_FILE are both set"
    of_key = _given(settings, "tls_key_file", "tls_key_password", "tls_key_password_file")
    if of_key and not settings.tls_cert_file:
        yield f"{of_key} is set without STREAMS_TLS_CERT_FILE"


def _files(settings: "Settings") -> Iterator[str]:
    for name in FILES:
        path = getattr(settings, name)
        if path and not (access(path, R_OK) and Path(path).is_file()):  # in a closed folder `is_file` would raise
            yield f"{_variable(name)}={path} is no file that can be read"


def _given(settings: "Settings", *names: str) -> str | None:
    return next((_variable(name) for name in names if getattr(settings, name)), None)


def _variable(name: str) -> str:
    return f"STREAMS_{name.upper()}"
