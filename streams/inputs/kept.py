"""Raw records that are no articles, as lines of JSON from which every byte comes back."""

import base64
import binascii
from typing import Literal, NamedTuple

import msgspec

from streams.records import Headers, Record

Encoding = Literal["base64"] | None


class _Header(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    name: str
    value: str
    encoding: Encoding = None


class _Kept(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """A record; what is no UTF-8 in it is base64, and the encoding beside it says so."""

    key: str | None
    value: str | None
    key_encoding: Encoding = None
    encoding: Encoding = None
    headers: tuple[_Header, ...] = ()


class Parts(NamedTuple):
    """What a record was sent with."""

    key: bytes | None
    value: bytes | None
    headers: Headers


_kept = msgspec.json.Decoder(_Kept)


def keep(record: Record) -> bytes:
    r"""A record as one line, without its `\n`."""
    key, key_encoding = _encoded_or_none(record.key)
    value, encoding = _encoded_or_none(record.value)
    headers = tuple(_Header(name, *_encoded(data)) for name, data in record.headers)
    return msgspec.json.encode(_Kept(key, value, key_encoding, encoding, headers))


def taken_apart(line: bytes) -> Parts | None:
    """What `keep` made a line of; None where it did not make this one."""
    try:
        kept = _kept.decode(line)
        headers = tuple((header.name, _bytes(header.value, header.encoding)) for header in kept.headers)
        key = None if kept.key is None else _bytes(kept.key, kept.key_encoding)
        value = None if kept.value is None else _bytes(kept.value, kept.encoding)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, binascii.Error):
        return None
    return Parts(key, value, headers)


def _encoded_or_none(data: bytes | None) -> tuple[str | None, Encoding]:
    return (None, None) if data is None else _encoded(data)


def _encoded(data: bytes) -> tuple[str, Encoding]:
    try:
        return data.decode(), None
    except UnicodeDecodeError:
        return base64.b64encode(data).decode(), "base64"


def _bytes(text: str, encoding: Encoding) -> bytes:
    return base64.b64decode(text, validate=True) if encoding else text.encode()
