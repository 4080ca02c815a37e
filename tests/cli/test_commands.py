"""What every command has in common: help, exit codes, messages."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from streams.cli.group import COMMANDS
from tests.cli.conftest import Invoke

KAFKA_COMMANDS = [
    ("topics", "create"),
    ("topics", "check"),
    ("tail", "news.quote"),
    ("deadletters", "list"),
    ("deadletters", "replay"),
    ("deadletters", "replay", "--dry-run"),
]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_explanation_and_the_list_names_the_command(invoke: Invoke, name: str) -> None:
    shown = invoke(name, "--help")
    assert shown.exit_code == 0
    assert f"Usage: main {name}" in shown.output
    assert f"  {name} " in invoke("--help").output


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "settings"])
def test_help_shows_examples(invoke: Invoke, name: str) -> None:
    shown = [line.strip() for line in invoke(name, "--help").output.splitlines()]
    example = shown[shown.index("Examples:") + 1]  # each on a line of its own, as it is typed
    assert re.match(r"(STREAMS_\w+=\S+ )?news-streams \w", example)


def test_the_list_of_commands_loads_none_of_them() -> None:
    code = (
        "import sys; from streams.cli import main; main(['--help'], standalone_mode=False);"
        "heavy = {'aiokafka', 'faust', 'numpy', 'trafilatura', 'streams.pipeline'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "streams", "--version"], check=True, capture_output=True, text=True)
    assert done.stdout.startswith("news-streams ")


@pytest.mark.parametrize("arguments", KAFKA_COMMANDS, ids=" ".join)
def test_no_broker_is_exit_code_3_and_says_where_and_what_to_do(
    invoke: Invoke, closed_port: str, arguments: tuple[str, ...]
) -> None:
    done = invoke(*arguments, env={"STREAMS_BROKER": closed_port})
    assert done.exit_code == 3
    assert closed_port in done.stderr
    assert "Connection refused" in done.stderr
    assert "STREAMS_BROKER=" in done.stderr
    assert not done.stdout


def test_produce_without_a_broker_is_exit_code_3(invoke: Invoke, closed_port: str, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Teks.")
    assert invoke("produce", file, env={"STREAMS_BROKER": closed_port}).exit_code == 3


@pytest.mark.parametrize(
    ("variable", "value"),
    [("STREAMS_WEB_PORT", "eighty"), ("STREAMS_BATCH_RECORDS", "0"), ("STREAMS_COLOUR", "blue")],
)
def test_a_wrong_setting_is_exit_code_2_and_is_named(invoke: Invoke, variable: str, value: str) -> None:
    done = invoke("topics", "check", env={variable: value})
    assert done.exit_code == 2
    assert variable in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("tail", "news.nothing"),
        ("tail", "news.quote", "--format", "ninjs"),
        ("tail", "news.article.clean", "--format", "newsml"),
        ("tail", "news.article.clean", "--until-end"),
        ("run", "no-such-file.jsonl"),
        ("produce",),
        ("worker", "--stages", "clean,polish"),
        ("deadletters", "list", "--reason", "boredom"),
        ("topics", "create", "--partitions", "0"),
        ("juggle",),
    ],
    ids=" ".join,
)
def test_a_wrong_argument_is_exit_code_2(invoke: Invoke, arguments: tuple[str, ...]) -> None:
    done = invoke(*arguments)
    assert done.exit_code == 2
    assert done.stderr


def test_one_uri_for_several_files_is_refused(invoke: Invoke, tmp_path: Path) -> None:
    files = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for file in files:
        file.write_text("Teks.")
    assert invoke("produce", "--uri", "urn:x", *files).exit_code == 2
