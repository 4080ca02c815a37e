"""A clean body in some hundred bytes, from which its overlap with any other body can be told.

The body is normalised to letters and digits; every window of eight bytes is hashed, and a fixed sixteenth of all
hashes is kept, by value, so that two bodies keep the same windows where they say the same. The kept hashes stay in
the order of the text, cut into blocks: noise (swapped words, OCR) is spread over all blocks, new reporting fills whole
ones, and that is what tells a copy from a follow-up. Anchors are the windows three times as long whose hashes are the
smallest; two bodies that share none are not compared at all.
"""

from hashlib import blake2b
from operator import lt
from struct import Struct, unpack_from
from zlib import crc32

import msgspec
import numpy as np
import numpy.typing as npt

from streams.dedup.normalise import letters_and_digits

Hashes = npt.NDArray[np.uint16]

WINDOW_BYTES = 8
ANCHOR_BYTES = 3 * WINDOW_BYTES
ANCHORS = 10
BLOCK_BYTES = 256
SAMPLED_BITS = 4  # one window of 2**4 is kept
LEVEL_BYTES = 1 << 15  # a body twice as long keeps half as many of its windows, and so on: about 2,048 of them at most
MAX_LEVEL = 16  # a body of 2 GB
MAX_HASHES = 4096  # no text can be made whose sketch is larger
MAX_NUMBERS = 512
LEAST_SAMPLE = 8  # a body with fewer keeps all its windows
MOST_POSITIONS = 1 << 14
DIGEST_BYTES = 16

_VERSION = 2
_READ_TOO = 1  # of release 0.1; it differs in its anchors, none of which equals one of ours
_MOST_ANCHORS = 12  # of both versions
_HEAD = Struct(f"<BB{DIGEST_BYTES}s")
_WINDOWS_HEAD = Struct("<HHHH")
_ANCHORS = [Struct(f"<{count}I") for count in range(_MOST_ANCHORS + 1)]
_DIGITS_ONLY = bytes(code if chr(code) in "0123456789" else 0x20 for code in range(256))
_ODD_1, _ODD_2, _ODD_3 = (np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xFF51AFD7ED558CCD))
_HALF = np.uint64(32)
_ANCHOR_BITS = np.uint64(20)
_STORED_BITS = np.uint64(36)  # 16 bits that the sampling, which looks at the upper ones, does not narrow
_ZERO = np.zeros(1, np.uint16)


class Windows(msgspec.Struct, frozen=True, gc=False):
    """The sampled windows of a body.

    `level` says how many times the sampling was halved for length. `hashes` are in the order of the text, each once;
    `starts` are the indices among them at which a block begins. `numbers` are 16-bit hashes of the numbers in the
    body.
    """

    level: int
    numbers: Hashes
    starts: Hashes
    hashes: Hashes


class Sketch(msgspec.Struct, frozen=True, gc=False):
    """A decoded sketch: `digest` is equal where letters and digits are, `windows` is what `read_windows` reads."""

    digest: bytes
    anchors: tuple[int, ...]
    windows: bytes


def sketch(body: str) -> bytes:
    """The sketch of a clean body, encoded: about 400 bytes for 3,000 characters, at most 14 kB for any text."""
    text = letters_and_digits(body)
    digest = blake2b(text, digest_size=DIGEST_BYTES).digest()
    windows = _window_hashes(text.ljust(ANCHOR_BYTES + WINDOW_BYTES, b"\0"))
    level = ((len(windows) - 1) // LEVEL_BYTES).bit_length()
    positions = _sampled(windows, level)
    anchors = _anchors(windows, positions)
    hashes, starts = _in_blocks(windows, positions, level)
    numbers = _numbers(text)
    return b"".join(
        (
            _HEAD.pack(_VERSION, len(anchors), digest),
            anchors.tobytes(),
            _WINDOWS_HEAD.pack(level, len(numbers), len(starts), len(hashes)),
            numbers.tobytes(),
            starts.tobytes(),
            hashes.tobytes(),
        )
    )


def decode(encoded: bytes) -> Sketch:
    """Read what `sketch` wrote, or wrote in release 0.1.

    Raises:
        ValueError: these bytes are no sketch, or one of another version.
    """
    if len(encoded) < _HEAD.size or encoded[0] not in (_VERSION, _READ_TOO):
        raise ValueError("not a sketch of a version that can be read")
    _, count, digest = _HEAD.unpack_from(encoded)
    if count > _MOST_ANCHORS:
        raise ValueError("a sketch with too many anchors")
    end = _HEAD.size + 4 * count
    windows = encoded[end:]
    if len(windows) < _WINDOWS_HEAD.size:
        raise ValueError("a sketch cut short")
    _check_windows(windows)
    return Sketch(digest, _ANCHORS[count].unpack_from(encoded, _HEAD.size), windows)


def _check_windows(encoded: bytes) -> None:
    level, numbers, starts, hashes = _WINDOWS_HEAD.unpack_from(encoded)
    if len(encoded) != _WINDOWS_HEAD.size + 2 * (numbers + starts + hashes):
        raise ValueError("a sketch cut short")
    if level > MAX_LEVEL or not hashes:
        raise ValueError("a sketch without windows")
    blocks = unpack_from(f"<{starts}H", encoded, _WINDOWS_HEAD.size + 2 * numbers)
    if not blocks or blocks[0] or blocks[-1] >= hashes or not all(map(lt, blocks, blocks[1:])):
        raise ValueError("a sketch without blocks")


def read_windows(encoded: bytes) -> Windows:
    """Read the windows of a sketch; no copy is made."""
    level, numbers, starts, _ = _WINDOWS_HEAD.unpack_from(encoded)
    words = np.frombuffer(encoded, "<u2", offset=_WINDOWS_HEAD.size)
    border = numbers + starts
    return Windows(level, words[:numbers], words[numbers:border], words[border:])


def _window_hashes(text: bytes) -> npt.NDArray[np.uint64]:
    """A hash of each eight bytes; its upper bits are the well mixed ones."""
    hashes = np.ndarray((len(text) - WINDOW_BYTES + 1,), "<u8", text, 0, (1,)) * _ODD_3
    hashes ^= hashes >> _HALF
    hashes *= _ODD_1
    return hashes


def _sampled(windows: npt.NDArray[np.uint64], level: int) -> npt.NDArray[np.intp]:
    """The positions of the windows that are kept."""
    positions = np.flatnonzero(windows < np.uint64(1 << (64 - SAMPLED_BITS - level)))
    if len(positions) < LEAST_SAMPLE:
        positions = np.arange(len(windows))
    return positions[:MOST_POSITIONS]


def _in_blocks(windows: npt.NDArray[np.uint64], positions: npt.NDArray[np.intp], level: int) -> tuple[Hashes, Hashes]:
    """The sampled hashes in the order of the text, each once, and where the blocks begin among them."""
    hashes = (windows[positions] >> _STORED_BITS).astype(np.uint16)
    firsts = _first_occurrences(hashes)[:MAX_HASHES]
    blocks = positions[firsts] // (BLOCK_BYTES << level)
    starts = np.flatnonzero(blocks[1:] != blocks[:-1]) + 1
    return hashes[firsts], np.concatenate((_ZERO, starts.astype(np.uint16)))


def _first_occurrences(hashes: Hashes) -> npt.NDArray[np.uint32]:
    """The indices at which a hash stands for the first time, ascending."""
    ordered = (hashes.astype(np.uint32) << np.uint32(16)) | np.arange(len(hashes), dtype=np.uint32)
    ordered.sort()
    values = ordered >> np.uint32(16)
    firsts = np.concatenate((ordered[:1], ordered[1:][values[1:] != values[:-1]])) & np.uint32(0xFFFF)
    firsts.sort()
    return firsts


def _anchors(windows: npt.NDArray[np.uint64], positions: npt.NDArray[np.intp]) -> npt.NDArray[np.uint32]:
    """The long windows with the smallest hashes, of those that begin where a window was sampled, smallest first.

    The smallest hashes begin alike: what is kept of them lies below the bits that made them the smallest, so that the
    anchors of millions of articles still differ.
    """
    begins = positions[: np.searchsorted(positions, len(windows) - 2 * WINDOW_BYTES)]
    if not len(begins):
        begins = positions[:1] * 0
    long = windows[begins] * _ODD_2
    long += windows[begins + WINDOW_BYTES]
    long *= _ODD_3
    long += windows[begins + 2 * WINDOW_BYTES]
    long *= _ODD_1
    long.sort()
    smallest = np.concatenate((long[:1], long[1:][long[1:] != long[:-1]]))[:ANCHORS]
    return (smallest >> _ANCHOR_BITS).astype(np.uint32)


def _numbers(text: bytes) -> Hashes:
    """Hashes of the runs of digits between letters."""
    found = {crc32(number) & 0xFFFF for number in text.translate(_DIGITS_ONLY).split()}
    return np.array(sorted(found)[:MAX_NUMBERS], np.uint16)
