"""What stands at an instant, by what it says: a digest that the same contributions always have."""

from __future__ import annotations

import hashlib
from datetime import datetime

import sqlalchemy as sa

from consultkit.records import Snapshot
from consultkit.storage.archive import Transaction
from consultkit.storage.retractions import stands
from consultkit.storage.tables import receipts, submissions

_those = (
    sa.select(receipts.c.answers_sha256, submissions.c.form_digest, submissions.c.received_at)
    .select_from(receipts.join(submissions, submissions.c.id == receipts.c.submission_id))
    .where(submissions.c.consultation == sa.bindparam("consultation"), stands())
    .order_by(receipts.c.answers_sha256, submissions.c.form_digest, submissions.c.received_at)
    .execution_options(yield_per=5000)
)


def snapshot(tx: Transaction, consultation: str) -> Snapshot:
    """Of the answers, the versions that they answer, and when they came; of nobody's name or reference."""
    digest, forms, number, last = hashlib.sha256(), set[str](), 0, None
    for answers, form, received_at in tx.connection.execute(_those, {"consultation": consultation}):
        digest.update(f"{answers} {form} {_written(received_at)}\n".encode())
        forms.add(form)
        number += 1
        last = max(last or received_at, received_at)
    return Snapshot(digest.hexdigest(), number, tuple(sorted(forms)), last)


def _written(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds")
