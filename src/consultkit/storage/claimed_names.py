"""What those who contributed are called, as far as they told: for looking whether a text names them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

import sqlalchemy as sa

from consultkit.records import Json
from consultkit.storage.accounts import open_address
from consultkit.storage.archive import Transaction
from consultkit.storage.identities import place_of
from consultkit.storage.tables import accounts, identities, submissions

_who = sa.select(submissions.c.respondent_id).where(
    submissions.c.consultation == sa.bindparam("of_consultation")
)
_claims = sa.select(
    identities.c.respondent_id, identities.c.issuer, identities.c.subject, identities.c.claims_sealed
).where(identities.c.claims_sealed.is_not(None), identities.c.respondent_id.in_(_who))
_addresses = sa.select(accounts.c.respondent_id, accounts.c.id, accounts.c.email_sealed).where(
    accounts.c.respondent_id.in_(_who)
)


def claims_of_all(tx: Transaction, consultation: str) -> Iterator[tuple[UUID, dict[str, Json]]]:
    """Of each identity of a respondent who contributed, what its provider told."""
    for row in tx.connection.execute(_claims, {"of_consultation": consultation}):
        place = place_of(row.issuer, row.subject)
        yield row.respondent_id, json.loads(tx.keys.unseal_small(place, row.claims_sealed))


def addresses_of_all(tx: Transaction, consultation: str) -> Iterator[tuple[UUID, str]]:
    """Of each account of a respondent who contributed, its mail address."""
    for row in tx.connection.execute(_addresses, {"of_consultation": consultation}):
        yield row.respondent_id, open_address(tx, row.id, row.email_sealed)
