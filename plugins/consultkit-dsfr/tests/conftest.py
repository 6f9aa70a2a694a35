"""An archive of the design system that was made up for the tests, and what it unpacks to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from consultkit_dsfr import Package, unpack
from consultkit_dsfr.testing import make_archive


@dataclass(frozen=True)
class Archive:
    path: Path
    package: Package


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    path = tmp_path / "dsfr.tgz"
    return Archive(path, make_archive(path))


@pytest.fixture
def folder(archive: Archive, tmp_path: Path) -> Path:
    """The design system unpacked."""
    unpack(archive.path, tmp_path / "dsfr", archive.package)
    return tmp_path / "dsfr"
