"""The `CONSULTKIT_*` variables as they are written, each with its kind and its default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal, Self, cast

from pydantic import NonNegativeInt, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

from consultkit.errors import ConfigurationError
from consultkit.identity import KEY_COMMAND, ProviderSettings, SignInSettings, is_safe_address, issuer_of
from consultkit.records import MailSettings

PREFIX = "CONSULTKIT_"
SECRETS = f"{PREFIX}SECRETS_DIR"
KEY_FILE = Path("var/consultkit.keys")
_MAIL = MailSettings()
_MENDS = {
    "bool_parsing": "Write 1 or 0.",
    "int_parsing": "Write digits only.",
    "greater_than_equal": "Write a number of 0 or more.",
}

Algorithm = Literal["ES256", "RS256"]


class Variables(BaseSettings):
    """One field for each variable, called as it is without the prefix. An empty one is not set.

    What the environment does not say may be in the folder that CONSULTKIT_SECRETS_DIR names, in a file for
    each variable: so containers mount secrets, and so systemd hands them over.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True
    )

    secrets_dir: Path | None = None
    database_url: SecretStr = SecretStr("sqlite:///var/consultkit.db")
    key_file: Path | None = None
    keys: SecretStr | None = None
    keys_from: str = ""
    files: str = "var/files"
    public_url: str = "http://127.0.0.1:8000"
    production: bool = False
    rehearse_at: str | None = None
    proxies: NonNegativeInt = 0
    theme: str = "neutral"
    metrics_token: SecretStr | None = None
    smtp_host: str = _MAIL.host
    smtp_port: NonNegativeInt = _MAIL.port
    smtp_starttls: bool = _MAIL.starttls
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    mail_from: str = _MAIL.sender
    franceconnect_issuer: str | None = None
    franceconnect_client_id: str | None = None
    franceconnect_client_secret: SecretStr | None = None
    franceconnect_algorithm: Algorithm = "ES256"
    franceconnect_plus_issuer: str | None = None
    franceconnect_plus_client_id: str | None = None
    franceconnect_plus_client_secret: SecretStr | None = None
    franceconnect_plus_algorithm: Algorithm = "ES256"
    franceconnect_plus_acr: Literal["eidas2", "eidas3"] = "eidas2"
    franceconnect_plus_key_file: Path | None = None
    proconnect_issuer: str | None = None
    proconnect_client_id: str | None = None
    proconnect_client_secret: SecretStr | None = None
    proconnect_algorithm: Algorithm = "ES256"
    proconnect_userinfo: Literal["signed", "json"] = "signed"

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """Raises ConfigurationError, naming the variable, when one cannot be understood."""
        try:
            folder = _folder_of_secrets(environment)
            return cls(environment=environment, _secrets_dir=folder)  # type: ignore[call-arg]
        except ValidationError as error:
            raise _refusal(error.errors(include_url=False)[0]) from None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic-settings names them
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # The environment is handed in, as time is: a test and a second deployment have their own.
        given = cast("InitSettingsSource", init_settings).init_kwargs["environment"]
        variables = {name.lower(): text for name, text in given.items() if text}
        cast("EnvSettingsSource", env_settings).env_vars = variables
        return env_settings, cast("SecretsSettingsSource", file_secret_settings)

    def key_file_of_deployment(self) -> Path:
        """Raises ConfigurationError where the keys are said to be in two places."""
        said = {"KEYS": self.keys, "KEYS_FROM": self.keys_from, "KEY_FILE": self.key_file}
        names = [f"{PREFIX}{name}" for name, value in said.items() if value]
        if len(names) > 1:
            raise ConfigurationError(
                f"{' and '.join(names[:2])} are both set.", mend="Say once where the keys are."
            )
        return self.key_file or KEY_FILE

    def mail(self) -> MailSettings:
        return MailSettings(
            host=self.smtp_host,
            port=self.smtp_port,
            sender=self.mail_from,
            starttls=self.smtp_starttls,
            user=self.smtp_user,
            password=revealed(self.smtp_password),
        )

    def sign_in(self) -> SignInSettings:
        """Raises ConfigurationError, naming the variable that is missing or cannot be trusted."""
        return SignInSettings(
            franceconnect=self._provider("franceconnect"),
            franceconnect_plus=self._franceconnect_plus(),
            proconnect=self._proconnect(),
        )

    def _franceconnect_plus(self) -> ProviderSettings | None:
        provider = self._provider("franceconnect-plus")
        return provider and replace(
            provider, acr=self.franceconnect_plus_acr, decryption_key=self._private_key()
        )

    def _proconnect(self) -> ProviderSettings | None:
        provider = self._provider("proconnect")
        return provider and replace(provider, userinfo=self.proconnect_userinfo)

    def _provider(self, way: str) -> ProviderSettings | None:
        name = way.replace("-", "_")
        written: str | None = getattr(self, f"{name}_issuer")
        if written is None:
            return None
        because = f"{name}_issuer"
        return ProviderSettings(
            issuer=_safe(because, issuer_of(way, written)),
            client_id=self._required(f"{name}_client_id", because),
            client_secret=self._required(f"{name}_client_secret", because),
            algorithm=getattr(self, f"{name}_algorithm"),
        )

    def _private_key(self) -> bytes:
        file = self._required("franceconnect_plus_key_file", "franceconnect_plus_issuer")
        try:
            return Path(file).read_bytes()
        except OSError as error:
            variable = _variable("franceconnect_plus_key_file")
            raise ConfigurationError(
                f"{variable} names {file}, which cannot be read: {error.strerror}.",
                mend=f"Make the key that FranceConnect+ encrypts for: {KEY_COMMAND.format(file=file)}",
            ) from None

    def _required(self, field: str, because: str) -> str:
        value: str | Path | SecretStr | None = getattr(self, field)
        if value is None:
            raise ConfigurationError(
                f"{_variable(because)} is set without {_variable(field)}.", mend="Set both, or neither."
            )
        return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def revealed(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


def _variable(field: str) -> str:
    return f"{PREFIX}{field.upper()}"


def _safe(field: str, issuer: str) -> str:
    if is_safe_address(issuer):
        return issuer
    raise ConfigurationError(
        f"{_variable(field)} is {issuer!r}, which is not an https:// address.",
        mend="Write production, sandbox, or the issuer; http:// only on this machine.",
    )


def _folder_of_secrets(environment: Mapping[str, str]) -> str | None:
    named = environment.get(SECRETS)
    if named and not Path(named).is_dir():
        raise ConfigurationError(
            f"{SECRETS} names {named}, which is not a folder.", mend="Mount the secrets there, or unset it."
        )
    return named or None


def _refusal(fault: ErrorDetails) -> ConfigurationError:
    """In our words. The value is shown: secrets are any text, so that none is ever refused."""
    expected = str(fault.get("ctx", {}).get("expected", "")).replace("'", "")
    return ConfigurationError(
        f"{_variable(str(fault['loc'][0]))} is {fault['input']!r}, which it cannot be.",
        mend=_MENDS.get(fault["type"]) or f"Write {expected}.",
    )
