"""Fixtures for all tests: a real broker, started once a session and only if a test asks for it."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from streams.broker import EmbeddedKafka

# A timing is never a test: the first call of all loads the language packs.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "kafka" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.broker)


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedKafka]:
    """A running broker on a free port. Tests share it: each makes topics of its own, and none stops it."""
    with EmbeddedKafka().start(data=tmp_path_factory.mktemp("kafka")) as broker:
        yield broker
