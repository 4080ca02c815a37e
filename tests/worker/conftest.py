from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.worker.harness import Stream


@pytest.fixture
def stream(kafka: Any, tmp_path: Path) -> Iterator[Stream]:
    made = Stream(kafka.bootstrap, tmp_path)
    made.create()
    yield made
    made.close()
