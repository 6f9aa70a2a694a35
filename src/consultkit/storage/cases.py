"""Kept referrals, and what became of them. Subject and body lie in an envelope with a key of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consultkit.records import ROOM_OF_CASES, Acknowledgement, Case, CaseStep, Event, Json, Referral
from consultkit.storage import chronicle
from consultkit.storage.archive import Transaction
from consultkit.storage.envelopes import Row, new_envelope, open_envelope
from consultkit.storage.sealing import WrappedKey
from consultkit.storage.tables import cases, data_keys, submissions
from consultkit.storage.tables import chronicle as events
from consultkit.storage.upsert import upserting

_select = sa.select(cases, submissions.c.reference, data_keys.c.kek, data_keys.c.wrapped).select_from(
    cases.join(submissions, submissions.c.id == cases.c.submission_id).join(
        data_keys, data_keys.c.id == cases.c.id
    )
)
_by_id = _select.where(cases.c.id == sa.bindparam("case_id"))
_of_submissions = _select.where(
    cases.c.submission_id.in_(sa.bindparam("submission_ids", expanding=True))
).order_by(cases.c.opened_at, cases.c.destination)
_to_destination = _select.where(
    cases.c.consultation == sa.bindparam("of_consultation"),
    cases.c.destination == sa.bindparam("to_destination"),
).order_by(cases.c.opened_at.desc(), cases.c.id)
_this = cases.c.id == sa.bindparam("case_id")
_taken_back = sa.exists().where(
    events.c.subject_id == cases.c.id,
    events.c.room == ROOM_OF_CASES,
    events.c.kind == CaseStep.WITHDRAWN.value,
)
_attempted = sa.update(cases).where(_this).values(attempts=cases.c.attempts + 1)


def open_case(tx: Transaction, case: Case) -> bool:
    """Keep a new case. False, and nothing changes, when its submission has one for this destination."""
    row = Row(cases.name, case.id, case.consultation)
    content: dict[str, Json] = {
        "subject": case.referral.subject,
        "body": case.referral.body,
        "ineligible": list(case.referral.ineligible),
    }
    wrapped, envelope = new_envelope(tx.keys, row, content)
    statement = upserting(tx, cases).values(
        id=case.id,
        consultation=case.consultation,
        submission_id=case.submission_id,
        plugin=case.plugin,
        destination=case.referral.destination,
        missing=list(case.referral.missing),
        envelope=envelope,
        opened_at=case.opened_at,
        attempts=0,
    )
    kept = tx.connection.execute(
        statement.on_conflict_do_nothing(index_elements=["submission_id", "destination"]).returning(
            cases.c.id
        )
    ).one_or_none()
    if kept is None:
        return False
    tx.connection.execute(sa.insert(data_keys).values(id=case.id, kek=wrapped.kek, wrapped=wrapped.wrapped))
    return True


def by_id(tx: Transaction, case_id: UUID) -> Case | None:
    found = _cases(tx, tx.connection.execute(_by_id, {"case_id": case_id}).all())
    return found[0] if found else None


def of_submissions(tx: Transaction, submission_ids: Collection[UUID]) -> Mapping[UUID, tuple[Case, ...]]:
    """The cases of each submission, in the order in which they were opened; no entry where there is none."""
    rows = tx.connection.execute(_of_submissions, {"submission_ids": list(submission_ids)}).all()
    found: defaultdict[UUID, list[Case]] = defaultdict(list)
    for case in _cases(tx, rows):
        found[case.submission_id].append(case)
    return {submission_id: tuple(its) for submission_id, its in found.items()}


def count_troubled(tx: Transaction, consultation: str) -> int:
    """How many are stuck or were refused, and look at a person to do something.

    Those are among them whose receiver could not be told that they were taken back.
    """
    troubled = sa.or_(cases.c.stuck_at.is_not(None), cases.c.refused_at.is_not(None))
    unsettled = sa.or_(cases.c.acknowledged_at.is_(None), _taken_back)
    found = (
        sa.select(sa.func.count())
        .select_from(cases)
        .where(cases.c.consultation == consultation, unsettled, troubled)
    )
    return int(tx.connection.execute(found).scalar_one())


def to_destination(tx: Transaction, consultation: str, destination: str) -> tuple[Case, ...]:
    """The cases proposed to one receiver, sent or not, the latest first."""
    asked = {"of_consultation": consultation, "to_destination": destination}
    return _cases(tx, tx.connection.execute(_to_destination, asked).all())


def acknowledge(tx: Transaction, case_id: UUID, acknowledgement: Acknowledgement, at: datetime) -> None:
    """The receiver has it. Whatever went wrong before is over."""
    _record(
        tx,
        case_id,
        at,
        acknowledged_at=at,
        receiver_reference=acknowledgement.receiver_reference,
        last_error=None,
        stuck_at=None,
        refused_at=None,
    )


def refuse(tx: Transaction, case_id: UUID, error: str, at: datetime) -> None:
    """The receiver will not take it: a person must look at it."""
    _record(tx, case_id, at, refused_at=at, last_error=error)


def missed(tx: Transaction, case_id: UUID, error: str, at: datetime, *, stuck_at: datetime | None) -> None:
    """An attempt failed; another follows."""
    _record(tx, case_id, at, stuck_at=stuck_at, last_error=error)


def _record(tx: Transaction, case_id: UUID, at: datetime, **values: object) -> None:
    tx.connection.execute(_attempted.values(last_attempt_at=at, **values), {"case_id": case_id})


def deposited(tx: Transaction, case_id: UUID, at: datetime) -> None:
    """It lies where its receiver finds it. What went wrong before is over."""
    _record(tx, case_id, at, last_error=None, stuck_at=None, refused_at=None)


def opened(tx: Transaction, case_id: UUID, at: datetime) -> None:
    """Its receiver has opened it on our own pages; the first time counts."""
    unread = sa.and_(cases.c.id == case_id, cases.c.acknowledged_at.is_(None))
    tx.connection.execute(sa.update(cases).where(unread).values(acknowledged_at=at))


def hold(tx: Transaction, case_id: UUID) -> None:
    """Until the transaction ends, nobody else writes what becomes of it."""
    chronicle.hold(tx, ROOM_OF_CASES, case_id)


def let_go(tx: Transaction, case_id: UUID) -> None:
    """Nobody needs to look at what went wrong with its sending: it is not sent any more."""
    this = cases.c.id == case_id
    tx.connection.execute(sa.update(cases).where(this).values(stuck_at=None, refused_at=None))


def _cases(tx: Transaction, rows: Sequence[sa.Row[Any]]) -> tuple[Case, ...]:
    """With what became of each."""
    ids: defaultdict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        ids[row.consultation].append(row.id)
    found: dict[UUID, tuple[Event, ...]] = {}
    for consultation, its in ids.items():
        found |= chronicle.of_subjects(tx, consultation, ROOM_OF_CASES, its)
    return tuple(_case(tx, row, found.get(row.id, ())) for row in rows)


def _case(tx: Transaction, row: sa.Row[Any], events: tuple[Event, ...]) -> Case:
    place = Row(cases.name, row.id, row.consultation)
    content = open_envelope(tx.keys, place, WrappedKey(row.kek, row.wrapped), row.envelope)
    return Case(
        id=row.id,
        consultation=row.consultation,
        submission_id=row.submission_id,
        submission_reference=row.reference,
        plugin=row.plugin,
        referral=_referral(row, content),
        opened_at=row.opened_at,
        attempts=row.attempts,
        last_attempt_at=row.last_attempt_at,
        last_error=row.last_error,
        stuck_at=row.stuck_at,
        refused_at=row.refused_at,
        acknowledged_at=row.acknowledged_at,
        receiver_reference=row.receiver_reference,
        events=events,
    )


def _referral(row: sa.Row[Any], content: Mapping[str, Json]) -> Referral:
    subject, body, ineligible = content["subject"], content["body"], content.get("ineligible", [])
    if not (isinstance(subject, str) and isinstance(body, dict) and isinstance(ineligible, list)):
        raise TypeError(f"The envelope of case {row.id} holds no referral.")
    return Referral(row.destination, subject, body, tuple(row.missing), tuple(map(str, ineligible)))
