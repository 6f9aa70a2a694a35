"""A market whose contributions go to the mediator, and many letters: all that is promised to the worker."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from consultkit import ConsultKit, Settings
from consultkit.operations.mailing import post
from consultkit.records import Answers, Draft, digest_of
from guarantees.hurried import HOUR_VARIABLE
from guarantees.line import Trial
from guarantees.market import CONSULTATION, new_drafts, new_respondent

MEDIATION = """
      - {id: email, type: email, label: Your e-mail}
      - {id: call, type: yes_no, label: Call in the mediator?}
      - {id: undertaking, type: confirm, label: I keep it confidential.}
plugins:
  mediator:
    address: ADDRESS
    consent: call
    confidentiality: undertaking
    applicant: {company: firm_name, email: email}
    other_party: {name: story}
    subject: practices
"""
ANSWERS: Answers = {
    "practices": ["payment"],
    "firm_name": "Phare",
    "story": "The market",
    "email": "phare@shop.example",
    "call": True,
    "undertaking": True,
}


def contribute(kit: ConsultKit, count: int) -> list[str]:
    me, digest = new_respondent(kit), digest_of(ANSWERS)

    def send(draft: Draft) -> str:
        receipt = kit.intake.submit(draft.id, me, submit_key=draft.submit_key, answers_sha256=digest)
        return receipt.reference

    with ThreadPoolExecutor(4) as hands:
        return list(hands.map(send, new_drafts(kit, me, count, ANSWERS)))


def write(kit: ConsultKit, count: int) -> list[str]:
    addresses = [f"person-{number}@shop.example" for number in range(count)]
    with kit.archive.writing() as tx:
        for address in addresses:
            post(tx, "choose_password", address, at=kit.now(), language="en", consultation="fair")
    return addresses


def file(trial: Trial, mediator: str) -> Path:
    text = CONSULTATION.read_text().replace("closes: 2018-11-30", "closes: 2100-01-01")
    file = trial.folder / "mediation.yaml"
    file.write_text(text.rstrip() + MEDIATION.replace("ADDRESS", mediator))
    return file


def settings(trial: Trial, url: str) -> Settings:
    return Settings(database_url=url, key_file=trial.folder / "keys", files=str(trial.folder / "files"))


def variables(trial: Trial, kit: ConsultKit, mail_port: int) -> Mapping[str, str]:
    return {
        "CONSULTKIT_DATABASE_URL": kit.settings.database_url,
        "CONSULTKIT_KEY_FILE": str(kit.settings.key_file),
        "CONSULTKIT_FILES": kit.settings.files,
        "CONSULTKIT_SMTP_PORT": str(mail_port),
        HOUR_VARIABLE: str(trial.count(2, 10)),
    }
