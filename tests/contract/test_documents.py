"""What the documents say of the project is so."""

import re
import tomllib
from importlib.metadata import packages_distributions
from typing import Any

import pytest

from streams.settings import PREFIX, Settings
from tests.contract.source import ROOT, imports

PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT: dict[str, Any] = PYPROJECT["project"]
DOCUMENTS = [
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "schemas/README.md"),
    *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "deploy").rglob("*.md"))),
]
# Faust's own services and web library: which versions go together is for Faust to say.
THROUGH_FAUST = {"mode-streaming"}


def distribution(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def required(*extras: str) -> set[str]:
    optional = PROJECT["optional-dependencies"]
    requirements = [*PROJECT["dependencies"], *(requirement for extra in extras for requirement in optional[extra])]
    return {distribution(requirement) for requirement in requirements}


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text().partition("## Dependencies")[2]
    items = [line.partition(":")[0] for line in text.splitlines() if line.startswith("- ")]
    explained = [name for item in items for name in re.findall(r"`([^`]+)`", item)]
    assert sorted(explained) == sorted(required("local", "dev"))


def test_every_dependency_is_pinned() -> None:
    pinned = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    assert required("local", "dev") <= pinned


def test_what_the_package_imports_is_required() -> None:
    found = {name for outside in imports().values() for name in outside}
    distributions = packages_distributions()
    outside = {distribution(name) for top in found for name in distributions.get(top, [])}
    assert outside <= required("local") | THROUGH_FAUST


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_that_a_document_names_exist(document: str) -> None:
    text = (ROOT / document).read_text()
    folder = (ROOT / document).parent
    named = re.findall(r"`((?:streams|tests|deploy|schemas|prometheus|grafana)/[\w./]*)`", text)
    assert [name for name in named if not (ROOT / name).exists() and not (folder / name).exists()] == []


def anchors(text: str) -> set[str]:
    """What the headings of a document are called in links to them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_within_the_project_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text()
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    dead = []
    for link in links:
        path, _, anchor = link.partition("#")
        target = (ROOT / document).parent / path if path else ROOT / document
        if not target.exists() or (anchor and anchor not in anchors(target.read_text())):
            dead.append(link)
    assert dead == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_settings_that_a_document_names_exist(document: str) -> None:
    named = set(re.findall(rf"\b{PREFIX}([A-Z][A-Z_]*)\b", (ROOT / document).read_text()))
    assert {name.lower() for name in named} <= set(Settings.__struct_fields__)


def test_the_version_is_in_the_changelog() -> None:
    assert f"## [{PROJECT['version']}]" in (ROOT / "CHANGELOG.md").read_text()


def test_the_licence_is_there() -> None:
    assert PROJECT["license"] == "Apache-2.0"
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
