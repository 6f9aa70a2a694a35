"""Who opens what: everybody × every route × every method × their own, somebody else's and nobody's things."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from consultkit import ProviderSettings
from consultkit.testing import FranceConnectStandIn

from .access_matrix import leaks
from .access_world import ACTORS, World, inhabited
from .test_guarded_sign_in import SECRET, SITE, franceconnect

__all__ = ["franceconnect"]


@pytest.fixture
def world(database_url: str, tmp_path: Path, franceconnect: FranceConnectStandIn) -> Iterator[World]:
    provider = ProviderSettings(franceconnect.issuer, "traders", SECRET)
    with inhabited(database_url, tmp_path, provider, SITE) as world:
        yield world


@pytest.mark.slow
@pytest.mark.parametrize("actor", ACTORS)
def test_everybody_sees_what_is_open_to_them_and_nothing_else(world: World, actor: str) -> None:
    assert "\n".join(leaks(world, actor)) == ""
