"""Who may wear it: the site that its operator declares to be the State's, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from consultkit import ConfigurationError, ConsultKit, Settings, Site, create_app
from consultkit_dsfr import DsfrSettings
from consultkit_dsfr.settings import require_state_site

CONSULTATION = """
consultation: trees
title: Trees
window: {opens: 2018-10-31 08:00, closes: 2018-11-30}
respondent: {sign_in: [account]}
privacy: {controller: The town, basis: public_task, purpose: Trees, dpo: dpo@town.example, keep: 6 months}
pages: [{id: tree, title: The tree, questions: [{id: fallen, type: yes_no, label: Has it fallen?}]}]
"""
STATE = "consultations.economie.gouv.fr"


@pytest.mark.parametrize(
    ("declared", "url", "production"),
    [
        (STATE, f"https://{STATE}", True),
        (STATE.upper(), f"https://{STATE}:8443", True),
        ("localhost", "http://localhost:8000", False),
        ("127.0.0.1", "http://127.0.0.1:8000", False),
    ],
)
def test_a_declared_site_of_the_state_may(declared: str, url: str, *, production: bool) -> None:
    require_state_site(declared, Site(url, production))


@pytest.mark.parametrize(
    ("declared", "url", "production"),
    [
        ("", f"https://{STATE}", True),
        ("yes", f"https://{STATE}", True),
        ("economie.gouv.fr", f"https://{STATE}", True),
        (STATE, "https://consultations.example", True),
        ("consultations.example", "https://consultations.example", True),
        ("consultations.example", "https://consultations.example", False),
        ("gouv.fr", "https://gouv.fr", True),
        ("notgouv.fr", "https://notgouv.fr", True),
        (f"{STATE}.example", f"https://{STATE}.example", True),
        ("localhost", "https://localhost", True),
        ("", "http://localhost:8000", False),
    ],
)
def test_no_other_site_may(declared: str, url: str, *, production: bool) -> None:
    with pytest.raises(ConfigurationError) as refused:
        require_state_site(declared, Site(url, production))
    assert "CONSULTKIT_THEME to neutral" in refused.value.mend


def test_the_folder_must_be_named() -> None:
    with pytest.raises(ConfigurationError, match="CONSULTKIT_DSFR_FOLDER"):
        DsfrSettings.from_environment(
            {"CONSULTKIT_DSFR_STATE_SITE": STATE}, Site(f"https://{STATE}", production=True)
        )


def test_the_brand_block_has_the_lines_that_are_written() -> None:
    environment = {
        "CONSULTKIT_DSFR_STATE_SITE": STATE,
        "CONSULTKIT_DSFR_FOLDER": "dsfr",
        "CONSULTKIT_DSFR_BRAND": "Ministère | de l’Économie",
    }
    site = Site(f"https://{STATE}", production=True)
    assert DsfrSettings.from_environment(environment, site).brand == ("Ministère", "de l’Économie")
    del environment["CONSULTKIT_DSFR_BRAND"]
    assert DsfrSettings.from_environment(environment, site).brand == ("République", "Française")


def test_the_installed_plugin_does_not_start_undeclared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONSULTKIT_DSFR_STATE_SITE", raising=False)
    file = tmp_path / "questions.yaml"
    file.write_text(CONSULTATION)
    settings = Settings(f"sqlite:///{tmp_path}/dsfr.db", key_file=tmp_path / "keys", theme="dsfr")
    kit = ConsultKit([file], settings=settings)
    with pytest.raises(ConfigurationError, match="for sites of the State alone"):
        create_app(kit)
    kit.close()
