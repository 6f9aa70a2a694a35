"""The writing half of the submit transaction: everything that a submission leaves behind, or nothing.

On PostgreSQL it is one statement, so that it costs one exchange with the server; on SQLite, which has no
data-modifying CTEs and no server to wait for, the same statements are sent one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import sqlalchemy as sa

from consultkit.records import Json, Receipt, Submission
from consultkit.storage.archive import Transaction
from consultkit.storage.envelopes import PartedAnswers, Row, new_envelope
from consultkit.storage.functions import Pairs
from consultkit.storage.tables import data_keys, drafts, facets, outbox, receipts, submissions, tally_deltas
from consultkit.storage.tables.base import Instant, document

Mark = tuple[str, str]
"""A question and a code, counted as `tables.following.tallies` says."""


class AlreadyThereError(Exception):
    """A unique constraint refused a submission: it, or one that excludes it, is already kept."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A submission that was judged good, and what goes with it."""

    submission: Submission
    receipt: Receipt
    draft_id: UUID
    submit_key: str
    answers: PartedAnswers
    marks: Sequence[Mark]
    plugins: Sequence[str]
    """Those that get a `route` entry in the outbox."""
    only_one: bool
    """Whether the consultation takes one contribution from each respondent."""


def accept(tx: Transaction, acceptance: Acceptance) -> None:
    """Put the submission in the place of its draft. Raises AlreadyThereError, with nothing written."""
    values = _values(tx, acceptance)
    try:
        for statement in _STATEMENTS[tx.connection.dialect.name]:
            tx.connection.execute(statement, values)
    except sa.exc.IntegrityError as error:
        raise AlreadyThereError from error


def _values(tx: Transaction, acceptance: Acceptance) -> dict[str, object]:
    submission, receipt = acceptance.submission, acceptance.receipt
    row = Row(submissions.name, submission.id, submission.consultation)
    wrapped, envelope = new_envelope(tx.keys, row, acceptance.answers.protected)
    return {
        "submission_id": submission.id,
        "consultation": submission.consultation,
        "respondent_id": submission.respondent_id,
        "form_digest": submission.form_digest,
        "draft_id": acceptance.draft_id,
        "submit_key": acceptance.submit_key,
        "reference": submission.reference,
        "open_answers": acceptance.answers.open,
        "envelope": envelope,
        "received_at": submission.received_at,
        "decided_at": submission.decided_at,
        "late_by_ms": submission.late_by_ms,
        "only_one": submission.consultation if acceptance.only_one else None,
        "kek": wrapped.kek,
        "wrapped": wrapped.wrapped,
        "answers_sha256": receipt.answers_sha256,
        "marks": _json_pairs(acceptance.marks),
        "routes": _json_pairs([(uuid4().hex, plugin) for plugin in acceptance.plugins]),
    }


def _json_pairs(pairs: Sequence[tuple[str, str]]) -> Json:
    return [[first, second] for first, second in pairs]


def _filled(table: sa.Table, **renamed: str) -> dict[str, sa.BindParameter[object]]:
    """Each named column from the parameter of that name, or of the name it is given here."""
    return {column: sa.bindparam(name, type_=table.c[column].type) for column, name in renamed.items()}


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


_ABOUT = _same("consultation", "form_digest", "received_at", "late_by_ms", "reference")


def _writes(dialect: str) -> tuple[sa.Insert | sa.Update | sa.Delete, ...]:
    """One statement for each table. Their number and shape never change, so that each is prepared once."""
    return (
        # The draft's key row becomes the submission's, with a new key: one write instead of two.
        sa.update(data_keys)
        .where(data_keys.c.id == sa.bindparam("draft_id", type_=sa.Uuid()))
        .values(_filled(data_keys, id="submission_id", **_same("kek", "wrapped"))),
        sa.delete(drafts).where(drafts.c.id == sa.bindparam("draft_id", type_=sa.Uuid())),
        sa.insert(submissions).values(
            _filled(
                submissions,
                id="submission_id",
                **_ABOUT,
                **_same("respondent_id", "draft_id", "submit_key", "open_answers", "envelope", "decided_at"),
                **_same("only_one"),
            )
        ),
        sa.insert(receipts).values(_filled(receipts, **_ABOUT, **_same("submission_id", "answers_sha256"))),
        _insert_routes(Pairs("routes", dialect), dialect),
        _insert_facets(Pairs("marks", dialect)),
        sa.insert(tally_deltas).values(
            **_filled(tally_deltas, **_same("consultation", "marks")), change=sa.literal_column("1")
        ),
    )


def _insert_routes(routes: Pairs, dialect: str) -> sa.Insert:
    at = sa.bindparam("decided_at", type_=Instant())
    row = {
        "id": sa.cast(routes.first, sa.Uuid()) if dialect == "postgresql" else routes.first,
        "kind": sa.literal_column("'route'"),
        "consultation": sa.bindparam("consultation", type_=sa.Text()),
        "plugin": routes.second,
        "subject_id": sa.bindparam("submission_id", type_=sa.Uuid()),
        "payload": sa.literal_column("'{}'", type_=document),
        "created_at": at,
        "next_at": at,
        "attempts": sa.literal_column("0"),
    }
    return sa.insert(outbox).from_select(list(row), sa.select(*row.values()).select_from(routes.rows))


def _insert_facets(marks: Pairs) -> sa.Insert:
    row = {
        "submission_id": sa.bindparam("submission_id", type_=sa.Uuid()),
        "question": marks.first,
        "code": marks.second,
        "consultation": sa.bindparam("consultation", type_=sa.Text()),
    }
    select = sa.select(*row.values()).select_from(marks.rows).where(marks.second != sa.literal_column("''"))
    return sa.insert(facets).from_select(list(row), select)


def _in_one(writes: Sequence[sa.Insert | sa.Update | sa.Delete]) -> sa.Insert | sa.Update | sa.Delete:
    *before, last = writes
    return last.add_cte(*(write.cte(f"write_{n}") for n, write in enumerate(before)))


_STATEMENTS = {
    "postgresql": (_in_one(_writes("postgresql")),),
    "sqlite": _writes("sqlite"),
}
