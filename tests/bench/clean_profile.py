"""What bounds cleaning: where the time of a pasted text and of a page goes, by module.

    python -m tests.bench.clean_profile > tests/bench/profiles/clean.txt

A call into a library or a built-in counts for the module of the caller. The profiler makes calls dearer than they are,
so the shares say where to look; `tests.bench.clean` says what a change gained.
"""

import cProfile
import pstats
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from streams.clean import clean, decode_page
from streams.events import RawArticle
from tests.bench.clean import PAGES, TEXTS, page, text

PACKAGE = Path(clean.__code__.co_filename).parents[1]
LEAST_SHARE = 0.01
_Place = tuple[str, int, str]


def shares(run: Callable[[], object]) -> dict[str, float]:
    """The share of the CPU time that each module of the package takes with what it calls outside the package."""
    profiler = cProfile.Profile()
    profiler.runcall(run)
    seconds: dict[str, float] = defaultdict(float)
    stats: dict[_Place, tuple[int, int, float, float, dict[_Place, tuple[int, int, float, float]]]]
    stats = vars(pstats.Stats(profiler))["stats"]
    for place, (_, _, own, _, callers) in stats.items():
        if module := _module(place):
            seconds[module] += own
            continue
        for caller, (_, _, part, _) in callers.items():
            seconds[_module(caller) or "libraries, called by libraries"] += part
    total = sum(seconds.values())
    return {module: part / total for module, part in seconds.items()}


def _module(place: _Place) -> str | None:
    """A file of the package, as it is named in the tree; None for any other."""
    path = Path(place[0])
    return path.relative_to(PACKAGE.parent).as_posix() if path.is_relative_to(PACKAGE) else None


def _report(title: str, run: Callable[[], object]) -> None:
    print(title)
    for module, share in sorted(shares(run).items(), key=lambda item: -item[1]):
        if share >= LEAST_SHARE:
            print(f"  {module:40} {share:6.1%}")


def main() -> None:
    """Print both profiles."""
    texts = [RawArticle(uri="urn:bench", body=text(number)) for number in range(TEXTS)]
    pages = [page(number).encode() for number in range(PAGES)]
    clean(texts[0])  # loads the language pack
    _report("texts of 3 kB", lambda: [clean(article) for article in texts])
    _report("made-up pages", lambda: [clean(_read(data)) for data in pages])


def _read(data: bytes) -> RawArticle:
    return RawArticle(uri="urn:bench", body=decode_page(data, None), content_type="text/html")


if __name__ == "__main__":
    main()
