"""Every form that was ever served, by its digest."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from consultkit.records import Json
from consultkit.storage.archive import Transaction
from consultkit.storage.tables import forms
from consultkit.storage.upsert import upserting

_digests = (
    sa.select(forms.c.digest)
    .where(forms.c.consultation == sa.bindparam("consultation"))
    .order_by(forms.c.first_seen_at.desc(), forms.c.digest)
)
_document = sa.select(forms.c.document).where(forms.c.digest == sa.bindparam("digest"))


def register(
    tx: Transaction, *, digest: str, consultation: str, document: dict[str, Json], at: datetime
) -> None:
    """Keep a form. One that is already there stays as it was first seen."""
    tx.connection.execute(
        upserting(tx, forms)
        .values(digest=digest, consultation=consultation, document=document, first_seen_at=at)
        .on_conflict_do_nothing(index_elements=["digest"])
    )


def document_of(tx: Transaction, digest: str) -> dict[str, Json] | None:
    """The document of a form; None when there is no such form."""
    found: dict[str, Json] | None = tx.connection.execute(_document, {"digest": digest}).scalar_one_or_none()
    return found


def digests_of(tx: Transaction, consultation: str) -> tuple[str, ...]:
    """Every form that the consultation ever had, the newest first."""
    return tuple(tx.connection.execute(_digests, {"consultation": consultation}).scalars())
