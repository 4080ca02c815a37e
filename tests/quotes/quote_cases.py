"""Reads the case files: an article, four dashes, then one line a quote; four equals signs before the next case.

    python -m tests.quotes.quote_cases LANGUAGE FILE

prints the lines of a text, to be read with care before they become a case.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from streams.quotes import Found, extract

CASES = Path(__file__).parents[1] / "cases"
FIELDS = "type | quote | cue | mention | name (speaker type) | job title | affiliation | sources"


class Case(NamedTuple):
    """One article and the quotes in it, a line each, its fields as in `FIELDS`."""

    name: str
    language: str
    body: str
    expected: list[str]


def cases() -> Iterator[Case]:
    """All cases of all languages."""
    for path in sorted(CASES.glob("*/quotes*.txt")):
        for number, text in enumerate(path.read_text("utf-8").split("\n====\n"), 1):
            body, _, expected = text.strip("\n").partition("\n----")
            lines = expected.strip("\n").splitlines()
            yield Case(f"{path.parent.name}/{path.stem}-{number}", path.parent.name, body, lines)


def shown(quote: Found) -> str:
    """A quote as one line of a case file."""
    speaker = quote.speaker
    denies = " (denies)" if quote.cue and quote.cue.denies else ""
    fields = [quote.type, quote.quote.replace("\n", "¶"), quote.cue.text + denies if quote.cue else ""]
    if speaker:
        name = f"{speaker.name or ''} ({speaker.type})".strip()
        fields += [speaker.mention or "", name, speaker.job_title or "", speaker.affiliation or ""]
    else:
        fields += ["", "", "", ""]
    fields.append("; ".join(f"{source.name} ({source.role})" for source in quote.info_sources))
    return " | ".join(fields)


def found(case: Case) -> list[str]:
    """What the stage finds in a case."""
    return [shown(quote) for quote in extract(case.body, case.language)]


if __name__ == "__main__":
    language, file = sys.argv[1:]
    for quote in extract(Path(file).read_text("utf-8").strip(), language):
        print(shown(quote))
