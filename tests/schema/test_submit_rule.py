"""Conditions on sending at all, as the file writes them."""

from __future__ import annotations

import pytest

from consultkit.schema import consultation_from_document, document_of, warnings_of

from .conftest import CONSULTATIONS, Faults

TEXT = (CONSULTATIONS / "submit.yaml").read_text()


def test_the_rules_are_read_and_come_back_from_a_stored_document(tiny, types) -> None:
    consultation = tiny("submit")
    assert [rule.condition.sources for rule in consultation.submit] == [{"kind", "mandated"}, {"staff"}]
    assert consultation.submit[1].otherwise.in_language("en") == "It is for firms of less than 250."
    stored = consultation_from_document(document_of(consultation), types)
    assert stored.submit == consultation.submit
    assert warnings_of(CONSULTATIONS / "submit.yaml", consultation) == ()


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("{nobody: true}", "There is no question `nobody`."),
        ("{kind: {above: 3}}", "cannot be compared"),
        ("{all: [{kind: firm}, {mandated: true}]}", "No contribution could ever be sent"),
        ("{staff: {above: 5, below: 6}}", "No contribution could ever be sent"),
    ],
)
def test_a_rule_that_cannot_work_is_a_fault_at_its_line(faults: Faults, condition: str, said: str) -> None:
    text = TEXT.replace("{any: [{kind: firm}, {mandated: true}]}", condition)
    (fault,) = [one for one in faults(text) if said in f"{one.message} {one.mend}"]
    assert condition in text.splitlines()[fault.line - 1]


def test_a_rule_says_what_is_read_otherwise(faults: Faults) -> None:
    without = "\n".join(line for line in TEXT.splitlines() if "Elle s'adresse" not in line)
    (fault,) = faults(without)
    assert fault.message == "`otherwise` is missing."
