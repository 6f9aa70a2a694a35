"""The documents tell the truth: hooks, files, code, links, and the schema that editors read."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import pytest
from contract.house import DOCS, EXAMPLES, PLUGINS, ROOT, run, tool

from consultkit import compile_form, read_consultation
from consultkit.hooks import specs
from consultkit.schema import load_report

HOOKS = [value for value in vars(specs).values() if hasattr(value, "consultkit_spec")]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
PAGES = [
    *DOCS,
    *(ROOT / name for name in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")),
    *(path for folder in (*PLUGINS, *EXAMPLES) for path in folder.glob("*.md")),
]


def blocks(language: str, beginning: str = "") -> list[object]:
    """The code of all documents in one language that has a line beginning so, each called by its place."""
    return [
        pytest.param(block[2], id=f"{document.relative_to(ROOT)}:{text[: block.start()].count(chr(10)) + 2}")
        for document, text in ((page, page.read_text(encoding="utf-8")) for page in PAGES)
        for block in BLOCK.finditer(text)
        if block[1] == language and any(line.startswith(beginning) for line in block[2].splitlines())
    ]


def test_the_hooks_are_found() -> None:
    assert len(HOOKS) >= 5


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_documented_with_its_arguments(hook: object) -> None:
    assert inspect.isfunction(hook)
    arguments = ", ".join(inspect.signature(hook).parameters)
    assert f"\n## `{hook.__name__}({arguments})`\n" in (ROOT / "docs/hooks.md").read_text()


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_used_in_tests(hook: object) -> None:
    assert inspect.isfunction(hook)
    folders = [ROOT / "tests" / "hooks", *(plugin / "tests" for plugin in PLUGINS)]
    tests = [path.read_text() for folder in folders for path in folder.rglob("test_*.py")]
    assert any(f"def {hook.__name__}(" in text or f'"{hook.__name__}"' in text for text in tests)


@pytest.mark.parametrize(
    "name", re.findall(r"^## `(\w+)\(", (ROOT / "docs/hooks.md").read_text(), re.MULTILINE)
)
def test_no_hook_is_documented_that_is_not_there(name: str) -> None:
    assert any(getattr(hook, "__name__", "") == name for hook in HOOKS)


def test_the_published_schema_is_what_the_command_prints() -> None:
    printed = run(tool("consultkit"), "schema")
    assert printed.returncode == 0, printed.stderr
    assert printed.stdout == (ROOT / "docs/consultation.schema.json").read_text(), (
        "Run `consultkit schema > docs/consultation.schema.json`."
    )


@pytest.mark.parametrize("text", blocks("yaml", "consultation: "))
def test_a_whole_file_in_a_document_is_sound(text: str, tmp_path: Path) -> None:
    file = tmp_path / "consultation.yaml"
    file.write_text(text, encoding="utf-8")
    if text.startswith("report: "):
        assert load_report(file).parts
    else:
        assert compile_form(read_consultation(file)).questions


@pytest.mark.parametrize("code", blocks("python"))
def test_the_python_of_a_document_compiles(code: str) -> None:
    compile(code, "document", "exec")


def test_the_developers_lines_of_the_readme_run_with_its_file(tmp_path: Path) -> None:
    found = dict(
        reversed([(block[1], block[2]) for block in BLOCK.finditer((ROOT / "README.md").read_text())])
    )
    (tmp_path / "night-buses.yaml").write_text(found["yaml"], encoding="utf-8")
    (tmp_path / "developer.py").write_text(found["python"], encoding="utf-8")
    ran = run(
        sys.executable, "-c", f"import os, runpy; os.chdir({str(tmp_path)!r}); runpy.run_path('developer.py')"
    )
    assert ran.stderr == ""
    assert "Do you take night buses? → Yes" in ran.stdout
    assert "Which lines? → N1" in ran.stdout
    assert ran.stdout.endswith("complete\n")


@pytest.mark.parametrize("document", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_within_the_repository_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_index_names_every_document() -> None:
    linked = set(LINK.findall((ROOT / "docs/README.md").read_text()))
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert pages - linked == set()
