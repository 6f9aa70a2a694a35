"""What a deployment says of itself: that it is the State's, where the files are, and whose brand it bears."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from consultkit import ConfigurationError, Site

STATE_SITE, FOLDER, BRAND = "CONSULTKIT_DSFR_STATE_SITE", "CONSULTKIT_DSFR_FOLDER", "CONSULTKIT_DSFR_BRAND"
_ON_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_REPUBLIC = "République|Française"


@dataclass(frozen=True, slots=True)
class DsfrSettings:
    """Read from the environment, by the names above."""

    folder: Path
    brand: tuple[str, ...]
    """The lines of the brand block, as the State's charter writes the name of the ministry."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], site: Site) -> DsfrSettings:
        """Raises ConfigurationError unless the operator says that this very site is the State's."""
        require_state_site(environment.get(STATE_SITE, ""), site)
        folder = environment.get(FOLDER)
        if not folder:
            raise ConfigurationError(
                f"{FOLDER} does not say where the design system is.",
                mend="Fetch it with consultkit-dsfr fetch --accept-terms FOLDER, and name that folder.",
            )
        brand = environment.get(BRAND) or _REPUBLIC
        return cls(Path(folder), tuple(line.strip() for line in brand.split("|")))


def require_state_site(declared: str, site: Site) -> None:
    """The operator's word, for one host: a copy of the settings elsewhere does not carry it along."""
    host = urlsplit(site.public_url).hostname or ""
    if declared.lower() != host:
        raise ConfigurationError(
            f"The State's design system is for sites of the State alone; nobody has said that {host} is one.",
            mend=f"If it is, set {STATE_SITE} to {host}; if not, set CONSULTKIT_THEME to neutral.",
        )
    rehearsal = not site.production and host in _ON_THIS_MACHINE
    if not (host.endswith(".gouv.fr") or rehearsal):
        raise ConfigurationError(
            f"The State's design system is shown under .gouv.fr alone, and this site is at {host}.",
            mend="Serve it there, or set CONSULTKIT_THEME to neutral; a rehearsal may run on localhost.",
        )
