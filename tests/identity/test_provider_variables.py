"""The providers of a deployment, from its environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from consultkit import Settings
from consultkit.errors import ConfigurationError
from consultkit.identity import SignInSettings


def variables(name: str, **others: str) -> dict[str, str]:
    usual = {"ISSUER": "sandbox", "CLIENT_ID": "id", "CLIENT_SECRET": "s3cret"}
    return {f"CONSULTKIT_{name}_{key}": value for key, value in (usual | others).items()}


def sign_in(environment: dict[str, str]) -> SignInSettings:
    return Settings.from_environment(environment).sign_in


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "franceconnect-plus.pem"
    file.write_text("a private key")
    return file


def test_no_provider_is_set_up_unless_named() -> None:
    assert sign_in({}).providers == ()


def test_each_provider_has_its_own_variables(key_file: Path) -> None:
    found = sign_in(
        variables("FRANCECONNECT", CLIENT_ID="first")
        | variables("FRANCECONNECT_PLUS", CLIENT_ID="second", KEY_FILE=str(key_file))
        | variables("PROCONNECT", CLIENT_ID="third", ALGORITHM="RS256", USERINFO="json")
    )
    assert [provider.client_id for provider in found.providers] == ["first", "second", "third"]
    assert found.franceconnect_plus
    assert found.franceconnect_plus.acr == "eidas2"
    assert found.franceconnect_plus.decryption_key == b"a private key"
    assert found.proconnect
    assert (found.proconnect.userinfo, found.proconnect.algorithm) == ("json", "RS256")


@pytest.mark.parametrize(
    ("word", "issuer"),
    [
        ("production", "https://oidc.franceconnect.gouv.fr/api/v2"),
        ("sandbox", "https://fcp-low.sbx.dev-franceconnect.fr/api/v2"),
        ("https://auth.agentconnect.rie.gouv.fr/api/v2", "https://auth.agentconnect.rie.gouv.fr/api/v2"),
    ],
)
def test_an_issuer_is_a_word_or_an_address(word: str, issuer: str) -> None:
    found = sign_in(variables("FRANCECONNECT", ISSUER=word)).franceconnect
    assert found
    assert found.issuer == issuer


def test_the_words_lead_each_provider_to_its_own_place(key_file: Path) -> None:
    found = sign_in(
        variables("FRANCECONNECT", ISSUER="production")
        | variables("FRANCECONNECT_PLUS", ISSUER="production", KEY_FILE=str(key_file))
        | variables("PROCONNECT", ISSUER="production")
    )
    assert len({provider.issuer for provider in found.providers}) == 3


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("FRANCECONNECT", {"ISSUER": "preprod"}),
        ("FRANCECONNECT", {"ISSUER": "http://oidc.franceconnect.gouv.fr/api/v2"}),
        ("FRANCECONNECT", {"ALGORITHM": "HS256"}),
        ("PROCONNECT", {"CLIENT_ID": ""}),
        ("PROCONNECT", {"CLIENT_SECRET": ""}),
        ("PROCONNECT", {"USERINFO": "any"}),
        ("FRANCECONNECT_PLUS", {"ACR": "eidas1"}),
        ("FRANCECONNECT_PLUS", {"KEY_FILE": ""}),
        ("FRANCECONNECT_PLUS", {"KEY_FILE": "/nowhere/key.pem"}),
    ],
    ids=str,
)
def test_a_value_that_cannot_be_stops_the_start_and_its_variable_is_named(
    key_file: Path, name: str, wrong: dict[str, str]
) -> None:
    others = {"KEY_FILE": str(key_file), **wrong} if name == "FRANCECONNECT_PLUS" else wrong
    with pytest.raises(ConfigurationError, match=f"CONSULTKIT_{name}_{next(iter(wrong))}"):
        sign_in(variables(name, **others))


def test_how_to_make_the_key_is_said() -> None:
    with pytest.raises(ConfigurationError) as refused:
        sign_in(variables("FRANCECONNECT_PLUS", KEY_FILE="/nowhere/key.pem"))
    assert "openssl genpkey" in refused.value.mend
    assert "/nowhere/key.pem" in refused.value.mend


def test_neither_secrets_nor_keys_are_shown(key_file: Path) -> None:
    shown = repr(sign_in(variables("FRANCECONNECT_PLUS", KEY_FILE=str(key_file))))
    assert "s3cret" not in shown
    assert "a private key" not in shown
