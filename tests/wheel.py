"""The built wheel in an empty environment: what whoever types `pip install` gets.

    python -m tests.wheel WHEEL

Makes build/wheel anew with the newest dependencies the wheel allows, not those of requirements.lock; then runs the
demo from a folder outside the checkout. Exits with 1 when anything of it does not come out.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENVIRONMENT = ROOT / "build" / "wheel"
SECONDS = 600
EXPECTED = ("news.article.clean", "news.article.duplicate", "news.quote", "news.deadletter")


def install(wheel: Path) -> Path:
    """Install the wheel with its embedded broker into an environment that has nothing else; the command it brings."""
    venv.create(ENVIRONMENT, clear=True, with_pip=True)
    tools = ENVIRONMENT / "bin"
    pip = str(tools / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check"
    subprocess.run([*pip, "install", f"{wheel}[local]"], check=True, timeout=SECONDS)
    return tools / "news-streams"


def demo(command: Path) -> Counter[str]:
    """Run the demo; how many records came out at each topic."""
    outside = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    with tempfile.TemporaryDirectory() as folder:
        shown = subprocess.run(
            [command, "demo", "--json"], cwd=folder, env=outside, stdout=subprocess.PIPE, check=True, timeout=SECONDS
        )
    return Counter(json.loads(line)["topic"] for line in shown.stdout.splitlines())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.wheel", description=__doc__)
    parser.add_argument("wheel", type=Path)
    command = install(parser.parse_args().wheel.resolve())
    found = demo(command)
    print(*(f"{found[topic]} {topic}" for topic in EXPECTED), sep="\n")
    sys.exit(not all(found[topic] for topic in EXPECTED))


if __name__ == "__main__":
    main()
