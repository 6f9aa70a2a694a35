"""A number is typed; what the register knows is offered, and never stands in the way."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from consultkit import PluginError, compile_form, read_consultation
from consultkit_sirene.plugin import ADDRESS_VARIABLE, SOURCE, look_up
from consultkit_sirene.settings import SireneSettings
from consultkit_sirene.stand_in import Trouble, an_establishment

from .conftest import FILE, NOON

SIRET, OTHER = "73282932000074", "35600000000048"
HOME = {
    "street": "12 RUE DU PORT",
    "complement": "",
    "postal_code": "29200",
    "town": "BREST",
    "country": "FR",
}


def draft_with(kit, respondent, answers):
    draft = kit.intake.begin("companies", respondent)
    return kit.intake.save(draft, answers)


def test_what_the_register_knows_is_filled_in_and_marked(kit, respondent) -> None:
    found = kit.look_ups.fill_in(draft_with(kit, respondent, {"siret": SIRET}), ["siret"])
    assert found.outcome == "found"
    assert found.draft.answers == {
        "siret": SIRET,
        "name": "AU PHARE",
        "home": HOME,
        "activity": "47.91A (NAF rév. 2)",
        "staff": "02",
    }
    told = kit.look_ups.told(kit.intake.draft(found.draft.id, respondent))
    assert set(told) == {"name", "home", "activity", "staff"}
    assert {(one.source, one.at) for one in told.values()} == {(SOURCE, NOON)}


def test_what_somebody_typed_is_never_overwritten(kit, respondent) -> None:
    found = kit.look_ups.fill_in(draft_with(kit, respondent, {"siret": SIRET, "name": "Mon nom"}), ["siret"])
    assert found.draft.answers["name"] == "Mon nom"
    assert "name" not in kit.look_ups.told(found.draft)


def test_what_is_corrected_is_no_longer_told_and_stays(kit, respondent) -> None:
    draft = kit.look_ups.fill_in(draft_with(kit, respondent, {"siret": SIRET}), ["siret"]).draft
    draft = kit.intake.save(draft, {**draft.answers, "name": "Au grand phare"})
    assert set(kit.look_ups.told(draft)) == {"home", "activity", "staff"}
    again = kit.look_ups.fill_in(draft, ["siret"])
    assert again.draft.answers["name"] == "Au grand phare"


def test_what_was_told_of_another_number_makes_way(kit, respondent, stand_in) -> None:
    stand_in.companies[OTHER] = an_establishment(OTHER, "LA POSTE", tranche_effectif_salarie="[ND]")
    draft = kit.look_ups.fill_in(draft_with(kit, respondent, {"siret": SIRET}), ["siret"]).draft
    draft = kit.intake.save(draft, {**draft.answers, "siret": OTHER})
    draft = kit.look_ups.fill_in(draft, ["siret"]).draft
    assert draft.answers["name"] == "LA POSTE"
    assert "staff" not in draft.answers


TROUBLES = [Trouble(503), Trouble(429), Trouble(200, content=b"{"), Trouble(seconds=2.5)]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_register_in_trouble_costs_nothing(kit, respondent, stand_in, caplog, trouble) -> None:
    stand_in.troubles.append(trouble)
    draft = draft_with(kit, respondent, {"siret": SIRET})
    with caplog.at_level(logging.WARNING):
        found = kit.look_ups.fill_in(draft, ["siret"])
    assert (found.outcome, found.draft) == ("unavailable", draft)
    assert "siret was not looked up by sirene" in caplog.text
    assert SIRET not in caplog.text


def test_a_company_that_is_not_disclosed_or_not_there_is_no_fault(kit, respondent, stand_in) -> None:
    draft = draft_with(kit, respondent, {"siret": OTHER})
    assert kit.look_ups.fill_in(draft, ["siret"]).outcome == "nothing"
    found = kit.look_ups.fill_in(replace(draft, answers={"siret": SIRET}), ["name"])
    assert found.outcome == "not_asked"


def test_provenance_follows_the_contribution(kit, respondent) -> None:
    draft = kit.look_ups.fill_in(draft_with(kit, respondent, {"siret": SIRET}), ["siret"]).draft
    kit.intake.discard(draft.id, respondent)
    assert kit.look_ups.told(draft) == {}


def test_a_text_takes_the_address_in_lines(tmp_path, stand_in) -> None:
    file = tmp_path / "companies.yaml"
    file.write_text(FILE)
    form = compile_form(read_consultation(file))
    found = look_up(form, SIRET, SireneSettings(siret="siret", address="letter"))
    assert found is not None
    assert found.answers == {"letter": ["12 RUE DU PORT\n29200 BREST"]}


def test_nothing_leaves_the_server_before_somebody_has_set_where_to(kit, respondent, monkeypatch) -> None:
    monkeypatch.delenv(ADDRESS_VARIABLE)
    found = kit.look_ups.fill_in(draft_with(kit, respondent, {"siret": SIRET}), ["siret"])
    assert found.outcome == "unavailable"


def test_a_plugin_may_fill_in_what_its_settings_name_only(kit) -> None:
    class Nosy(SireneSettings):
        def looks_up(self):
            return {"siret": frozenset()}

    form = kit.forms.current("companies")
    settings = Nosy(siret="siret", name="name")
    with pytest.raises(PluginError, match="do not let it fill in"):
        kit.plugins.look_up("sirene", form, form.questions["siret"], SIRET, settings)
