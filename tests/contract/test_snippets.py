"""deploy/CLIENTS.md shows the very programs that are run, and all of them."""

from tests.contract.snippets import DOCUMENT, shown, with_snippets

FOLDERS = ("clients", "connect")


def test_the_document_shows_the_files() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert with_snippets(text) == text, "run `make schemas`"


def test_every_file_is_shown() -> None:
    files = {
        f"{folder}/{path.name}" for folder in FOLDERS for path in (DOCUMENT.parent / folder).iterdir() if path.is_file()
    }
    assert shown(DOCUMENT.read_text("utf-8")) == files
