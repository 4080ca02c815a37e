"""Ports on the loopback address."""

import random
import socket
from typing import NamedTuple, Self

from streams.broker.errors import ELSEWHERE, BrokerError

HOST = "127.0.0.1"

# Below the ports that systems hand to outgoing connections: a client that keeps trying a stopped broker could else
# be given the very port that it tries for its own end, and hold it.
CANDIDATES = range(20_000, 32_000)
ATTEMPTS = 200


class Ports(NamedTuple):
    """Where the broker listens: to clients, to itself, and as its own controller."""

    client: int
    internal: int
    controller: int

    @classmethod
    def choose(cls, client: int | None = None) -> Self:
        """Free ports; `client` is a wish.

        Raises:
            BrokerError: nobody can listen on the wished port, or none is free.
        """
        if client is not None and (error := obstacle(client)):
            raise BrokerError(
                f"cannot listen on port {client} of {HOST}: {error.strerror}; choose another port, or, if a Kafka "
                f"runs there, set STREAMS_BROKER={HOST}:{client} to use it"
            )
        free = _free_ports(3, taken={client})
        return cls(client or free[0], *free[1:])


def obstacle(port: int) -> OSError | None:
    """What keeps a server from listening on this port now."""
    with socket.socket() as server:
        server.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # as Java does: connections that are closing do not count
        try:
            server.bind((HOST, port))
        except OSError as error:
            return error
        return None


def _free_ports(count: int, taken: set[int | None]) -> list[int]:
    candidates = random.SystemRandom().sample(CANDIDATES, ATTEMPTS)
    free = [port for port in candidates if port not in taken and not obstacle(port)][:count]
    if len(free) < count:
        raise BrokerError(f"found no free port on {HOST} for the embedded Kafka; {ELSEWHERE}")
    return free
