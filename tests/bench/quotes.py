"""What finding quotes costs on one core: articles of 3 kB dense with quotes, which module the time goes to, and growth.

    python -m tests.bench.quotes

The texts are those of the case files; articles of the evaluation sets are timed as well where they are present. Rates
are CPU time, the best of several rounds. The ratio to cutting a text into words is the one to compare between
machines; a growth of 2 means that a text of twice the length takes twice the time.
"""

import cProfile
import json
import pstats
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from streams.garbage import collect_rarely
from streams.quotes import extract
from streams.quotes.classes import token
from tests.quality.gate import SHARED
from tests.quotes.quote_cases import cases

BYTES = 3_000
ARTICLES = 150
ROUNDS = 5
MODULES = 8
LONG = 100_000  # characters
SETS = {"id": "id_pfsa_dev40", "en": "polnear_dev", "de": "de_wikinews_dev"}
HOSTILE = ('"', "said ", "kata Budi, ", "Anna Smith ", '"A b c," said ', "according to ", " ", "dr. ", "(", "Bank, ")


def made_up(language: str) -> list[str]:
    """Articles of about 3 kB, each made of cases in another order."""
    bodies = [case.body for case in cases() if case.language == language]
    joined = []
    for number in range(ARTICLES):
        turned = iter(bodies[number % len(bodies) :] + bodies[: number % len(bodies)])
        article = ""
        while len(article.encode()) < BYTES and (body := next(turned, None)):
            article += body + "\n"
        joined.append(article)
    return joined


def shared(name: str) -> list[str]:
    """Articles of an evaluation set, if it is there."""
    path = SHARED / "eval" / "quotes" / f"{name}.jsonl"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in islice(lines, ARTICLES)]


def seconds(texts: list[str], language: str | None) -> float:
    """CPU seconds to find the quotes in texts, or only to cut them into words; the best of several rounds."""
    best, cut = float("inf"), token().findall
    for _ in range(ROUNDS):
        began = time.process_time()
        for text in texts:
            extract(text, language) if language else cut(text)
        best = min(best, time.process_time() - began)
    return best


def growth(unit: str, language: str) -> float:
    """How many times longer a hostile text takes when it is twice as long."""
    short, long = (unit * (size // len(unit)) for size in (LONG, 2 * LONG))
    return seconds([long], language) / seconds([short], language)


def measure() -> Iterator[tuple[str, float]]:
    """Articles of 3 kB a second, and how many times the cost of cutting them into words that is."""
    collect_rarely()  # as a worker does
    for language, name in SETS.items():
        for kind, texts in (("cases", made_up(language)), ("shared", shared(name))):
            if not texts:
                continue
            found = seconds(texts, language)
            yield f"{language} {kind}, articles of 3 kB a second", sum(len(t.encode()) for t in texts) / BYTES / found
            yield f"{language} {kind}, times cutting into words", found / seconds(texts, None)


def profile(language: str) -> Iterator[tuple[str, float]]:
    """The modules that the time goes to, each with its share; what C functions take counts for their callers."""
    texts = made_up(language)
    with cProfile.Profile(builtins=False) as profiler:
        for text in texts:
            extract(text, language)
    spent: Counter[str] = Counter()
    for (path, _, _), (_, _, own, _, _) in pstats.Stats(profiler).stats.items():  # type: ignore[attr-defined] # not in typeshed
        spent[Path(path).stem] += own
    for module, share in spent.most_common(MODULES):
        yield module, share / spent.total()


if __name__ == "__main__":
    for measured, value in measure():
        print(f"{measured:45} {value:9.1f}")
    for measured in ("id", "en"):
        print(f"share of time in {measured}: " + ", ".join(f"{name} {part:.0%}" for name, part in profile(measured)))
    for hostile in HOSTILE:
        print(f"growth of {hostile!r:20} {growth(hostile, 'id'):5.1f} id {growth(hostile, 'en'):5.1f} en")
