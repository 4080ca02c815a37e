"""Asks a broker whether it is ready, in a few bytes of Kafka's protocol."""

import socket
import struct

from streams.broker.ports import HOST

# Size, then the request: Metadata (3), version 4, correlation id, empty client id, no topics, no creation of topics.
REQUEST = struct.pack(">ihhihiB", 15, 3, 4, 1, 0, 0, 0)
# Size, correlation id, throttle time, number of brokers that take part.
RESPONSE = struct.Struct(">iiii")
SECONDS = 2.0


def is_ready(port: int) -> bool:
    """Whether the broker at this plain-text port answers and counts itself in: a fenced one serves nobody."""
    try:
        with socket.create_connection((HOST, port), timeout=SECONDS) as connection:
            connection.sendall(REQUEST)
            answer = connection.recv(RESPONSE.size, socket.MSG_WAITALL)
    except OSError:
        return False
    return len(answer) == RESPONSE.size and RESPONSE.unpack(answer)[3] > 0
