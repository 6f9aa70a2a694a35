"""What a provider proved: an issuer and a subject lead to one respondent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from consultkit.records import Identity, Json, WayIn, canonical_json, digest_of
from consultkit.storage.accounts import open_address
from consultkit.storage.archive import Transaction
from consultkit.storage.sealing import Place
from consultkit.storage.tables import accounts, identities, respondents
from consultkit.storage.upsert import upserting

_this = sa.and_(
    identities.c.issuer == sa.bindparam("the_issuer"), identities.c.subject == sa.bindparam("the_subject")
)
_theirs = identities.c.respondent_id == sa.bindparam("the_respondent")

_find = sa.select(identities.c.respondent_id).where(_this)
_of_respondent = (
    sa.select(
        identities.c.way,
        identities.c.created_at,
        identities.c.used_at,
        identities.c.issuer,
        identities.c.subject,
    )
    .where(_theirs)
    .order_by(identities.c.created_at, identities.c.way)
)
_account = sa.select(accounts.c.id, accounts.c.email_sealed, accounts.c.confirmed_at).where(
    accounts.c.respondent_id == sa.bindparam("the_respondent"), accounts.c.password_hash.is_not(None)
)
_claims = (
    sa.select(identities.c.issuer, identities.c.subject, identities.c.claims_sealed)
    .where(_theirs, identities.c.way == sa.bindparam("the_way"), identities.c.claims_sealed.is_not(None))
    .order_by(identities.c.used_at.desc())
    .limit(1)
)


def find(tx: Transaction, identity: Identity) -> UUID | None:
    """The respondent's id; None for a subject that was never seen."""
    found: UUID | None = tx.connection.execute(_find, _key(identity)).scalar_one_or_none()
    return found


def create(tx: Transaction, identity: Identity, way: str, at: datetime) -> None:
    """A new respondent for a new subject, unless it was made at the same moment elsewhere."""
    respondent_id = uuid4()
    tx.connection.execute(sa.insert(respondents).values(id=respondent_id, created_at=at))
    if not add(tx, identity, way, respondent_id, at):
        tx.connection.execute(sa.delete(respondents).where(respondents.c.id == respondent_id))


def add(tx: Transaction, identity: Identity, way: str, respondent_id: UUID, at: datetime) -> bool:
    """Let a subject lead to this respondent; False when it leads to one already."""
    statement = upserting(tx, identities).values(
        issuer=identity.issuer, subject=identity.subject, respondent_id=respondent_id, way=way, created_at=at
    )
    statement = statement.on_conflict_do_nothing(index_elements=["issuer", "subject"])
    made = tx.connection.execute(statement.returning(identities.c.respondent_id)).scalar_one_or_none()
    return made is not None


def note_use(tx: Transaction, identity: Identity, way: str, at: datetime) -> UUID | None:
    """Keep the way, the instant, and what was told if anything was. The respondent, or None as in `find`.

    In one statement, so that a subject which is joined to somebody else at this moment leads there.
    """
    values: dict[str, object] = {"way": way, "used_at": at}
    if identity.claims:
        values["claims_sealed"] = tx.keys.seal_small(
            place_of(identity.issuer, identity.subject), canonical_json(identity.claims)
        )
    statement = sa.update(identities).where(_this).values(values).returning(identities.c.respondent_id)
    found: UUID | None = tx.connection.execute(statement, _key(identity)).scalar_one_or_none()
    return found


def ways_in(tx: Transaction, respondent_id: UUID) -> tuple[WayIn, ...]:
    """Those that lead to this respondent: the account if it has a password, then the identities by age."""
    asked = {"the_respondent": respondent_id}
    own = tuple(
        WayIn("account", row.confirmed_at, address=open_address(tx, row.id, row.email_sealed))
        for row in tx.connection.execute(_account, asked)
    )
    rows = tx.connection.execute(_of_respondent, asked)
    return own + tuple(
        WayIn(row.way, row.created_at, row.used_at, handle=handle_of(row.issuer, row.subject)) for row in rows
    )


def claims_of(tx: Transaction, respondent_id: UUID, way: str) -> Mapping[str, Json]:
    """What was told by this way, the last time that anything was."""
    asked = {"the_respondent": respondent_id, "the_way": way}
    row = tx.connection.execute(_claims, asked).one_or_none()
    if row is None:
        return {}
    told: dict[str, Json] = json.loads(
        tx.keys.unseal_small(place_of(row.issuer, row.subject), row.claims_sealed)
    )
    return told


def handle_of(issuer: str, subject: str) -> str:
    """What a page names an identity by: neither issuer nor subject can be read from it."""
    return digest_of([issuer, subject])[:32]


def _key(identity: Identity) -> dict[str, str]:
    return {"the_issuer": identity.issuer, "the_subject": identity.subject}


def place_of(issuer: str, subject: str) -> Place:
    return Place(identities.name, digest_of([issuer, subject]), "claims_sealed")
