"""A consultation with a dialogue, for each test its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .world import World, inhabited


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with inhabited(f"sqlite:///{tmp_path / 'markets.db'}", tmp_path) as world:
        yield world
