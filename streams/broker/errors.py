"""What can go wrong with the embedded broker, said so that the reader knows what to do next."""

import importlib
from types import ModuleType

ELSEWHERE = "set STREAMS_BROKER=host:port to use a Kafka that runs already"


class BrokerError(Exception):
    """The embedded broker cannot be fetched or started; the message says what happened, where, and what to do next."""


def load_extra(module: str) -> ModuleType:
    """Import a module of the extra `local`.

    Raises:
        BrokerError: the extra is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise BrokerError(
            f"the embedded Kafka needs the extra 'local' ({error}): pip install 'news-streams[local]', or {ELSEWHERE}"
        ) from error
