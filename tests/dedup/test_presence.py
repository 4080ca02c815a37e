from random import Random

import numpy as np

from streams.dedup.presence import LEAST_WORDS, Presence

KEYS = Random(4).sample(range(1 << 32), 20_000)


def filled(count: int) -> tuple[Presence, list[int]]:
    presence, every = Presence(), np.array(KEYS[:count], np.uint32)
    for end in range(100, count + 1, 100):
        presence.add(every[end - 100 : end], every[:end])
    return presence, KEYS[:count]


def test_what_was_added_is_never_called_absent() -> None:
    presence, every = filled(20_000)
    assert all(presence.may_have(key) for key in every)


def test_most_of_the_others_are_known_to_be_absent() -> None:
    presence, _ = filled(20_000)
    assert sum(presence.may_have(key) for key in Random(5).sample(range(1 << 32), 1_000)) < 50


def test_the_filter_shrinks_and_forgets_with_its_keys() -> None:
    presence, every = filled(20_000)
    del every[100:]
    presence.removed(19_900)
    presence.refresh(np.array(every, np.uint32))
    assert presence.size_bytes == 4 * LEAST_WORDS
    assert all(presence.may_have(key) for key in every)
    assert sum(presence.may_have(key) for key in KEYS[100:20_000]) < 400
