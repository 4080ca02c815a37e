"""Sample articles, all invented, with the troubles of real ones, in the order in which the demo sends them."""

import tomllib
from importlib.resources import files
from typing import NamedTuple

from streams.inputs import Input


class Sample(NamedTuple):
    """A raw record, the wave it belongs to, and what is worth looking at."""

    given: Input
    wave: int
    shows: str


def samples() -> list[Sample]:
    """All samples, in order."""
    folder = files(__package__)
    manifest = tomllib.loads((folder / "samples.toml").read_text("utf-8"))
    return [
        Sample(_input(entry, (folder / entry["file"]).read_bytes()), entry["wave"], entry["shows"])
        for entry in manifest["sample"]
    ]


def _input(entry: dict[str, str], value: bytes) -> Input:
    key = entry["uri"].encode()
    headers = (("content-type", entry["content_type"].encode()), ("ce_subject", key))
    return Input(key, value, headers, entry["file"], len(value))
