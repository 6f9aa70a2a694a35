"""Rows to begin with: a respondent, drafts, and what accepting one takes."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from consultkit.records import Draft, Receipt, Submission, digest_of
from consultkit.storage import (
    Acceptance,
    Acceptor,
    Archive,
    FileStore,
    Mark,
    PartedAnswers,
    drafts,
    store_at,
)
from consultkit.storage.drafts import Look
from consultkit.storage.tables import respondents

from . import buckets

NOW = datetime(2018, 11, 15, 9, 30, 0, 123456, tzinfo=UTC)
ANSWERS = PartedAnswers({"sharing": "yes"}, {"firm": "Éditions du Phare", "turnover_lost": "20"})


@dataclass(frozen=True)
class Rows:
    """Writes what a test begins with."""

    archive: Archive
    acceptor: Acceptor

    def respondent(self) -> UUID:
        respondent = uuid4()
        with self.archive.writing() as tx:
            tx.connection.execute(sa.insert(respondents).values(id=respondent, created_at=NOW))
        return respondent

    def draft(self, respondent: UUID, answers: PartedAnswers = ANSWERS, consultation: str = "fair") -> Draft:
        draft = Draft(
            id=uuid4(),
            consultation=consultation,
            respondent_id=respondent,
            form_digest="f" * 64,
            answers=answers.together(),
            version=1,
            submit_key=secrets.token_urlsafe(32),
            created_at=NOW,
            updated_at=NOW,
        )
        with self.archive.writing() as tx:
            drafts.insert(tx, draft, answers)
        return draft

    def look(self, draft: Draft) -> Look:
        with self.archive.reading() as tx:
            look = drafts.look(tx, draft.id, draft.respondent_id)
        assert look is not None
        return look

    def accept(self, acceptance: Acceptance) -> bool:
        return self.acceptor.accept(acceptance)

    def submission(
        self,
        answers: PartedAnswers = ANSWERS,
        *,
        marks: Sequence[Mark] = (("", ""),),
        received_at: datetime = NOW,
    ) -> Acceptance:
        """One that was accepted."""
        draft = self.draft(self.respondent(), answers)
        acceptance = acceptance_of(draft, answers, marks=marks, received_at=received_at)
        assert self.accept(acceptance)
        return acceptance


def acceptance_of(
    draft: Draft,
    answers: PartedAnswers = ANSWERS,
    *,
    marks: Sequence[Mark] = (("", ""),),
    plugins: Sequence[str] = (),
    events: int = 0,
    only_one: bool = False,
    received_at: datetime = NOW,
    reference: str | None = None,
) -> Acceptance:
    reference = reference or secrets.token_hex(6)
    submission = Submission(
        draft.id, draft.consultation, draft.form_digest, reference, draft.respondent_id,
        answers.together(), received_at, received_at, 0,
    )  # fmt: skip
    receipt = Receipt(
        reference, draft.consultation, draft.form_digest, received_at, digest_of(submission.answers)
    )
    closed, tallied = [mark for mark in marks if mark[1]], [list(mark) for mark in marks]
    return Acceptance(
        submission, receipt, draft, events, draft.submit_key, answers, closed, tallied, plugins, only_one
    )


@pytest.fixture
def rows(archive: Archive) -> Rows:
    return Rows(archive, Acceptor(archive))


@pytest.fixture(scope="session")
def bucket_server() -> Iterator[buckets.BucketServer]:
    with buckets.bucket_server() as server:
        yield server


@pytest.fixture
def bucket_name(bucket_server: buckets.BucketServer) -> str:
    """Of a new bucket, without an object."""
    name = uuid4().hex
    bucket_server.make(name)
    return name


@pytest.fixture
def bucket(
    bucket_server: buckets.BucketServer, bucket_name: str, monkeypatch: pytest.MonkeyPatch
) -> FileStore:
    """The store as a deployment names it."""
    for name, value in bucket_server.variables.items():
        monkeypatch.setenv(name, value)
    return store_at(f"s3://{bucket_name}/files")
