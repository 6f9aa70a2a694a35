"""What a deployment decides, apart from the consultation file: where things are, and how mail goes out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from consultkit.errors import ConfigurationError
from consultkit.hooks import Plugins, Site
from consultkit.identity import SignInSettings
from consultkit.records import MailSettings
from consultkit.storage import KeyRing, Keys, key_ring_from, key_ring_of, read_keys
from consultkit.variables import Variables, revealed

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Settings:
    """One deployment. `from_environment` reads the `CONSULTKIT_*` variables of `docs/deployment.md`."""

    database_url: str = field(default="sqlite:///var/consultkit.db", repr=False)
    """Not shown: it may hold a password."""
    key_file: Path = Path("var/consultkit.keys")
    keys: str = field(default="", repr=False)
    """The content of a key file, where there is to be none: then `key_file` is not read."""
    keys_from: str = ""
    """Who gives the keys, where there is to be no key file: a word of `register_key_sources`."""
    files: str = "var/files"
    """Where the files that respondents hand in are: a folder, or `s3://bucket/prefix`."""
    public_url: str = "http://127.0.0.1:8000"
    """The address that people type, without a final slash: sign-in returns there, letters link there."""
    production: bool = False
    rehearse_at: datetime | None = None
    """An instant at which a rehearsal's clock starts; never in production."""
    proxies: int = 0
    """How many reverse proxies stand in front, each of which adds the address that it was asked from."""
    theme: str = "neutral"
    """What the pages are dressed in: a word of `register_themes`."""
    metrics_token: str | None = field(default=None, repr=False)
    """Whoever brings it may read `/metrics`; without one there is no such page."""
    mail: MailSettings = field(default_factory=MailSettings)
    sign_in: SignInSettings = field(default_factory=SignInSettings)

    def __post_init__(self) -> None:
        if self.production and self.rehearse_at:
            raise ConfigurationError(
                "A deployment in production cannot rehearse another date.",
                mend="Remove --rehearse-at (CONSULTKIT_REHEARSE_AT), or CONSULTKIT_PRODUCTION.",
            )
        if self.production and not self.public_url.startswith("https://"):
            raise ConfigurationError(
                f"A deployment in production is served over https, not at {self.public_url}.",
                mend="Set CONSULTKIT_PUBLIC_URL to the https:// address that people type.",
            )
        if self.rehearse_at and self.rehearse_at.tzinfo is None:
            object.__setattr__(self, "rehearse_at", self.rehearse_at.replace(tzinfo=PARIS))

    @property
    def has_key_file(self) -> bool:
        """Whether the keys are in a file, which consultkit makes and changes; else they are given."""
        return not (self.keys or self.keys_from)

    def given_keys(self, plugins: Plugins) -> Keys:
        """The keys where there is no key file. Raises ConfigurationError, saying which source is at fault."""
        if self.keys:
            return read_keys(self.keys, "CONSULTKIT_KEYS")
        return read_keys(plugins.keys(self.keys_from), f"What comes from the source {self.keys_from!r}")

    def key_ring(self, plugins: Plugins) -> KeyRing:
        """The keys that seal. Raises ConfigurationError, saying which source is at fault."""
        return key_ring_from(self.key_file) if self.has_key_file else key_ring_of(self.given_keys(plugins))

    @property
    def site(self) -> Site:
        """What a theme may judge of this deployment."""
        return Site(self.public_url, self.production)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Raises ConfigurationError, naming the variable, when one cannot be understood."""
        values = Variables.read(os.environ if environment is None else environment)
        return cls(
            database_url=values.database_url.get_secret_value(),
            key_file=values.key_file_of_deployment(),
            keys=revealed(values.keys) or "",
            keys_from=values.keys_from,
            files=values.files,
            public_url=values.public_url.rstrip("/"),
            production=values.production,
            rehearse_at=None if values.rehearse_at is None else parse_rehearsal(values.rehearse_at),
            proxies=values.proxies,
            theme=values.theme,
            metrics_token=revealed(values.metrics_token),
            mail=values.mail(),
            sign_in=values.sign_in(),
        )


def parse_rehearsal(value: str) -> datetime:
    """`2018-11-15T10:00`, in Paris unless it says its offset."""
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise ConfigurationError(
            f"{value!r} is not a date and time to rehearse.", mend="Write it as 2018-11-15T10:00."
        ) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=PARIS)
