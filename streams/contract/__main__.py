"""`python -m streams.contract [FOLDER] [--release]`."""

import argparse
import sys
from pathlib import Path

from streams.contract import files


def main(arguments: list[str] | None = None) -> int:
    """Write the folder; 1 when today's schemas break the released ones."""
    parser = argparse.ArgumentParser(prog="python -m streams.contract", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("schemas"), help="where to write (schemas)")
    parser.add_argument("--release", action="store_true", help="from now on, hold later schemas to today's")
    options = parser.parse_args(arguments)
    files.write(options.folder)
    if broken := files.broken(options.folder):
        sys.stderr.write("\n".join([*broken, ""]))
        return 1
    if options.release:
        files.release(options.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
