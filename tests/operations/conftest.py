"""A campaign about trees, with a plugin that a test can steer, a worker and a desk."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from consultkit.hooks import Plugins, hookimpl
from consultkit.operations import Accounts, Desk, Forms, Identities, Intake, PostOffice, Results, Worker
from consultkit.records import (
    Acknowledgement,
    Case,
    Identity,
    Json,
    MailSettings,
    Official,
    Receipt,
    Referral,
    Respondent,
    Role,
    Submission,
    digest_of,
)
from consultkit.schema import PluginSettings, load_consultation
from consultkit.storage import Archive
from consultkit.testing import FixedClock

NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)
TREES = """
consultation: trees
title: {fr: Les arbres, en: Trees}
languages: [fr, en]
window: {opens: 2018-10-31 08:00, closes: 2018-11-30, timezone: Europe/Paris, late: {grace: 2m}}
respondent: {sign_in: [account], contributions: many}
protect: all
privacy: {controller: The town, basis: public_task, purpose: Trees, dpo: dpo@town.example, keep: 6 months}
pages:
  - id: tree
    title: The tree
    questions:
      - {id: read_me, type: statement, label: Only about trees.}
      - {id: kind, type: choice, label: Which?, options: {oak: {fr: Chêne, en: Oak}, elm: Orme}}
      - {id: harm, type: choices, label: Ill, required: false, options: {fungus: Rot, storm: Gale, saw: Saw}}
      - {id: fallen, type: yes_no, label: Has it fallen?, required: false}
      - {id: height, type: decimal, label: How high?, required: false, decimals: 1, min: -50}
      - {id: note, type: long_text, label: Tell us., required: false}
      - {id: owner, type: text, label: Whose?, required: false, personal: direct}
"""


class ForesterSettings(PluginSettings):
    questions: tuple[str, ...] = ()

    def reads(self) -> frozenset[str]:
        return frozenset(self.questions)


@dataclass
class Forester:
    """Proposes what `proposal` says of a submission; a delivery meets the next of `troubles`, or succeeds."""

    proposal: Callable[[Submission], object] = lambda submission: [
        Referral("forest", "A tree", {"note": submission.answers.get("note")})
    ]
    troubles: list[Exception | Callable[[], None]] = field(default_factory=list)
    seen: list[Submission] = field(default_factory=list)
    keys: list[UUID] = field(default_factory=list)

    @hookimpl
    def register_settings(self) -> type[PluginSettings]:
        return ForesterSettings

    @hookimpl
    def route_submission(self, submission: Submission) -> object:
        self.seen.append(submission)
        return self.proposal(submission)

    @hookimpl
    def deliver_referral(self, case: Case) -> Acknowledgement:
        self.keys.append(case.id)
        trouble = self.troubles.pop(0) if self.troubles else None
        if isinstance(trouble, Exception):
            raise trouble
        if trouble is not None:
            trouble()
        return Acknowledgement(f"F-{len(self.keys)}")


@dataclass
class Campaign:
    """What a deployment wires, with a clock that a test sets."""

    archive: Archive
    clock: FixedClock
    forms: Forms
    plugins: Plugins
    mail: MailSettings

    def __post_init__(self) -> None:
        self.intake = Intake(self.archive, self.forms, self.clock)
        self.accounts = Accounts(self.archive, self.clock)
        self.identities = Identities(self.archive, self.clock)
        self.desk = Desk(self.archive, self.forms, self.clock)
        self.results = Results(self.archive, self.forms)
        self.worker = self.a_worker()

    def a_worker(self, *, plugin_seconds: float = 30) -> Worker:
        post_office = PostOffice(self.archive, self.forms, self.mail, "https://trees.example")
        return Worker(
            self.archive,
            self.forms,
            self.plugins,
            self.clock,
            post_office,
            jitter=random.Random(7),
            plugin_seconds=plugin_seconds,
        )

    def respondent(self) -> Respondent:
        return self.identities.respondent_of(
            Identity("https://identity.example", uuid4().hex), "franceconnect"
        )

    def contribute(self, consultation: str = "trees", **answers: Json) -> Receipt:
        return self.contribute_as(self.respondent(), consultation, **answers)

    def contribute_as(self, respondent: Respondent, consultation: str = "trees", **answers: Json) -> Receipt:
        draft = self.intake.begin(consultation, respondent)
        self.intake.save(draft, {"kind": "oak", **answers})
        form = self.forms.by_digest(draft.form_digest)
        sent = form.journey({"kind": "oak", **answers}).answers
        return self.intake.submit(
            draft.id, respondent, submit_key=draft.submit_key, answers_sha256=digest_of(sent)
        )

    def official(self, consultation: str = "trees") -> Official:
        return Official(uuid4(), "official@town.example", consultation, Role.READER)

    def the_case(self, receipt: Receipt) -> Case:
        (case,) = self.desk.contribution(self.official(receipt.consultation), receipt.reference).cases
        return case


Campaigns = Callable[..., Campaign]


@pytest.fixture
def campaigns(archive: Archive, tmp_path: Path) -> Campaigns:
    """Makes a campaign of files given as text, served from noon of 15 November 2018."""

    def make(
        *files: str,
        plugins: dict[str, object] | None = None,
        mail: MailSettings | None = None,
        at: datetime = NOON,
    ) -> Campaign:
        known = Plugins(plugins or {})
        paths: Sequence[Path] = [tmp_path / f"{number}.yaml" for number in range(len(files))]
        for path, text in zip(paths, files, strict=True):
            path.write_text(text)
        consultations = [
            load_consultation(path, known.question_types, known.settings_models, known.sign_in_ways)
            for path in paths
        ]
        clock = FixedClock(at)
        forms = Forms(archive, consultations, known.question_types, clock)
        return Campaign(archive, clock, forms, known, mail or MailSettings())

    return make


@pytest.fixture
def trees() -> str:
    """The file of the campaign, without plugins."""
    return TREES


@pytest.fixture
def forester() -> Forester:
    return Forester()


@pytest.fixture
def campaign(campaigns: Campaigns, forester: Forester) -> Campaign:
    """The trees, whose contributions go to the forester; it reads the kind and the note."""
    file = TREES + "plugins: {forester: {questions: [kind, note]}}\n"
    return campaigns(file, plugins={"forester": forester, "bystander": Forester()})
