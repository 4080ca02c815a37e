"""The web port shows and changes nothing, and says so to browsers, whatever is asked of it."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest

from streams.settings import Settings
from tests.worker.harness import Worker

MORE_THAN_SOCKETS_HOLD = 64 << 20  # bytes, in the buffers of both ends together
METHODS = ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The web port of a worker whose broker does not exist."""
    worker = Worker(tmp_path_factory.mktemp("web") / "worker.log", {"STREAMS_BROKER": "127.0.0.1:1"})
    try:
        yield int(worker.web.rpartition(":")[2])
    finally:
        worker.kill()


def ask(port: int, method: str, path: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/metrics", 200),
        ("GET", "/live", 200),
        ("GET", "/ready", 503),
        ("HEAD", "/metrics", 200),
        ("GET", "/", 200),
        ("GET", "/metrics/..%2f..%2fetc/passwd", 404),
        ("GET", "/<script>alert(1)</script>", 404),
        *((method, "/metrics", 405) for method in METHODS),
        *((method, "/none", 404) for method in METHODS),
    ],
)
def test_every_answer_is_protected(port: int, method: str, path: str, status: int) -> None:
    found, headers, body = ask(port, method, path)
    assert found == status
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert policy.endswith("frame-ancestors 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Server"] == "news-streams"
    assert b"<script>" not in body


def answer(port: int, request: bytes) -> bytes:
    """The first line of what comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        return connection.recv(4000).partition(b"\r\n")[0]


@pytest.mark.parametrize(
    "accept",
    [
        "application/openmetrics-text;version=x",
        "application/openmetrics-text;version=\xff;escaping=dots",
        "text/plain;version=1.2.3.4;escaping=",
        ";;;,,,===",
        "*/*," * 2000,
    ],
)
def test_metrics_come_whatever_a_visitor_accepts(port: int, accept: str) -> None:
    request = f"GET /metrics HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n"
    assert answer(port, request.encode("latin-1")) == b"HTTP/1.1 200 OK"


@pytest.mark.parametrize(
    "request_line",
    [b"GET /live HTTP/1.1", b"GET http://evil.example/live HTTP/1.1", b"CONNECT evil.example:80 HTTP/1.1"],
)
def test_who_calls_it_by_another_name_reads_nothing(port: int, request_line: bytes) -> None:
    assert answer(port, request_line + b"\r\nHost: evil.example\r\n\r\n") == b"HTTP/1.1 421 Misdirected Request"


@pytest.mark.parametrize(
    "flood", [b"X: " + b"a" * (1 << 20), b"X: a\r\n" * (1 << 18)], ids=["a long header", "many headers"]
)
def test_headers_without_end_are_cut_off(port: int, flood: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection, suppress(ConnectionError):
        connection.sendall(b"GET /live HTTP/1.1\r\nHost: localhost\r\n" + flood)
        assert not connection.recv(4000).startswith(b"HTTP/1.1 200")
    assert ask(port, "GET", "/live")[0] == 200


def test_requests_without_end_wait_for_who_reads_the_answers(port: int) -> None:
    """Else a visitor who asks on and on and reads nothing could fill the memory."""
    requests, sent = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n" * 1000, 0
    with socket.create_connection(("127.0.0.1", port), timeout=2) as connection, suppress(TimeoutError):
        while sent < MORE_THAN_SOCKETS_HOLD:
            sent += connection.send(requests)
    assert sent < MORE_THAN_SOCKETS_HOLD
    assert ask(port, "GET", "/live")[0] == 200


@pytest.mark.parametrize("method", ["BREW", "GET\x00"])
def test_what_is_no_request_is_refused(port: int, method: str) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(f"{method} /metrics HTTP/1.1\r\nHost: h\r\n\r\n".encode())
        assert b" 400 " in connection.recv(1000)
    assert ask(port, "GET", "/live")[0] == 200


def test_it_listens_to_this_machine_alone_unless_told_otherwise() -> None:
    assert Settings().web_host == "127.0.0.1"


def test_visitors_who_say_nothing_keep_nobody_out(port: int) -> None:
    silent = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(400)]
    try:
        for visitor in silent:
            visitor.send(b"GET /metrics HTTP/1.1\r\nX-Slow: ")
        assert ask(port, "GET", "/live")[0] == 200
        gone = [visitor for visitor in silent[:100] if visitor.recv(1) == b""]
        assert len(gone) == 100
    finally:
        for visitor in silent:
            visitor.close()
