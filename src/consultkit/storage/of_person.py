"""What hangs on one respondent, in every consultation: ids, to be read by the functions of each room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from consultkit.records import Draft, Json
from consultkit.storage import drafts as kept_drafts
from consultkit.storage.archive import Transaction
from consultkit.storage.tables import drafts, mail_links, outbox, respondents, submissions


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter to one of their addresses, as far as it is remembered. Instants are UTC."""

    at: datetime
    sent_at: datetime | None
    payload: dict[str, Json]


def known_since(tx: Transaction, respondent_id: UUID) -> datetime:
    found = sa.select(respondents.c.created_at).where(respondents.c.id == respondent_id)
    since: datetime = tx.connection.execute(found).scalar_one()
    return since


def submitted(tx: Transaction, respondent_id: UUID) -> tuple[UUID, ...]:
    """All that they sent, what was replaced or withdrawn too, the oldest first."""
    theirs = sa.select(submissions.c.id).where(submissions.c.respondent_id == respondent_id)
    return tuple(tx.connection.scalars(theirs.order_by(submissions.c.received_at, submissions.c.id)))


def begun(tx: Transaction, respondent_id: UUID) -> tuple[Draft, ...]:
    """Their drafts, the oldest first."""
    theirs = sa.select(drafts.c.id).where(drafts.c.respondent_id == respondent_id)
    ids = tx.connection.scalars(theirs.order_by(drafts.c.created_at, drafts.c.id)).all()
    found = (kept_drafts.find(tx, one, respondent_id) for one in ids)
    return tuple(one for one in found if one is not None)


def letters_to(tx: Transaction, addresses: Iterable[str]) -> tuple[SentLetter, ...]:
    """Those to these addresses, the oldest first. Links are forgotten once they have expired."""
    indices = [tx.keys.keyed_digest("email", one) for one in addresses]
    found = (
        sa.select(mail_links.c.created_at, outbox.c.done_at, outbox.c.payload)
        .join(outbox, sa.and_(outbox.c.subject_id == mail_links.c.id, outbox.c.kind == "letter"))
        .where(mail_links.c.email_index.in_(indices))
        .order_by(mail_links.c.created_at)
    )
    return tuple(SentLetter(*row) for row in tx.connection.execute(found))
