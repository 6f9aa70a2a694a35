"""Sign-ins under way at a provider. Neither the state nor the session is stored, only their SHA-256."""

from __future__ import annotations

import hashlib
from datetime import datetime

import sqlalchemy as sa

from consultkit.storage.archive import Transaction
from consultkit.storage.tables import provider_sign_ins

_take = (
    sa.delete(provider_sign_ins)
    .where(
        provider_sign_ins.c.state_hash == sa.bindparam("state_hash"),
        provider_sign_ins.c.session_hash == sa.bindparam("session_hash"),
        provider_sign_ins.c.provider == sa.bindparam("provider"),
        provider_sign_ins.c.expires_at > sa.bindparam("now"),
    )
    .returning(provider_sign_ins.c.details)
)


def insert(
    tx: Transaction,
    provider: str,
    *,
    state: str,
    session_id: str,
    details: dict[str, dict[str, str]],
    expires_at: datetime,
) -> None:
    tx.connection.execute(
        sa.insert(provider_sign_ins).values(
            state_hash=_hash(state),
            session_hash=_hash(session_id),
            provider=provider,
            details=details,
            expires_at=expires_at,
        )
    )


def take(
    tx: Transaction, provider: str, *, state: str, session_id: str, now: datetime
) -> dict[str, dict[str, str]] | None:
    """What was kept for this state, once, and only for the session that began it."""
    taken: dict[str, dict[str, str]] | None = tx.connection.execute(
        _take,
        {
            "state_hash": _hash(state),
            "session_hash": _hash(session_id),
            "provider": provider,
            "now": now,
        },
    ).scalar_one_or_none()
    return taken


def purge(tx: Transaction, now: datetime) -> int:
    """Forget the sign-ins that were not finished in time."""
    over = provider_sign_ins.c.expires_at <= now
    return tx.connection.execute(sa.delete(provider_sign_ins).where(over)).rowcount


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
