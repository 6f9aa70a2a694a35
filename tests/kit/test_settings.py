"""What a deployment is told by its environment, and by the files that hold its secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from consultkit import ConfigurationError, Settings


def read(**variables: str) -> Settings:
    return Settings.from_environment({f"CONSULTKIT_{name}": text for name, text in variables.items()})


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    (tmp_path / "consultkit_smtp_password").write_text("a word of the mail server\n")
    (tmp_path / "CONSULTKIT_METRICS_TOKEN").write_text("a word of the monitoring\n")
    return tmp_path


def test_secrets_may_be_in_files(secrets: Path) -> None:
    settings = read(SECRETS_DIR=str(secrets))
    assert settings.mail.password == "a word of the mail server"
    assert settings.metrics_token == "a word of the monitoring"


def test_the_environment_goes_before_the_files(secrets: Path) -> None:
    assert read(SECRETS_DIR=str(secrets), SMTP_PASSWORD="another").mail.password == "another"


def test_a_folder_of_secrets_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="CONSULTKIT_SECRETS_DIR"):
        read(SECRETS_DIR=str(tmp_path / "nowhere"))


def test_no_secret_is_shown() -> None:
    words = {"SMTP_PASSWORD": "s3cret-1", "METRICS_TOKEN": "s3cret-2"}
    shown = repr(read(DATABASE_URL="postgresql://u:s3cret-0@h/d", **words))
    assert "s3cret" not in shown


@pytest.mark.parametrize(
    ("name", "wrong", "mend"),
    [
        ("PRODUCTION", "maybe", "Write 1 or 0."),
        ("PROXIES", "-1", "0 or more"),
        ("SMTP_PORT", "mail", "digits only"),
        ("PROCONNECT_USERINFO", "any", "signed or json"),
    ],
)
def test_what_cannot_be_understood_is_named_with_its_mend(name: str, wrong: str, mend: str) -> None:
    with pytest.raises(ConfigurationError, match=f"CONSULTKIT_{name} is '{wrong}'.*{mend}"):
        read(**{name: wrong})


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    assert read(SMTP_PORT="", PRODUCTION="", METRICS_TOKEN="") == Settings()
