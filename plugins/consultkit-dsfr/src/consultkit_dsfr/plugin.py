"""The hooks. The entry point `dsfr` of group `consultkit` names this module."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

from consultkit import Site, Theme, hookimpl
from consultkit_dsfr.package import DSFR, Package, check_folder
from consultkit_dsfr.settings import DsfrSettings

_HERE = Path(__file__).parent


@hookimpl
def register_themes() -> Mapping[str, Callable[[Site], Theme]]:
    return {"dsfr": lambda site: make_theme(site, os.environ)}


def make_theme(site: Site, environment: Mapping[str, str], package: Package = DSFR) -> Theme:
    """The theme for this site. Raises ConfigurationError when it may not wear it, or lacks the files."""
    settings = DsfrSettings.from_environment(environment, site)
    check_folder(settings.folder, package)
    own = f"consultkit-dsfr-{version('consultkit-dsfr')}"
    return Theme(
        templates=_HERE / "templates",
        files={f"dsfr-{package.version}": settings.folder.resolve(), own: _HERE / "static"},
        csp={"font-src": ("'self'",), "img-src": ("data:",)},
        values={"brand": settings.brand, "system": f"dsfr-{package.version}", "own": own},
    )
