"""`python -m tests.chaos.mutants`: breaks the worker on purpose, one promise at a time; the campaign must notice.

Each mutant is a copy of the package with one change, in a temporary folder. Exit code 1 when a mutant passes unseen.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
WORKER = "streams/worker/"


class Change(NamedTuple):
    """In a file, one text in place of another."""

    file: str
    before: str
    after: str


class Mutant(NamedTuple):
    """What is broken, where it must show, and how."""

    name: str
    scenario: str
    changes: tuple[Change, ...]


COMMIT = "await transactions.commit(batch.outputs, batch.changes, next_offset)"
SEND_OFFSETS = "producer.send_offsets_to_transaction({owner.source: next_offset}, owner.group)"
FENCE, BEGIN = "                await transactions.fence()\n", "                await self._begin()\n"

MUTANTS = (
    Mutant(
        "another transactional id each time",
        "zombie",
        (
            Change(
                WORKER + "transaction.py",
                'owner.source.partition}",\n',
                'owner.source.partition}.{asyncio.get_running_loop().time()}",\n',
            ),
        ),
    ),
    Mutant(
        "offsets committed outside the transaction",
        "sigkill",
        (
            Change(WORKER + "transaction.py", SEND_OFFSETS, "asyncio.sleep(0)"),
            Change(
                WORKER + "partition.py",
                COMMIT,
                f"await self._consumer.commit({{self._source: next_offset}})\n        {COMMIT}",
            ),
        ),
    ),
    Mutant(
        "state not restored",
        "sigterm",
        (
            Change(
                WORKER + "partition.py",
                "await restore(self._settings, self._service.changelog_partition(self._source), self.state)",
                "pass",
            ),
        ),
    ),
    Mutant(
        # With the pause, since the old owner has to commit in between: without it, only one run in many shows it.
        "offset and state read before the fence",
        "zombie",
        (Change(WORKER + "partition.py", FENCE + BEGIN, f"{BEGIN}                await asyncio.sleep(4)\n{FENCE}"),),
    ),
    Mutant(
        "outputs in a transaction of their own",
        "sigkill",
        (
            Change(
                WORKER + "transaction.py",
                f"        offsets = {SEND_OFFSETS}",
                "        await producer.commit_transaction()\n"
                "        await producer.begin_transaction()\n"
                f"        offsets = {SEND_OFFSETS}",
            ),
        ),
    ),
    Mutant(
        "an abandoned batch goes on",
        "slow-stage",
        (
            Change(
                WORKER + "batch.py", "if self.done.done():\n                return", "if False:\n                return"
            ),
        ),
    ),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.mutants", description=__doc__)
    parser.add_argument("--articles", type=int, default=2500, help="in each scenario (default 2500)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    unseen = [mutant.name for mutant in MUTANTS if not _noticed(mutant, options.articles, options.seed)]
    print(f"unseen: {', '.join(unseen)}" if unseen else "every mutant was noticed")
    return 1 if unseen else 0


def _noticed(mutant: Mutant, articles: int, seed: int) -> bool:
    with TemporaryDirectory(prefix="mutant-") as folder:
        _copy(mutant, Path(folder))
        command = ("tests.chaos", "--scenario", mutant.scenario, "--articles", str(articles), "--seed", str(seed))
        done = subprocess.run([sys.executable, "-m", *command], cwd=folder, check=False, capture_output=True, text=True)
    noticed = done.returncode == 1 and "Traceback" not in done.stdout + done.stderr
    print(f"{mutant.name}: {'noticed' if noticed else 'NOT NOTICED'}")
    print(done.stdout + done.stderr, flush=True)
    return noticed


def _copy(mutant: Mutant, folder: Path) -> None:
    for name in ("streams", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file, before, after in mutant.changes:
        text = (folder / file).read_text()
        assert text.count(before) == 1, (
            f"{mutant.name}: {file} has changed; {before!r} is there {text.count(before)} times"
        )
        (folder / file).write_text(text.replace(before, after))


if __name__ == "__main__":
    sys.exit(main())
