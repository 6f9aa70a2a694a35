"""Forms as large as departments write them, from the first page to the receipt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import CONSULTATIONS, DURING

from consultkit import ConsultKit, Form, Json, Settings, compile_form, read_consultation
from consultkit.form import row_form
from consultkit.records import Identity, digest_of
from consultkit.schema import Question, RepeatQuestion
from consultkit.testing import FixedClock

LARGE = CONSULTATIONS / "large"
TYPED: dict[str, tuple[str, ...]] = {
    "text": ("Au phare",),
    "long_text": ("Une longue histoire.",),
    "yes_no": ("yes",),
    "confirm": ("yes",),
    "integer": ("2000",),
    "decimal": ("2,5",),
    "money": ("12,50",),
    "percent": ("12",),
    "date": ("01/02/2018",),
    "time_period": ("01/02/2018", "03/02/2018"),
    "email": ("phare@example.org",),
    "phone": ("06 12 34 56 78",),
    "full_name": ("Élise", "Kœnig"),
    "iban": ("FR76 3000 6000 0112 3456 7890 189",),
    "country": ("FR",),
    "legal_form": ("92",),
    "address": ("1 rue du Port", "", "29200", "Brest"),
    "url": ("https://phare.example",),
    "siret": ("73282932000074",),
}


def answered(question: Question) -> Json:
    typed = TYPED.get(question.kind) or question.all_codes()[:5]
    return question.parse(typed[:1] if question.kind == "choice" else typed)


def complete(form: Form, rows: int = 3) -> dict[str, Json]:
    """An answer to everything, whether or not it shows."""
    answers: dict[str, Json] = {}
    for question in form.questions.values():
        if isinstance(question, RepeatQuestion):
            inside = row_form(form, question.id).repeat.questions
            answers[question.id] = [{one.id: answered(one) for one in inside}] * rows
        elif question.asks:
            answers[question.id] = answered(question)
    return answers


def conditions(form: Form) -> int:
    conditional = (form.pages, form.questions.values())
    return sum(one.show_if is not None for group in conditional for one in group)


@pytest.fixture(params=["festival", "event"])
def file(request: pytest.FixtureRequest) -> Path:
    return LARGE / f"{request.param}.yaml"


@pytest.fixture
def kit(file: Path, database_url: str, tmp_path: Path) -> Iterator[ConsultKit]:
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys")
    kit = ConsultKit([file], settings=settings, clock=FixedClock(DURING))
    yield kit
    kit.close()


def test_they_are_as_large_as_they_say() -> None:
    festival, event = (
        compile_form(read_consultation(LARGE / f"{name}.yaml")) for name in ("festival", "event")
    )
    lists = [one for one in festival.questions.values() if isinstance(one, RepeatQuestion)]
    asked = [one for one in festival.questions.values() if one.asks and not isinstance(one, RepeatQuestion)]
    assert (len(lists), len(asked) + sum(len(one.questions) for one in lists)) == (5, 96)
    assert conditions(event) > 100


def test_a_complete_contribution_is_sent_as_it_was_answered(kit: ConsultKit) -> None:
    form = kit.forms.current(kit.consultations[0].id)
    respondent = kit.identities.respondent_of(Identity("https://provider.example", "one"), "account")
    draft = kit.intake.save(kit.intake.begin(form.consultation.id, respondent), complete(form))
    journey = form.journey(draft.answers, DURING.date())
    assert journey.faults == {}
    receipt = kit.intake.submit(
        draft.id, respondent, submit_key=draft.submit_key, answers_sha256=digest_of(journey.answers)
    )
    assert kit.intake.submission(receipt.reference, respondent).answers == journey.answers
