"""The themes that pages are walked in, each with the variables by which a deployment wears it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from consultkit_dsfr import check_folder


def _neutral() -> Mapping[str, str]:
    return {}


def _dsfr() -> Mapping[str, str]:
    """A rehearsal of a State site. Raises ConfigurationError when nobody has fetched the design system."""
    folder = Path(os.environ.get("CONSULTKIT_TEST_DSFR") or _cache() / "consultkit" / "dsfr")
    check_folder(folder)
    return {
        "CONSULTKIT_THEME": "dsfr",
        "CONSULTKIT_DSFR_STATE_SITE": "127.0.0.1",
        "CONSULTKIT_DSFR_FOLDER": str(folder),
    }


def _cache() -> Path:
    """Where `ensure_dsfr` of script/lib.sh keeps it: its terms forbid to keep it in the repository."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


DRESSES: Mapping[str, Callable[[], Mapping[str, str]]] = MappingProxyType(
    {"neutral": _neutral, "dsfr": _dsfr}
)


def wearing(*names: str) -> pytest.MarkDecorator:
    """Run the test in these themes."""
    return pytest.mark.parametrize("dress", names, indirect=True)


in_every_dress = wearing(*DRESSES)
