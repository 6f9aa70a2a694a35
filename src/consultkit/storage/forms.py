"""Every form that was ever served, by its digest."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from consultkit.records import Json
from consultkit.storage.archive import Transaction
from consultkit.storage.tables import forms
from consultkit.storage.upsert import upserting

_document = sa.select(forms.c.document).where(forms.c.digest == sa.bindparam("digest"))


def register(tx: Transaction, *, digest: str, consultation: str, document: Json, at: datetime) -> None:
    """Keep a form. One that is already there stays as it was first seen."""
    tx.connection.execute(
        upserting(tx, forms)
        .values(digest=digest, consultation=consultation, document=document, first_seen_at=at)
        .on_conflict_do_nothing(index_elements=["digest"])
    )


def document_of(tx: Transaction, digest: str) -> Json:
    """The document of a form; None when there is no such form."""
    found: Json = tx.connection.execute(_document, {"digest": digest}).scalar_one_or_none()
    return found
