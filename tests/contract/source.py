"""Where the project's files are, and what they import."""

from functools import cache
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "streams"


@cache
def imports() -> dict[str, set[str]]:
    """The top-level packages outside that each module of ours imports, anywhere in it."""
    graph = grimp.build_graph(PACKAGE.name, include_external_packages=True, cache_dir=None)
    ours = {name for name in graph.modules if not graph.is_module_squashed(name)}
    return {name: set(graph.find_modules_directly_imported_by(name)) - ours for name in ours}
