"""Each new connection is made with the password and certificates that there are then.

aiokafka keeps those that a client was made with. A worker's consumers live as long as the worker: a password renewed
meanwhile would lock them out as soon as a broker restarts.
"""

from collections.abc import Callable
from typing import Any, Self

from aiokafka import client
from aiokafka.conn import create_conn
from aiokafka.errors import KafkaConnectionError

from streams.settings import SettingsError

Access = Callable[[], dict[str, Any]]


class Renewing(str):
    """A security protocol that brings along how to log in now: clients pass it on, as it is, to their connections."""

    __slots__ = ("access",)
    access: Access

    def __new__(cls, protocol: str, access: Access) -> Self:
        """Make one; `access` gives aiokafka's options of TLS and login, or raises a SettingsError."""
        renewing = super().__new__(cls, protocol)
        renewing.access = access
        return renewing


async def _connect(host: str, port: int, **options: Any) -> Any:
    protocol = options.get("security_protocol")
    if isinstance(protocol, Renewing):
        try:
            options |= protocol.access()
        except SettingsError as error:  # a file that is being written, say: clients try again after errors of Kafka's
            raise KafkaConnectionError(str(error)) from error
    return await create_conn(host, port, **options)


def install() -> None:
    """Let every client of aiokafka's in this process connect so."""
    client.create_conn = _connect
