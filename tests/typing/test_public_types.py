"""The public names under a strict type checker, as a developer and a plugin's author use them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def complaints() -> dict[str, set[int]]:
    """The lines that the checker complains of, by file. One run for all: each reads the whole package."""
    files = [HERE / name for name in ("developer.py", "plugin_author.py", "wrong.py")]
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", *map(str, files)],
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.stderr == ""
    found: dict[str, set[int]] = {file.name: set() for file in files}
    for path, line, _said in re.findall(r"^(\S+?):(\d+): error: (.*)$", checked.stdout, re.MULTILINE):
        found.setdefault(Path(path).name, set()).add(int(line))
    return found


@pytest.mark.parametrize("name", ["developer.py", "plugin_author.py"])
def test_right_use_passes_a_strict_checker(complaints: dict[str, set[int]], name: str) -> None:
    assert complaints[name] == set()


def test_wrong_use_is_caught(complaints: dict[str, set[int]]) -> None:
    lines = (HERE / "wrong.py").read_text().splitlines()
    assert complaints["wrong.py"] == {
        number for number, line in enumerate(lines, 1) if line.endswith("# wrong")
    }


def test_the_package_says_that_it_is_typed() -> None:
    root = HERE.parents[1]
    marks = [
        path.parent.name for path in (*root.glob("src/*/py.typed"), *root.glob("plugins/*/src/*/py.typed"))
    ]
    names = ("clamav", "dialogue", "dsfr", "email", "keycommand", "mediator", "referral_email", "sirene")
    plugins = [f"consultkit_{name}" for name in names]
    assert sorted(marks) == ["consultkit", *plugins]
