"""A consultation with sealed questions, and who answers, corrects and opens."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from consultkit import ConsultKit, Settings
from consultkit.operations import digest_of_checked
from consultkit.records import Draft, Identity, Json, Official, Receipt, Respondent, Role, Submission
from consultkit.testing import FixedClock

from .conftest import NOON

FILE = Path(__file__).parents[1] / "consultations" / "sealed.yaml"
CANARY = "canary-of-a-witness"
ANSWERS: dict[str, Json] = {
    "firm": "Au pain doré",
    "witness": f"{CANARY} é",
    "fears": True,
    "sources": [{"name": f"{CANARY} next door"}],
}
CASEWORKER = Official(uuid4(), "camille@ministry.example", "whispers", Role.CASEWORKER)


@dataclass
class Whispers:
    """A kit that serves the file at noon of 15 November 2018, and one who answers."""

    kit: ConsultKit
    clock: FixedClock
    me: Respondent = field(init=False)

    def __post_init__(self) -> None:
        self.me = self.somebody()

    def somebody(self) -> Respondent:
        return self.kit.identities.respondent_of(Identity("https://id.example", uuid4().hex), "franceconnect")

    def draft(self, **answers: Json) -> Draft:
        begun = self.kit.intake.begin("whispers", self.me)
        return self.kit.intake.save(begun, {**ANSWERS, **answers})

    def digest(self, draft: Draft) -> str:
        form = self.kit.forms.by_digest(draft.form_digest)
        return digest_of_checked(form, draft, form.journey(draft.answers).answers)

    def send(self, draft: Draft) -> Receipt:
        return self.kit.intake.submit(
            draft.id, self.me, submit_key=draft.submit_key, answers_sha256=self.digest(draft)
        )

    def sent(self, receipt: Receipt | Submission) -> Submission:
        return self.kit.desk.contribution(CASEWORKER, receipt.reference).submission


def served(database_url: str, folder: Path, text: str = "", **plugins: object) -> Whispers:
    file, clock = folder / "whispers.yaml", FixedClock(NOON)
    file.write_text(text or FILE.read_text())
    settings = Settings(database_url=database_url, key_file=folder / "keys")
    return Whispers(ConsultKit([file], settings=settings, clock=clock, plugins=plugins or None), clock)
