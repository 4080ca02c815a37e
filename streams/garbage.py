"""How often Python looks for garbage that holds itself in cycles."""

import gc

YOUNG_OBJECTS = 20_000  # Python's own 700 means several looks an article
YOUNG_LOOKS = 20


def collect_rarely() -> None:
    """Look less often, and never at what exists now: language packs, modules.

    What a stage makes of an article is thousands of small objects without a cycle. Looking at them took a tenth to a
    quarter of the whole path's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, YOUNG_LOOKS, YOUNG_LOOKS)
