"""Whether the memory of cleaning stays flat: what the process holds while texts and pages go through, all different.

    python -m tests.bench.clean_memory [ARTICLES] > tests/bench/profiles/clean_memory.txt

One article in ten is a page, the others are pasted texts. A line is printed for each tenth of the run; the first tenth
holds what is loaded once (language pack, parsers), so growth is told from the second tenth on.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from streams.clean import clean
from streams.events import RawArticle
from tests.bench.clean import page, text

ARTICLES = 100_000
STEPS = 10
PAGE_EVERY = 10
OWN_WORDS = 7  # words in each article that no other has


def article(number: int) -> RawArticle:
    """An article like no other, with words of its own, so that a cache by word, line or page would grow."""
    own = " ".join(f"kata{letters(number * OWN_WORDS + place)}" for place in range(OWN_WORDS))
    if number % PAGE_EVERY == 0:
        html = page(number).replace("<p>", f'<p id="{number}">{own} ', 1)
        return RawArticle(uri=f"urn:bench:{number}", body=html, content_type="text/html")
    return RawArticle(
        uri=f"urn:bench:{number}", body=f"{text(number)}\n{own.capitalize()} dan lainnya terlihat di sana."
    )


def letters(number: int) -> str:
    """A number written in letters."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def held() -> float:
    """Megabytes of this process in RAM."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(articles: int) -> Iterator[tuple[int, float]]:
    """Megabytes held after each tenth of so many articles."""
    for number in range(articles):
        clean(article(number))
        if (number + 1) % (articles // STEPS) == 0:
            yield number + 1, held()


if __name__ == "__main__":
    for done, megabytes in measure(int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES):
        print(f"{done:9,} articles {megabytes:9.1f} MB", flush=True)
