"""What is kept in git: no address of a registry, no place of one machine, nothing swollen."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from contract.house import OURS, ROOT, committed, is_test, parsed

# Written in pieces, since this file is looked at too.
REGISTRIES = (
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "registry." + "npmjs",
    "registry." + "yarnpkg",
    "--index-" + "url",
)
MACHINE = re.compile(r"(?<![\w.:/-])/(?:work|root|opt|home|Users)/\w")
BINARY = {".png", ".ico", ".woff2", ".mo", ".jpg"}
LINES_OF_A_FILE = 300
LINES_OF_A_FUNCTION = 60


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for path in committed()
        if path.suffix not in BINARY
    }


def test_no_file_records_the_address_of_a_registry(texts: dict[str, str]) -> None:
    assert len(texts) > 200
    assert [(name, word) for name, text in texts.items() for word in REGISTRIES if word in text] == []


def test_no_file_records_a_place_of_one_machine(texts: dict[str, str]) -> None:
    found = [(name, match[0]) for name, text in texts.items() for match in MACHINE.finditer(text)]
    assert found == []


def test_every_locked_version_has_its_hashes() -> None:
    for name in ("runtime", "dev"):
        entries = re.split(r"\n(?=\S)", (ROOT / f"requirements/{name}.txt").read_text().strip())
        locked = [entry for entry in entries if not entry.startswith("#")]
        assert len(locked) > 20
        assert [entry for entry in locked if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_no_source_file_is_swollen() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in OURS}
    assert {name: length for name, length in lengths.items() if length > LINES_OF_A_FILE} == {}


def test_no_function_is_swollen() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in OURS
        if "versions" not in path.parts and not is_test(path)
        for node in _functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > LINES_OF_A_FUNCTION
    ]
    assert long == []


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
