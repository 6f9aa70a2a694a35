"""Two respondents who turn out to be one person, and the ways that lead to each."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from consultkit.storage.accounts import index_without_address
from consultkit.storage.archive import Transaction
from consultkit.storage.erasing import erase_account
from consultkit.storage.identities import handle_of
from consultkit.storage.tables import (
    accounts,
    drafts,
    identities,
    respondents,
    second_factors,
    sessions,
    submissions,
)


def has_contributed(tx: Transaction, respondent_id: UUID) -> bool:
    """Whether a draft or a contribution hangs on them."""
    begun = sa.exists().where(drafts.c.respondent_id == respondent_id)
    sent = sa.exists().where(submissions.c.respondent_id == respondent_id)
    return bool(tx.connection.execute(sa.select(sa.or_(begun, sent))).scalar_one())


def has_second_factor(tx: Transaction, account_id: UUID) -> bool:
    """Whether the account asks for more than its password."""
    found = sa.exists().where(second_factors.c.account_id == account_id)
    return bool(tx.connection.execute(sa.select(found)).scalar_one())


def speak(tx: Transaction, respondent_id: UUID, language: str) -> None:
    """Remember the language that they read; nothing is written where it is known."""
    other = sa.or_(respondents.c.language.is_(None), respondents.c.language != language)
    this = sa.and_(respondents.c.id == respondent_id, other)
    tx.connection.execute(sa.update(respondents).where(this).values(language=language))


def language_of(tx: Transaction, respondent_id: UUID) -> str:
    """Empty where it is not known."""
    found = sa.select(respondents.c.language).where(respondents.c.id == respondent_id)
    return tx.connection.execute(found).scalar_one_or_none() or ""


def language_of_account(tx: Transaction, account_id: UUID) -> str:
    """Of whom the account belongs to; empty where it is not known."""
    found = (
        sa.select(respondents.c.language)
        .join(accounts, accounts.c.respondent_id == respondents.c.id)
        .where(accounts.c.id == account_id)
    )
    return tx.connection.execute(found).scalar_one_or_none() or ""


def number_of_ways(tx: Transaction, respondent_id: UUID) -> int:
    """How many lead to them: identities, and an account that has a password."""
    theirs = sa.select(sa.func.count()).select_from(identities)
    own = sa.select(sa.func.count()).select_from(accounts).where(accounts.c.password_hash.is_not(None))
    return sum(
        tx.connection.execute(statement.where(table.c.respondent_id == respondent_id)).scalar_one()
        for statement, table in ((theirs, identities), (own, accounts))
    )


def absorb(tx: Transaction, kept: UUID, gone: UUID) -> None:
    """Let all that led to one lead to the other. The sessions of both end: who is behind them has changed.

    The one that goes must have contributed nothing.
    """
    for table in (identities, accounts):
        statement = sa.update(table).where(table.c.respondent_id == gone).values(respondent_id=kept)
        tx.connection.execute(statement)
    tx.connection.execute(sa.delete(sessions).where(sessions.c.respondent_id.in_([kept, gone])))
    tx.connection.execute(sa.delete(respondents).where(respondents.c.id == gone))


def part(tx: Transaction, respondent_id: UUID, handle: str) -> bool:
    """Let an identity lead to them no more, and end the sessions begun by its way; whether there was one."""
    theirs = identities.c.respondent_id == respondent_id
    found = tx.connection.execute(
        sa.select(identities.c.issuer, identities.c.subject, identities.c.way).where(theirs)
    )
    for row in found.all():
        if handle_of(row.issuer, row.subject) == handle:
            this = sa.and_(theirs, identities.c.issuer == row.issuer, identities.c.subject == row.subject)
            tx.connection.execute(sa.delete(identities).where(this))
            begun = sa.and_(sessions.c.respondent_id == respondent_id, sessions.c.way == row.way)
            tx.connection.execute(sa.delete(sessions).where(begun))
            _erase_account_of(tx, row.issuer, row.subject)
            return True
    return False


def _erase_account_of(tx: Transaction, issuer: str, subject: str) -> None:
    """The one that was made for an official when they came by this identity: nothing leads to it any more."""
    made_for_it = accounts.c.email_index == index_without_address(tx, issuer, subject)
    for account_id in tx.connection.scalars(sa.select(accounts.c.id).where(made_for_it)).all():
        tx.connection.execute(sa.delete(sessions).where(sessions.c.account_id == account_id))
        erase_account(tx, account_id)
