"""Many submissions written at once: those of an export that comes back, or of a made-up campaign.

Unlike what is accepted, they had no draft, promise no work to plugins, and count at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consultkit.records import Submission, canonical_json
from consultkit.storage import tallies
from consultkit.storage.accepting import AlreadyThereError, Mark, Tallied
from consultkit.storage.archive import Transaction
from consultkit.storage.envelopes import PartedAnswers, Row, new_envelope
from consultkit.storage.sealing import WrappedKey
from consultkit.storage.tables import data_keys, facets, receipts, respondents, submissions
from consultkit.storage.upsert import upserting


@dataclass(frozen=True, slots=True)
class Loaded:
    """A submission as it was sent somewhere else, and what goes with it."""

    submission: Submission
    answers: PartedAnswers
    marks: Sequence[Mark]
    tallied: Sequence[Tallied]
    answers_sha256: str
    submit_key: str
    only_one: bool
    """Whether the consultation takes one contribution from each respondent."""


def load(tx: Transaction, several: Sequence[Loaded]) -> None:
    """Their rows, receipts, keys, facets and counts. Their respondents are made where they are not there.

    Raises AlreadyThereError when one of them is there already; the transaction must then be undone.
    """
    dbapi = tx.connection.dialect.dbapi
    drivers_own = getattr(dbapi, "IntegrityError", sa.exc.IntegrityError)
    try:
        _load(tx, several)
    except (sa.exc.IntegrityError, drivers_own) as error:
        raise AlreadyThereError from error


def _load(tx: Transaction, several: Sequence[Loaded]) -> None:
    _make_respondents(tx, {one.submission.respondent_id: one.submission.received_at for one in several})
    write = _copy if tx.on_postgresql else _insert
    sealed = [_sealed(tx, one) for one in several]
    write(tx, data_keys, [_key_row(one, wrapped) for one, (wrapped, _) in zip(several, sealed, strict=True)])
    write(tx, submissions, [_row(one, envelope) for one, (_, envelope) in zip(several, sealed, strict=True)])
    write(tx, receipts, [_receipt_row(one) for one in several])
    write(tx, facets, [row for one in several for row in _facet_rows(one)])
    for consultation, counts in _counts(several).items():
        tallies.add(tx, consultation, counts)


def note_statistics(tx: Transaction) -> None:
    """Let PostgreSQL look at what was loaded at once, as it does by itself some time after."""
    if tx.on_postgresql:
        tx.connection.execute(sa.text("ANALYZE submissions, facets, receipts, data_keys"))


def _make_respondents(tx: Transaction, since: Mapping[UUID, datetime]) -> None:
    rows = [{"id": one, "created_at": at} for one, at in since.items()]
    if rows:
        tx.connection.execute(upserting(tx, respondents).on_conflict_do_nothing(), rows)


def _sealed(tx: Transaction, one: Loaded) -> tuple[WrappedKey, bytes | None]:
    row = Row(submissions.name, one.submission.id, one.submission.consultation)
    return new_envelope(tx.keys, row, one.answers.protected)


def _key_row(one: Loaded, wrapped: WrappedKey) -> dict[str, Any]:
    return {"id": one.submission.id, "kek": wrapped.kek, "wrapped": wrapped.wrapped}


def _row(one: Loaded, envelope: bytes | None) -> dict[str, Any]:
    submission = one.submission
    return {
        "id": submission.id,
        "consultation": submission.consultation,
        "respondent_id": submission.respondent_id,
        "form_digest": submission.form_digest,
        "submit_key": one.submit_key,
        "reference": submission.reference,
        "open_answers": dict(one.answers.open),
        "envelope": envelope,
        "received_at": submission.received_at,
        "decided_at": submission.decided_at,
        "late_by_ms": submission.late_by_ms,
        "only_one": submission.consultation if one.only_one else None,
    }


def _receipt_row(one: Loaded) -> dict[str, Any]:
    submission = one.submission
    return {
        "reference": submission.reference,
        "submission_id": submission.id,
        "consultation": submission.consultation,
        "form_digest": submission.form_digest,
        "received_at": submission.received_at,
        "answers_sha256": one.answers_sha256,
        "late_by_ms": submission.late_by_ms,
    }


def _facet_rows(one: Loaded) -> Iterator[dict[str, Any]]:
    its = {"consultation": one.submission.consultation, "submission_id": one.submission.id}
    return ({**its, "question": question, "code": code} for question, code in one.marks)


def _counts(several: Iterable[Loaded]) -> Mapping[str, tallies.Counts]:
    # Copies of one submission share what they add: it is taken apart once.
    alike = Counter((one.submission.consultation, id(one.tallied)) for one in several)
    added = {id(one.tallied): one.tallied for one in several}
    counts: dict[str, tallies.Counts] = {}
    for (consultation, which), number in alike.items():
        counts.setdefault(consultation, tallies.Counts()).add(added[which], number)
    return counts


def _insert(tx: Transaction, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        tx.connection.execute(sa.insert(table), rows)


def _copy(tx: Transaction, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """COPY, which takes rows some ten times as fast as INSERT."""
    if not rows:
        return
    columns = list(rows[0])
    connection: Any = tx.connection.connection.driver_connection
    # The names are those of our tables.
    with connection.cursor().copy(f"COPY {table.name} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([_written(row[column]) for column in columns])


def _written(value: Any) -> Any:
    if isinstance(value, dict):
        return canonical_json(value).decode()
    return value.astimezone(UTC) if isinstance(value, datetime) else value
