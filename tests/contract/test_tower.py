"""The rooms: who may import whom."""

from __future__ import annotations

import ast
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from contract.house import EXAMPLES, PLUGINS, SRC, imported, is_test, parsed, run, tool

MODULES = {
    ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__"): path
    for path in SRC.rglob("*.py")
    if "migrations" not in path.parts
}
PUBLIC = ("consultkit", "consultkit.testing", "consultkit.web")
HEAVY = {"flask", "sqlalchemy", "alembic", "authlib", "joserfc", "argon2", "requests", "pydantic", "ruamel"}
TEST_TOOLS = {"pytest", "hypothesis", "contract", "babel", "werkzeug"}


def test_every_contract_of_the_tower_holds() -> None:
    linted = run(tool("lint-imports"), "--no-cache")
    assert linted.returncode == 0, linted.stdout
    assert "0 broken" in linted.stdout


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {name: _imported_modules(name) for name in MODULES}
    assert sum(map(len, graph.values())) > 300
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def _imported_modules(name: str) -> set[str]:
    """Those imported by the lines that run when `name` is imported, and those under TYPE_CHECKING.

    The root package hands out names of every room lazily, so what it names for type checkers is no circle.
    """
    if name == "consultkit":
        return set()
    nodes = _module_level(parsed(MODULES[name]))
    found = {module for node in nodes for module in _modules_of(node, name)}
    return found - {name}


def _module_level(tree: ast.Module) -> list[ast.stmt]:
    waiting, found = list(tree.body), []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        found.append(node)
        waiting += [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]
    return found


def _modules_of(node: ast.stmt, importer: str) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names} & MODULES.keys()
    if not isinstance(node, ast.ImportFrom):
        return set()
    room = _absolute(node, importer)
    whole = {f"{room}.{alias.name}" for alias in node.names} & MODULES.keys()
    named = {room} if len(whole) < len(node.names) else set()
    return (whole | named) & MODULES.keys()


def _absolute(node: ast.ImportFrom, importer: str) -> str:
    if not node.level:
        return node.module or ""
    is_package = MODULES[importer].name == "__init__.py"
    parts = importer.split(".")
    base = parts[: len(parts) - node.level + is_package]
    return ".".join([*base, *([node.module] if node.module else [])])


def test_importing_the_package_loads_no_library_that_it_may_do_without() -> None:
    loaded = run(sys.executable, "-c", "import sys, consultkit; print(*sys.modules)").stdout.split()
    assert "consultkit" in loaded
    assert HEAVY & set(loaded) == set()


def test_a_file_is_read_and_compiled_without_the_web_or_a_database() -> None:
    code = "import sys; from consultkit import compile_form, read_consultation; print(*sys.modules)"
    loaded = set(run(sys.executable, "-c", code).stdout.split())
    assert "pydantic" in loaded
    assert loaded & {"flask", "sqlalchemy", "authlib", "requests", "argon2"} == set()


GUESTS = [path for folder in (*PLUGINS, *EXAMPLES) for path in folder.rglob("*.py")]


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=f"{path.parent.name}/{path.name}") for path in GUESTS]
)
def test_plugins_and_examples_use_the_public_names_only(path: Path) -> None:
    known = {
        "consultkit_clamav",
        "consultkit_dialogue",
        "consultkit_dsfr",
        "consultkit_email",
        "consultkit_keycommand",
        "consultkit_mediator",
        "consultkit_referral_email",
        "consultkit_sirene",
        "cryptography",
        "flask",
        "requests",
        "sme_platforms",
        *sys.stdlib_module_names,
    }
    if is_test(path):
        known |= TEST_TOOLS
    strangers = [name for name in imported(path) if not _is_public(name) and _root(name) not in known]
    assert strangers == []


def _is_public(name: str) -> bool:
    return name in PUBLIC or name.rpartition(".")[0] in PUBLIC


def _root(name: str) -> str:
    """A relative import stays within the guest's own package."""
    return "sme_platforms" if name.startswith(".") else name.partition(".")[0]
