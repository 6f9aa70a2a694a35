"""From a contribution to a referral in the mediator's hands, through an outage, with a real worker."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from consultkit import ConsultKit, MailSettings, Role, Settings, canonical_json
from consultkit.testing import FixedClock, MailCatcher
from consultkit_mediator.stand_in import Trouble

NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)
RESPONDENT, OFFICIAL = "elise@editions.example", "official@ministry.example"


@pytest.fixture
def kit(file, stand_in, tmp_path):
    """A deployment in which a respondent and an official have accounts."""
    with MailCatcher() as catcher:
        settings = Settings(
            database_url=f"sqlite:///{tmp_path / 'consultkit.db'}",
            key_file=tmp_path / "keys.json",
            mail=MailSettings(port=catcher.port),
        )
        kit = ConsultKit([file(address=stand_in.address)], settings=settings, clock=FixedClock(NOON))
        kit.accounts.ask_link(RESPONDENT, language="fr", consultation="marketplaces")
        kit.accounts.add_official(OFFICIAL, "marketplaces", Role.READER, language="fr")
        kit.worker.run_once()
        for letter in catcher.messages:
            kit.accounts.choose_password(letter.token, "un mot de passe assez long")
        yield kit
        kit.close()


def contribute(kit, answers):
    respondent = kit.accounts.sign_in(RESPONDENT, "un mot de passe assez long").respondent
    draft = kit.intake.save(kit.intake.begin("marketplaces", respondent), answers)
    sha256 = hashlib.sha256(canonical_json(answers)).hexdigest()
    return kit.intake.submit(draft.id, respondent, submit_key=draft.submit_key, answers_sha256=sha256)


def cases(kit, receipt):
    (official,) = kit.accounts.sign_in(OFFICIAL, "un mot de passe assez long").offices
    return kit.desk.contribution(official, receipt.reference).cases


def work(kit, rounds=12):
    for _ in range(rounds):
        kit.worker.run_once()
        kit.clock.move(timedelta(hours=1))


def test_through_an_outage_and_a_lost_answer_it_arrives_once(kit, stand_in, complete):
    stand_in.trouble(Trouble(503), Trouble(503), Trouble(loses_answer=True))
    receipt = contribute(kit, complete)
    work(kit)
    (case,) = cases(kit, receipt)
    assert (case.state, case.attempts) == ("acknowledged", 4)
    assert case.receiver_reference == "MED-00001"
    (document,) = stand_in.received
    assert document["reference"] == receipt.reference
    assert document["delivery_key"] == str(case.id)
    assert "Canary" not in str(document)


def test_an_incomplete_one_is_shown_and_not_sent(kit, stand_in, complete):
    del complete["undertaking"]
    receipt = contribute(kit, complete)
    work(kit)
    (case,) = cases(kit, receipt)
    assert case.state == "incomplete"
    assert case.referral.missing == ("L'engagement de confidentialité.",)
    assert stand_in.received == []


def test_an_agreement_taken_back_is_told_through_an_outage_under_one_key(kit, stand_in, complete):
    receipt = contribute(kit, complete)
    work(kit, rounds=3)
    (case,) = cases(kit, receipt)
    stand_in.trouble(Trouble(503), Trouble(loses_answer=True))
    respondent = kit.accounts.sign_in(RESPONDENT, "un mot de passe assez long").respondent
    kit.cases.withdraw_consent(receipt.reference, respondent, case.id)
    work(kit)
    (after,) = cases(kit, receipt)
    assert (after.state, after.told_at is not None) == ("withdrawn", True)
    (kept,) = stand_in.register.kept()
    assert (kept.key, kept.withdrawn, kept.deliveries) == (str(case.id), True, 1)


def test_what_never_arrived_is_not_told(kit, stand_in, complete):
    stand_in.trouble(Trouble(503))
    receipt = contribute(kit, complete)
    for _ in range(3):
        kit.worker.run_once()
    (case,) = cases(kit, receipt)
    assert case.attempts == 1
    respondent = kit.accounts.sign_in(RESPONDENT, "un mot de passe assez long").respondent
    kit.cases.withdraw_consent(receipt.reference, respondent, case.id)
    work(kit)
    (after,) = cases(kit, receipt)
    assert (after.state, after.told_at) == ("withdrawn", None)
    assert stand_in.received == []


def test_without_consent_there_is_no_case(kit, stand_in, complete):
    receipt = contribute(kit, {**complete, "wants_mediator": False})
    work(kit, rounds=2)
    assert cases(kit, receipt) == ()
    assert stand_in.received == []
