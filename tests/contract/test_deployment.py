"""The pages on deployment and dependencies name everything that there is, with the defaults that it has."""

from __future__ import annotations

import re
import tomllib
from itertools import chain

import pytest
from contract.house import EXAMPLES, PLUGINS, ROOT

from consultkit import Settings
from consultkit.cli import deployment
from consultkit.variables import PREFIX, Variables

ROW = re.compile(r"^\| `(CONSULTKIT_\w+)` \| (?:`(\S+)`|none) \|", re.MULTILINE)
DOCUMENTED = dict(ROW.findall((ROOT / "docs/deployment.md").read_text()))
DEPENDENCY = re.compile(r"^\| ([\w.-]+) \| (.{5,}?) \| (.{3,}?) \|$", re.MULTILINE)


def test_every_variable_is_documented_and_none_is_invented() -> None:
    read = {f"{PREFIX}{field.upper()}" for field in Variables.model_fields}
    commands = {value for name, value in vars(deployment).items() if name.endswith("_VARIABLE")}
    assert read | commands == DOCUMENTED.keys()


def test_the_documented_defaults_are_those_of_the_settings() -> None:
    given = {name: value for name, value in DOCUMENTED.items() if value}
    assert len(given) > 5
    assert Settings.from_environment(given) == Settings() == Settings.from_environment({})


def needed() -> set[str]:
    """What the distributions and the lists of requirements ask for."""
    written = [
        line for path in (ROOT / "requirements").glob("*.in") for line in path.read_text().splitlines()
    ]
    for folder in (ROOT, *PLUGINS, *EXAMPLES):
        project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
        written += project["dependencies"]
        written += chain.from_iterable(project.get("optional-dependencies", {}).values())
    names = {match[0].lower() for line in written if (match := re.match(r"[A-Za-z][\w.-]*", line))}
    return {name for name in names if not name.startswith("consultkit")}


def test_every_dependency_is_documented_with_its_reason_and_licence() -> None:
    rows = [
        row for row in DEPENDENCY.findall((ROOT / "docs/dependencies.md").read_text()) if row[0] != "name"
    ]
    documented = {name for name, _reason, _licence in rows if "---" not in name}
    assert documented == needed()


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_what_is_asked_for_is_locked(name: str) -> None:
    asked = (ROOT / f"requirements/{name}.in").read_text().splitlines()
    locked = re.findall(
        r"^([\w.-]+)(?:\[\w+\])?==", (ROOT / f"requirements/{name}.txt").read_text(), re.MULTILINE
    )
    names = {_normal(re.split(r"[\[>=<,]", line)[0]) for line in asked if line[:1].isalpha()}
    assert names <= {_normal(one) for one in locked}


def _normal(name: str) -> str:
    """One spelling for each distribution (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
