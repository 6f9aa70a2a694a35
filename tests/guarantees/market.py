"""The deployment that experiments of reliability maltreat: the consultation of `intake.yaml`, with a plugin.

`make_app` is what its web servers serve, in processes of their own.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from consultkit import ConsultKit, Form, Referral, Settings, create_app, hookimpl
from consultkit.operations.protection import parted
from consultkit.records import Answers, Draft, Respondent, digest_of
from consultkit.storage import Archive, drafts, new_id
from consultkit.storage.tables import respondents
from guarantees.line import Trial

FILE_VARIABLE = "GUARANTEES_CONSULTATION"
CONSULTATION = Path(__file__).parent.parent / "consultations" / "intake.yaml"
ANSWERS: Answers = {"practices": ["payment"], "firm_name": "Phare"}
CHECKED = digest_of(ANSWERS)
"""What a respondent checked before sending."""


class Archivist:
    """A plugin that a consultation can name, so that each of its submissions has work promised."""

    @hookimpl
    def route_submission(self) -> tuple[Referral, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Market:
    """Where it is kept, and what its processes are started with."""

    trial: Trial
    url: str

    @property
    def file(self) -> Path:
        return self.trial.folder / "fair.yaml"

    def write_file(self, **replacements: str) -> None:
        text = CONSULTATION.read_text().replace("closes: 2018-11-30", "closes: 2100-01-01")
        for old, new in replacements.items():
            text = text.replace(f"{old}: ", f"{old}: {new} # ")
        self.file.write_text(f"{text}plugins: {{archivist: {{}}}}\n")

    def environment(self) -> dict[str, str]:
        return self.trial.environment(
            {
                FILE_VARIABLE: str(self.file),
                "CONSULTKIT_DATABASE_URL": self.url,
                "CONSULTKIT_KEY_FILE": str(self._keys),
                "CONSULTKIT_FILES": str(self.trial.folder / "files"),
            }
        )

    def open(self) -> ConsultKit:
        """The same deployment, in this process."""
        if not self.file.exists():
            self.write_file()
        return _kit(
            self.file,
            Settings(database_url=self.url, key_file=self._keys, files=str(self.trial.folder / "files")),
        )

    @property
    def _keys(self) -> Path:
        return self.trial.folder / "keys"


def new_respondent(kit: ConsultKit) -> Respondent:
    respondent = Respondent(uuid4())
    with kit.archive.writing() as tx:
        tx.connection.execute(sa.insert(respondents).values(id=respondent.id, created_at=kit.now()))
    return respondent


def new_drafts(
    kit: ConsultKit,
    respondent: Respondent,
    count: int,
    answers: Answers = ANSWERS,
    consultation: str = "fair",
) -> list[Draft]:
    """Complete ones. In one transaction: to save thousands by hand would take longer than to kill servers."""
    form = kit.forms.current(consultation)
    made = [_draft(kit, respondent, form, answers) for _ in range(count)]
    with kit.archive.writing() as tx:
        for draft in made:
            drafts.insert(tx, draft, parted(form, draft.answers))
    return made


def settle(_archive: Archive) -> None:
    """Where a fault lies in the database itself, it is planted here, once the database is there."""


def make_app() -> object:
    """For granian, in the environment of a `Market`."""
    return create_app(_kit(Path(os.environ[FILE_VARIABLE]), Settings.from_environment()))


def _kit(file: Path, settings: Settings) -> ConsultKit:
    return ConsultKit([file], settings=settings, plugins={"archivist": Archivist()})


def _draft(kit: ConsultKit, respondent: Respondent, form: Form, answers: Answers) -> Draft:
    now = kit.now()
    return Draft(
        id=new_id(),
        consultation=form.consultation.id,
        respondent_id=respondent.id,
        form_digest=form.digest,
        answers=answers,
        version=1,
        submit_key=secrets.token_urlsafe(32),
        created_at=now,
        updated_at=now,
    )
