import os
import socket
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from click.testing import CliRunner, Result

from streams.cli import main

Invoke = Callable[..., Result]


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of whoever runs the tests are not theirs."""
    for name in [name for name in os.environ if name.startswith("STREAMS_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def invoke() -> Invoke:
    def run(*arguments: object, stdin: bytes | None = None, env: Mapping[str, str] | None = None) -> Result:
        settings: Any = dict(env or {})
        return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin, env=settings)

    return run


@pytest.fixture
def closed_port() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"127.0.0.1:{server.getsockname()[1]}"
