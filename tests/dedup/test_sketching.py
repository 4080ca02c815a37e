from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.dedup import sketch
from streams.dedup.sketching import ANCHORS, LEVEL_BYTES, MAX_HASHES, MAX_NUMBERS, decode, read_windows
from tests.dedup.texts import DAM, article, invented

LARGEST = 16 * 1024


@given(st.text())
@settings(deadline=None)
def test_any_text_has_a_sketch_that_can_be_read(text: str) -> None:
    encoded = sketch(text)
    read = decode(encoded)
    windows = read_windows(read.windows)
    assert len(encoded) <= LARGEST
    assert 1 <= len(read.anchors) <= ANCHORS
    assert len(set(read.anchors)) == len(read.anchors)
    assert windows.starts[0] == 0
    assert (windows.starts[1:] > windows.starts[:-1]).all()
    assert windows.starts[-1] < len(windows.hashes)
    assert len(set(windows.hashes.tolist())) == len(windows.hashes)


def test_anchors_of_many_articles_differ_in_all_their_bits() -> None:
    anchors = [anchor for number in range(50) for anchor in decode(sketch(invented(number, 40))).anchors]
    shares = [sum(anchor >> bit & 1 for anchor in anchors) / len(anchors) for bit in range(32)]
    assert all(0.3 < share < 0.7 for share in shares), shares


def test_the_digest_is_that_of_letters_and_digits() -> None:
    text = article(*DAM)
    same = text.upper().replace('"', "”").replace("\n", "  ")
    assert decode(sketch(text)).digest == decode(sketch(same)).digest
    assert decode(sketch(text)).digest != decode(sketch(text + "1")).digest


def test_a_sketch_does_not_depend_on_the_run() -> None:
    # A changelog is read by later versions of the program: this value may only change together with the version in it.
    assert (
        sha256(sketch("Air naik 3 cm.")).hexdigest()
        == "131ce684813cfa63be0180af124f9cd076b38f59aa00f3e949a16883a2259b19"
    )


def test_long_bodies_are_sampled_more_sparsely() -> None:
    levels = {}
    for sentences in (100, 1_000, 4_000):
        text = invented(1, sentences)
        windows = read_windows(decode(sketch(text)).windows)
        levels[sentences] = windows.level
        assert len(windows.hashes) <= 1.2 * LEVEL_BYTES / 16
    assert 0 == levels[100] < levels[1_000] < levels[4_000]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "x" * 3_000_000,
        "12 " * 100_000,
        "é" * 300_000,
        "\u0301\u0323" * 300_000,
        "\x00" * 1000,
        " ".join(map(str, range(200_000))),
    ],
    ids=["empty", "letter", "one letter", "one number", "accents", "bare marks", "controls", "numbers"],
)
def test_hostile_texts_have_small_sketches(text: str) -> None:
    windows = read_windows(decode(sketch(text)).windows)
    assert 1 <= len(windows.hashes) <= MAX_HASHES
    assert len(windows.numbers) <= MAX_NUMBERS


@pytest.mark.parametrize(
    "broken", [b"", b"\x01", b"\x07" + bytes(60), sketch("some text")[:-1], sketch("some text") + b"\0\0"]
)
def test_what_is_no_sketch_is_refused(broken: bytes) -> None:
    with pytest.raises(ValueError, match="sketch"):
        decode(broken)
