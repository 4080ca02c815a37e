"""What bounds each stage: where its time goes, by module of ours and by library.

    python -m tests.bench.stage_profiles [FOLDER]

Writes a file for each stage and one for the edge (a real broker, one article a transaction) into the folder, by default
`tests/bench/profiles`. A built-in counts for its caller; in the stages a library does, too. The profiler makes calls
dearer than they are, so the shares say where to look; `tests.bench.clean`, `quotes`, `stages` and `clients` say what a
change gained.
"""

import cProfile
import pstats
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import uvloop
from aiokafka import TopicPartition

from streams import dedup, pipeline
from streams.clean import clean, decode_page
from streams.events import RawArticle
from streams.pipeline import clean_raw, decide_candidate, find_quotes
from streams.quote_index import QuoteIndex
from streams.settings import Settings
from streams.topics import RAW
from streams.worker.transaction import Owner, Transactions
from tests.bench.clean import PAGES, TEXTS, page, text
from tests.bench.end_to_end import stream_of
from tests.bench.stages import follow, raw_records, timed, with_state

FOLDER = Path(__file__).parent / "profiles"
PACKAGE = Path(pipeline.__file__).parent
LEAST_SHARE = 0.01
LIBRARIES = "libraries, called by libraries"
TRANSACTIONS = 300
_Place = tuple[str, int, str]
_Named = Callable[[_Place], str | None]


class Profile(NamedTuple):
    """Shares of the CPU time, by what `named` calls a function's home."""

    title: str
    shares: dict[str, float]

    def __str__(self) -> str:
        largest = sorted(self.shares.items(), key=lambda item: -item[1])
        lines = [f"  {name:40} {share:6.1%}" for name, share in largest if share >= LEAST_SHARE]
        return "\n".join([self.title, *lines, ""])


def profile(
    title: str, run: Callable[[], object], named: "_Named | None" = None, clock: Callable[[], float] = time.perf_counter
) -> Profile:
    """Run it under the profiler; what has no name of its own counts for its callers."""
    named = named or _module
    profiler = cProfile.Profile(clock)
    profiler.runcall(run)
    seconds: dict[str, float] = defaultdict(float)
    stats: dict[_Place, tuple[int, int, float, float, dict[_Place, tuple[int, int, float, float]]]]
    stats = vars(pstats.Stats(profiler))["stats"]
    for place, (_, _, own, _, callers) in stats.items():
        if home := named(place):
            seconds[home] += own
            continue
        for caller, (_, _, part, _) in callers.items():
            seconds[named(caller) or LIBRARIES] += part
    total = sum(seconds.values())
    return Profile(title, {home: part / total for home, part in seconds.items()})


def cleaning() -> list[Profile]:
    """Pasted texts, and pages."""
    texts = [RawArticle(uri="urn:bench", body=text(number)) for number in range(TEXTS)]
    pages = [page(number).encode() for number in range(PAGES)]
    clean(texts[0])  # loads the language pack
    return [
        profile("texts of 3 kB", lambda: [clean(article) for article in texts]),
        profile("made-up pages", lambda: [clean(_read(data)) for data in pages]),
    ]


def deciding_and_quoting() -> tuple[list[Profile], list[Profile]]:
    """The other two stages, on what the stage before gives them."""
    _, candidates = timed(clean_raw, raw_records())
    index, quotes = dedup.Index(), QuoteIndex()
    decide = with_state(partial(decide_candidate, index=index), index)
    articles = timed(decide, follow(candidates))[1]
    fresh = dedup.Index()
    decide = with_state(partial(decide_candidate, index=fresh), fresh)
    deciding = profile("candidates of 3 kB", lambda: timed(decide, follow(candidates)))
    find = with_state(partial(find_quotes, index=quotes), quotes)
    timed(find, follow(articles)[:20])  # loads the language packs
    return [deciding], [profile("articles of 3 kB", lambda: timed(find, follow(articles)))]


def edge() -> list[Profile]:
    """Transactions of one article each on a real broker, waiting excepted."""
    with stream_of() as stream:
        settings = Settings(broker=stream.broker, topic_prefix=stream.prefix, group="profile")
        owner = Owner("profile", TopicPartition(stream.name(RAW), 0), None)
        outputs = clean_raw(raw_records(1)[0]).outputs

        async def commit() -> None:
            producer = Transactions(settings, owner)
            await producer.fence()
            for number in range(TRANSACTIONS):
                await producer.commit(outputs, [], number)
            await producer.close()

        return [profile("transactions of one article", lambda: uvloop.run(commit()), _library, time.process_time)]


def _module(place: _Place) -> str | None:
    """A file of the package, as it is named in the tree; None for any other."""
    path = Path(place[0])
    return path.relative_to(PACKAGE.parent).as_posix() if path.is_relative_to(PACKAGE) else None


def _library(place: _Place) -> str | None:
    """Likewise, or else the library; None for a built-in function."""
    path = Path(place[0])
    if path.name == "~":
        return None
    parts = path.parts
    library = parts[parts.index("site-packages") + 1] if "site-packages" in parts else "Python's own"
    return _module(place) or library


def _read(data: bytes) -> RawArticle:
    return RawArticle(uri="urn:bench", body=decode_page(data, None), content_type="text/html")


def main(folder: Path) -> None:
    """Write all of them."""
    deciding, quoting = deciding_and_quoting()
    for name, profiles in (("clean", cleaning()), ("dedup", deciding), ("quotes", quoting), ("edge", edge())):
        (folder / f"{name}.txt").write_text("\n".join(map(str, profiles)), encoding="utf-8")
        print(f"{folder / name}.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else FOLDER)
