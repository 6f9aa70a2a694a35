"""What a deployment decides, apart from the consultation file: where things are, and how mail goes out."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from consultkit.errors import ConfigurationError
from consultkit.hooks import Site
from consultkit.identity import KEY_COMMAND, ProviderSettings, SignInSettings, is_safe_address, issuer_of
from consultkit.records import MailSettings

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Settings:
    """One deployment. `from_environment` reads the `CONSULTKIT_*` variables of `docs/deployment.md`."""

    database_url: str = "sqlite:///var/consultkit.db"
    key_file: Path = Path("var/consultkit.keys")
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
    def site(self) -> Site:
        """What a theme may judge of this deployment."""
        return Site(self.public_url, self.production)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Raises ConfigurationError, naming the variable, when one cannot be understood."""
        values, default = _Variables(os.environ if environment is None else environment), cls()
        return cls(
            database_url=values.text("DATABASE_URL", default.database_url),
            key_file=Path(values.text("KEY_FILE", str(default.key_file))),
            files=values.text("FILES", default.files),
            public_url=values.text("PUBLIC_URL", default.public_url).rstrip("/"),
            production=values.switch("PRODUCTION"),
            rehearse_at=values.instant("REHEARSE_AT"),
            proxies=values.number("PROXIES", default.proxies),
            theme=values.text("THEME", default.theme),
            mail=values.mail(),
            sign_in=values.sign_in(),
        )


class _Variables:
    """The environment, read by the names without their prefix."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str, default: str) -> str:
        return self._environment.get(f"CONSULTKIT_{name}") or default

    def optional(self, name: str) -> str | None:
        return self._environment.get(f"CONSULTKIT_{name}") or None

    def switch(self, name: str) -> bool:
        value = self.text(name, "0").lower()
        if value in {"0", "1", "no", "yes", "false", "true"}:
            return value in {"1", "yes", "true"}
        raise ConfigurationError(
            f"CONSULTKIT_{name} is {value!r}, which is neither yes nor no.", mend="Write 1 or 0."
        )

    def number(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if value.isascii() and value.isdigit():
            return int(value)
        raise ConfigurationError(f"CONSULTKIT_{name} is {value!r}, not a number.", mend="Write digits only.")

    def instant(self, name: str) -> datetime | None:
        value = self.optional(name)
        return None if value is None else parse_rehearsal(value)

    def mail(self) -> MailSettings:
        default = MailSettings()
        return MailSettings(
            host=self.text("SMTP_HOST", default.host),
            port=self.number("SMTP_PORT", default.port),
            sender=self.text("MAIL_FROM", default.sender),
            starttls=self.switch("SMTP_STARTTLS"),
            user=self.optional("SMTP_USER"),
            password=self.optional("SMTP_PASSWORD"),
        )

    def sign_in(self) -> SignInSettings:
        return SignInSettings(
            franceconnect=self._provider("franceconnect"),
            franceconnect_plus=self._franceconnect_plus(),
            proconnect=self._proconnect(),
        )

    def _franceconnect_plus(self) -> ProviderSettings | None:
        provider = self._provider("franceconnect-plus")
        return provider and replace(
            provider,
            acr=self._choice("FRANCECONNECT_PLUS_ACR", ("eidas2", "eidas3")),
            decryption_key=self._private_key("FRANCECONNECT_PLUS_KEY_FILE"),
        )

    def _proconnect(self) -> ProviderSettings | None:
        provider = self._provider("proconnect")
        if provider is None:
            return None
        signed = self._choice("PROCONNECT_USERINFO", ("signed", "json")) == "signed"
        return replace(provider, userinfo="signed" if signed else "json")

    def _provider(self, way: str) -> ProviderSettings | None:
        name = way.upper().replace("-", "_")
        written = self.optional(f"{name}_ISSUER")
        if written is None:
            return None
        return ProviderSettings(
            issuer=self._issuer(f"{name}_ISSUER", issuer_of(way, written)),
            client_id=self._required(f"{name}_CLIENT_ID", f"{name}_ISSUER"),
            client_secret=self._required(f"{name}_CLIENT_SECRET", f"{name}_ISSUER"),
            algorithm=self._choice(f"{name}_ALGORITHM", ("ES256", "RS256")),
        )

    def _issuer(self, name: str, issuer: str) -> str:
        if is_safe_address(issuer):
            return issuer
        raise ConfigurationError(
            f"CONSULTKIT_{name} is {issuer!r}, which is not an https:// address.",
            mend="Write production, sandbox, or the issuer; http:// only on this machine.",
        )

    def _choice(self, name: str, choices: Sequence[str]) -> str:
        """One of these; the first when nothing is said."""
        value = self.text(name, choices[0])
        if value in choices:
            return value
        raise ConfigurationError(
            f"CONSULTKIT_{name} is {value!r}, which it cannot be.", mend=f"Write {' or '.join(choices)}."
        )

    def _private_key(self, name: str) -> bytes:
        file = self._required(name, "FRANCECONNECT_PLUS_ISSUER")
        try:
            return Path(file).read_bytes()
        except OSError as error:
            raise ConfigurationError(
                f"CONSULTKIT_{name} names {file}, which cannot be read: {error.strerror}.",
                mend=f"Make the key that FranceConnect+ encrypts for: {KEY_COMMAND.format(file=file)}",
            ) from None

    def _required(self, name: str, because: str) -> str:
        value = self.optional(name)
        if value is None:
            raise ConfigurationError(
                f"CONSULTKIT_{because} is set without CONSULTKIT_{name}.", mend="Set both, or neither."
            )
        return value


def parse_rehearsal(value: str) -> datetime:
    """`2018-11-15T10:00`, in Paris unless it says its offset."""
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise ConfigurationError(
            f"{value!r} is not a date and time to rehearse.", mend="Write it as 2018-11-15T10:00."
        ) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=PARIS)
