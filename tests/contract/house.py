"""What the contracts look at: the folders of this repository, and the imports of a Python file."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
DOCS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
PLUGINS = sorted((ROOT / "plugins").iterdir())
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if (path / "pyproject.toml").exists())
OURS = sorted([*SRC.rglob("*.py"), *(ROOT / "plugins").glob("*/src/**/*.py")])


def tool(name: str) -> str:
    """A command of the environment that runs the tests."""
    return str(Path(sys.executable).with_name(name))


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """A command at the root of the repository, with what it printed."""
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)


def committed() -> list[Path]:
    """The files that git keeps."""
    names = run("git", "ls-files", "-z").stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def is_test(path: Path) -> bool:
    return "tests" in path.relative_to(ROOT).parts


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(path: Path) -> Iterator[str]:
    """The names that a file imports, anywhere in it: `from a import b` as `a.b`, relative ones with a dot."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from (f"{module}.{alias.name}" for alias in node.names)
