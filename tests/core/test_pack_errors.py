"""A mistake in a language pack: the error names the file, and blames no article."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import streams
from streams.errors import PackError
from streams.languages import reading
from streams.languages.clean_data import CleanData
from streams.languages.quote_data import quote_data

PACKAGE = Path(streams.__file__).parent


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack for a language of its own, xy, that can be spoilt."""
    monkeypatch.setattr(reading, "files", lambda _: tmp_path)
    return Path(shutil.copytree(PACKAGE / "languages" / "ms", tmp_path / "xy"))


def spoil(path: Path, old: str, new: str) -> Path:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[clause]\n", "[clause]\nbogus = 1\n", "unknown field `bogus` - at `$.clause`"),
        ("[clause]\n", "[clause\n", "line"),
        ("verb = '", "verb = '(", "at `$.clause.verb`"),
    ],
)
def test_an_error_in_quotes_toml_names_the_file_and_the_key(pack: Path, old: str, new: str, said: str) -> None:
    path = spoil(pack / "quotes.toml", old, new)
    with pytest.raises(PackError) as raised:
        quote_data("xy")
    assert str(raised.value).startswith(f"{path}: ")
    assert said in str(raised.value)


def test_an_error_in_clean_toml_names_the_file(pack: Path) -> None:
    (pack / "clean.toml").write_text("bogus = 1\n", "utf-8")
    with pytest.raises(PackError, match="unknown field `bogus`") as raised:
        reading.read("xy", "clean.toml", CleanData)
    assert str(pack / "clean.toml") in str(raised.value)


def test_a_pack_without_a_file_is_no_error(pack: Path) -> None:
    (pack / "quotes.toml").unlink()
    assert quote_data("xy") is None


@pytest.mark.parametrize("command", [["quotes", "harga.txt"], ["run", "harga.txt"], ["worker", "--web-port", "0"]])
def test_a_command_ends_with_the_name_of_the_file(tmp_path: Path, command: list[str]) -> None:
    shutil.copytree(PACKAGE, tmp_path / "streams", ignore=shutil.ignore_patterns("__pycache__"))
    path = spoil(tmp_path / "streams/languages/id/quotes.toml", "[clause]\n", "[clause]\nbogus = 1\n")
    (tmp_path / "harga.txt").write_text("Pemerintah kota menyatakan harga beras turun sejak kemarin.", "utf-8")
    line = [sys.executable, "-m", "streams", *command]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert f"news-streams: {path}: Object contains unknown field `bogus`" in done.stderr
    assert "invalid" not in done.stderr
