"""YAML from plain values, so that the contract can be written with nothing but the package installed."""

import json
import re
from typing import Any

PLAIN_KEY = re.compile(r"[$A-Za-z_][\w$./-]*")
NOT_A_STRING = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def to_yaml(value: Any, indent: int = 0) -> str:
    """The text of a value made of dicts, lists, printable strings, numbers, booleans and None, one item a line.

    Scalars are written as in JSON, of which YAML 1.2 is a superset.
    """
    margin = "  " * indent
    if isinstance(value, dict) and value:
        return "".join(f"{margin}{_key(key)}:{_nested(item, indent)}" for key, item in value.items())
    if isinstance(value, list) and value:
        return "".join(f"{margin}-{_item(item, indent)}" for item in value)
    return f"{margin}{json.dumps(value, ensure_ascii=False)}\n"


def _key(key: str) -> str:
    plain = PLAIN_KEY.fullmatch(key) and key.lower() not in NOT_A_STRING
    return key if plain else json.dumps(key, ensure_ascii=False)


def _nested(value: Any, indent: int) -> str:
    if isinstance(value, dict | list) and value:
        return "\n" + to_yaml(value, indent + 1)
    return " " + to_yaml(value)


def _item(value: Any, indent: int) -> str:
    """A list's item: its first line stands beside the dash."""
    return " " + to_yaml(value, indent + 1).lstrip(" ")
