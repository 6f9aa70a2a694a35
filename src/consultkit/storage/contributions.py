"""A contribution with all its versions and all that hangs on them: found whole, and erased whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

import sqlalchemy as sa

from consultkit.storage import locks
from consultkit.storage.archive import Transaction
from consultkit.storage.tables import (
    accounts,
    attachments,
    cases,
    chronicle,
    data_keys,
    drafts,
    exports,
    facets,
    identities,
    inquiries,
    mail_links,
    outbox,
    provenance,
    receipts,
    respondents,
    retractions,
    sessions,
    submissions,
)

TYPED_IN = "entry"
"""The way of who was made up, and the room of what is written about what was typed in, `operations.entry`."""


@dataclass(frozen=True, slots=True)
class Family:
    """The ids of contributions of one consultation, in all their versions, and of what hangs on them."""

    consultation: str
    versions: frozenset[UUID]
    references: tuple[str, ...]
    respondents: frozenset[UUID]
    files: frozenset[UUID]
    begun: frozenset[UUID]
    """Corrections that were not sent."""
    subjects: frozenset[UUID]
    """What the chronicle, the outbox and the keys know them by: versions, cases, questions, typed copies."""


def versions_of(tx: Transaction, submission_ids: Collection[UUID]) -> frozenset[UUID]:
    """These, what they replaced and what replaced them, as far as that goes."""
    found, new = set[UUID](), set(submission_ids)
    while new:
        found |= new
        linked = sa.select(retractions.c.submission_id, retractions.c.replaced_by).where(
            sa.or_(retractions.c.submission_id.in_(new), retractions.c.replaced_by.in_(new))
        )
        new = {one for row in tx.connection.execute(linked) for one in row if one is not None} - found
    return frozenset(found)


def hold(tx: Transaction, consultation: str, submission_ids: Collection[UUID]) -> None:
    """Nobody else erases, withdraws, replaces or follows these up until the transaction ends."""
    locks.hold(tx, "erasure", consultation)
    versions = versions_of(tx, submission_ids)
    rows = sa.select(submissions.c.id).where(submissions.c.id.in_(versions)).order_by(submissions.c.id)
    tx.connection.execute(rows.with_for_update()).all()


def family_of(tx: Transaction, consultation: str, submission_ids: Collection[UUID]) -> Family:
    """Of what is there of them; it is empty where nothing is. No key is needed to find it."""
    versions = versions_of(tx, submission_ids)
    of_them = sa.select(submissions.c.id, submissions.c.reference, submissions.c.respondent_id)
    rows = tx.connection.execute(of_them.where(submissions.c.id.in_(versions))).all()
    there = frozenset(row.id for row in rows)
    references = tuple(sorted(row.reference for row in rows))
    begun = _ids(tx, drafts.c.id, drafts.c.corrects.in_(references))
    subjects = frozenset(
        {
            *there,
            *_ids(tx, cases.c.id, cases.c.submission_id.in_(there)),
            *_ids(tx, inquiries.c.id, inquiries.c.submission_id.in_(there)),
            *(uuid5(one, TYPED_IN) for one in there),
        }
    )
    return Family(
        consultation,
        there,
        references,
        frozenset(row.respondent_id for row in rows),
        _ids(tx, attachments.c.id, attachments.c.draft_id.in_(subjects | begun)),
        begun,
        subjects,
    )


def erase(tx: Transaction, family: Family, plugins: Iterable[str]) -> None:
    """Everything, the keys first: what a backup holds of the rows opens no more, once its keys are gone.

    `plugins` are those that may have had letters written. Files and exports must be gone from the store.
    """
    if not tx.on_postgresql:
        # SQLite would only mark the room as free, and leave there what was written.
        tx.connection.exec_driver_sql("PRAGMA secure_delete = ON")
    its, versions = family.subjects, family.versions
    letters = frozenset(uuid5(one, plugin) for one in versions for plugin in plugins)
    _delete(tx, data_keys, data_keys.c.id, its | family.files | family.begun)
    _delete(tx, outbox, outbox.c.subject_id, its | family.files | letters)
    _delete(tx, mail_links, mail_links.c.id, letters)
    _delete(tx, chronicle, chronicle.c.subject_id, its)
    _delete(tx, attachments, attachments.c.id, family.files)
    _delete(tx, provenance, provenance.c.contribution_id, versions | family.begun)
    _delete(tx, drafts, drafts.c.id, family.begun)
    for table in (retractions, cases, inquiries, receipts):
        _delete(tx, table, table.c.submission_id, versions)
    found_by = sa.and_(facets.c.consultation == family.consultation, facets.c.submission_id.in_(versions))
    tx.connection.execute(sa.delete(facets).where(found_by))
    _delete(tx, submissions, submissions.c.id, versions)
    _let_go(tx, family.respondents)


def exported(tx: Transaction, consultation: str) -> dict[UUID, UUID | None]:
    """The exports of a consultation, each with its file in the store."""
    found = sa.select(exports.c.id, exports.c.file_id).where(exports.c.consultation == consultation)
    return {row.id: row.file_id for row in tx.connection.execute(found)}


def delete_exports(tx: Transaction, found: dict[UUID, UUID | None]) -> None:
    """One that is being made finds that it is gone, and throws away what it wrote."""
    _delete(tx, data_keys, data_keys.c.id, {one for one in found.values() if one is not None})
    _delete(tx, exports, exports.c.id, found)


def _ids(tx: Transaction, column: sa.Column[UUID], where: sa.ColumnElement[bool]) -> frozenset[UUID]:
    return frozenset(tx.connection.scalars(sa.select(column).where(where)))


def _delete(tx: Transaction, table: sa.Table, column: sa.Column[UUID], ids: Collection[UUID]) -> None:
    if ids:
        tx.connection.execute(sa.delete(table).where(column.in_(ids)))


def _let_go(tx: Transaction, ids: Collection[UUID]) -> None:
    """Respondents to whom nothing leads any more; who was made up for a paper that was typed in, with it."""
    sent = sa.select(submissions.c.respondent_id).union(sa.select(drafts.c.respondent_id))
    made_up = sa.and_(
        identities.c.respondent_id.in_(ids),
        identities.c.way == TYPED_IN,
        identities.c.respondent_id.not_in(sent),
    )
    tx.connection.execute(sa.delete(identities).where(made_up))
    left = [
        sa.exists().where(table.c.respondent_id == respondents.c.id)
        for table in (submissions, drafts, identities, accounts, sessions)
    ]
    nobodys = sa.and_(respondents.c.id.in_(ids), *(sa.not_(one) for one in left))
    tx.connection.execute(sa.delete(respondents).where(nobodys))
