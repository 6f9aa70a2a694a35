"""What a provider proved: an issuer and a subject lead to one respondent, for ever."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from consultkit.storage.archive import Transaction
from consultkit.storage.tables import identities, respondents
from consultkit.storage.upsert import upserting

_find = sa.select(identities.c.respondent_id).where(
    identities.c.issuer == sa.bindparam("issuer"), identities.c.subject == sa.bindparam("subject")
)


def find(tx: Transaction, issuer: str, subject: str) -> UUID | None:
    """The respondent's id; None for a subject that was never seen."""
    found: UUID | None = tx.connection.execute(
        _find, {"issuer": issuer, "subject": subject}
    ).scalar_one_or_none()
    return found


def create(tx: Transaction, issuer: str, subject: str, at: datetime) -> UUID:
    """A new respondent for a new subject. When it was made at the same moment elsewhere, that one's id."""
    respondent_id = uuid4()
    tx.connection.execute(sa.insert(respondents).values(id=respondent_id, created_at=at))
    statement = upserting(tx, identities).values(
        issuer=issuer, subject=subject, respondent_id=respondent_id, created_at=at
    )
    statement = statement.on_conflict_do_nothing(index_elements=["issuer", "subject"])
    made = tx.connection.execute(statement.returning(identities.c.respondent_id)).scalar_one_or_none()
    if made is not None:
        return respondent_id
    tx.connection.execute(sa.delete(respondents).where(respondents.c.id == respondent_id))
    kept: UUID = tx.connection.execute(_find, {"issuer": issuer, "subject": subject}).scalar_one()
    return kept
