"""The programs in deploy/CLIENTS.md are the files themselves; `python -m tests.contract.snippets` puts them there."""

import re

from tests.contract.source import ROOT

DOCUMENT = ROOT / "deploy" / "CLIENTS.md"
LANGUAGES = {"py": "python", "js": "javascript", "java": "java", "properties": "properties"}
PLACE = re.compile(
    r"(<!-- (?P<name>[\w./-]+): put here by `make schemas` -->\n).*?(<!-- end of (?P=name) -->)", re.DOTALL
)


def with_snippets(text: str) -> str:
    """The document with every file as it is now."""
    return PLACE.sub(lambda place: f"{place[1]}\n{_shown(place['name'])}\n{place[3]}", text)


def shown(text: str) -> set[str]:
    """The names of the files that the document shows, from its own folder."""
    return {place["name"] for place in PLACE.finditer(text)}


def _shown(name: str) -> str:
    language = LANGUAGES[name.rpartition(".")[2]]
    return f"```{language}\n{(DOCUMENT.parent / name).read_text('utf-8')}```\n"


if __name__ == "__main__":
    DOCUMENT.write_text(with_snippets(DOCUMENT.read_text("utf-8")), "utf-8")
