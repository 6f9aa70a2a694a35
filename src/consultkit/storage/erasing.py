"""Erasing a person: everything that leads to them. What they sent stays, under its reference, with nobody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from consultkit.storage.archive import Transaction
from consultkit.storage.tables import (
    accounts,
    address_changes,
    attachments,
    data_keys,
    drafts,
    identities,
    offices,
    provenance,
    recovery_codes,
    respondents,
    second_factors,
    sessions,
    submissions,
)

_OF_ACCOUNT = (address_changes, second_factors, recovery_codes, offices)


def erase_account(tx: Transaction, account_id: UUID) -> None:
    """The account, and what hangs on it. Its sessions must have ended."""
    for table in _OF_ACCOUNT:
        tx.connection.execute(sa.delete(table).where(table.c.account_id == account_id))
    tx.connection.execute(sa.delete(accounts).where(accounts.c.id == account_id))


def erase_person(tx: Transaction, respondent_id: UUID) -> None:
    """Their sessions, identities and drafts; and the respondent, unless something was sent."""
    for table in (sessions, identities):
        tx.connection.execute(sa.delete(table).where(table.c.respondent_id == respondent_id))
    theirs = sa.select(drafts.c.id).where(drafts.c.respondent_id == respondent_id)
    # The keys first: what a backup still holds of the drafts cannot be read any more.
    files = sa.select(attachments.c.id).where(attachments.c.draft_id.in_(theirs))
    tx.connection.execute(sa.delete(data_keys).where(data_keys.c.id.in_(files)))
    tx.connection.execute(sa.delete(data_keys).where(data_keys.c.id.in_(theirs)))
    tx.connection.execute(sa.delete(provenance).where(provenance.c.contribution_id.in_(theirs)))
    tx.connection.execute(sa.delete(drafts).where(drafts.c.respondent_id == respondent_id))
    sent = sa.exists().where(submissions.c.respondent_id == respondent_id)
    nobodys = sa.and_(respondents.c.id == respondent_id, sa.not_(sent))
    tx.connection.execute(sa.delete(respondents).where(nobodys))


def with_nothing_left(tx: Transaction, ids: Collection[UUID], now: datetime) -> tuple[UUID, ...]:
    """Of these respondents, who has no contribution, draft, office or visit; but a way in, or an account."""
    leads = sa.or_(_theirs(identities), _theirs(accounts))
    visiting = sa.exists().where(sessions.c.respondent_id == respondents.c.id, sessions.c.expires_at > now)
    working = sa.exists().where(
        accounts.c.respondent_id == respondents.c.id, offices.c.account_id == accounts.c.id
    )
    left = sa.or_(_theirs(submissions), _theirs(drafts), visiting, working)
    found = sa.select(respondents.c.id).where(respondents.c.id.in_(ids), leads, sa.not_(left))
    return tuple(tx.connection.scalars(found))


def _theirs(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.exists().where(table.c.respondent_id == respondents.c.id)


def erase_again(tx: Transaction, respondent_id: UUID) -> bool:
    """Of a person who was erased before: whether anything led to them, as after a restore. It is erased."""
    there = [
        sa.exists().where(table.c.respondent_id == respondent_id)
        for table in (accounts, identities, sessions, drafts)
    ]
    if not tx.connection.execute(sa.select(sa.or_(*there))).scalar_one():
        return False
    for account_id in tx.connection.scalars(
        sa.select(accounts.c.id).where(accounts.c.respondent_id == respondent_id)
    ).all():
        tx.connection.execute(sa.delete(sessions).where(sessions.c.account_id == account_id))
        erase_account(tx, account_id)
    erase_person(tx, respondent_id)
    return True
