"""A deployment to give commands to: one consultation that is open today, and an SQLite file of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from consultkit.cli import main

CONSULTATIONS = Path(__file__).parent.parent / "consultations"

Consultkit = Callable[..., Result]


@pytest.fixture
def consultkit() -> Consultkit:
    """Give a command to `consultkit`; what it prints comes with how it ended."""
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    text = (CONSULTATIONS / "smallest.yaml").read_text(encoding="utf-8")
    path = tmp_path / "open.yaml"
    path.write_text(text.replace("2018-10-31 08:00", "2020-01-01").replace("2018-11-30", "2099-11-30"))
    return path


@pytest.fixture
def environment(tmp_path: Path, sqlite_url: str, file: Path) -> dict[str, str]:
    return {
        "CONSULTKIT_DATABASE_URL": sqlite_url,
        "CONSULTKIT_KEY_FILE": str(tmp_path / "consultkit.keys"),
        "CONSULTKIT_CONSULTATIONS": str(file),
    }


@pytest.fixture
def deployed(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of this process is the deployment's."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return environment
