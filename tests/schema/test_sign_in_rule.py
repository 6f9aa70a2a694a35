"""What a file asks of each way to sign in, and how it says so wrongly."""

from __future__ import annotations

import pytest

from consultkit.errors import Problem
from consultkit.schema import consultation_from_document, document_of, json_schema

from .conftest import PLUGINS, TYPES, Faults, Load

FILE = """\
consultation: traders
title: Votre avis
window: {opens: 2018-10-31 08:00, closes: 2018-11-30}
respondent:
  sign_in:
    - franceconnect: {ask: [identite_pivot, email]}
    - proconnect:
        ask: [siret, phone]
        prefill: {siret: company, phone_number: mobile}
    - account
privacy: {controller: Ville, basis: public_task, purpose: Écouter, dpo: dpo@mairie.example, keep: 6 months}
pages:
  - id: you
    title: Vous
    questions:
      - {id: company, type: siret, label: SIRET}
      - {id: mobile, type: phone, label: Téléphone}
"""


def test_each_way_says_what_is_asked_and_where_it_goes(load: Load) -> None:
    rule = load(FILE).respondent
    assert rule.ways == ("franceconnect", "proconnect", "account")
    asked = {one.way: (one.ask, dict(one.prefill)) for one in rule.sign_in}
    assert asked == {
        "franceconnect": (("identite_pivot", "email"), {}),
        "proconnect": (("siret", "phone"), {"siret": "company", "phone_number": "mobile"}),
        "account": ((), {}),
    }
    assert rule.rule_of("carrier-pigeon") is None


def test_it_is_stored_as_it_was_written(load: Load) -> None:
    consultation = load(FILE)
    document = document_of(consultation)
    assert consultation_from_document(document, TYPES).respondent == consultation.respondent
    assert document["respondent"]["sign_in"][2] == "account"


@pytest.mark.parametrize(
    ("written", "instead", "line", "what", "mend"),
    [
        ("[identite_pivot,", "[identite_pivo,", 6, "cannot be asked for `identite_pivo`", "Did you mean"),
        ("[siret, phone]", "[siret]", 9, "brings `phone_number`", "Add `phone` to `ask`."),
        ("siret: company,", "siret: compagny,", 9, "no question `compagny`", "Did you mean `company`?"),
        ("- proconnect:", "- procomnect:", 7, "no way to sign in called `procomnect`", "Did you mean"),
        ("- account", "- account: {ask: [email]}", 10, "`account` cannot be asked for `email`", "Remove it."),
        ("- account", "- franceconnect", 10, "`franceconnect` is listed twice", "Remove one"),
        ("- account", "- {account: {}, other: {}}", 10, "is a word, or one word", "franceconnect: {ask"),
        ("- account", "- account: {asks: [email]}", 10, "asks", "ask"),
        ("- account", "- 12", 10, "is a word, or one word", "franceconnect: {ask"),
    ],
)  # fmt: skip
def test_a_fault_has_its_line_and_its_mend(
    faults: Faults, written: str, instead: str, line: int, what: str, mend: str
) -> None:
    found: list[Problem] = faults(FILE.replace(written, instead))
    (problem,) = found
    assert (problem.line, what in problem.message, mend in problem.mend) == (line, True, True), problem


def test_editors_know_both_forms() -> None:
    schema = json_schema(TYPES, PLUGINS)["$defs"]["RespondentRule"]["properties"]["sign_in"]
    word, options = schema["items"]["anyOf"]
    assert word == {"type": "string"}
    assert set(options["additionalProperties"]["properties"]) == {"ask", "prefill"}
