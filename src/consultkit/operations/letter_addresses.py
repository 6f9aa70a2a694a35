"""Where a person is written to."""

from __future__ import annotations

from uuid import UUID

from consultkit.storage import Transaction, identities


def address_of_respondent(tx: Transaction, respondent_id: UUID) -> str | None:
    """The address of their account, else one that a provider told; None when neither is known."""
    ways = identities.ways_in(tx, respondent_id)
    own = next((way.address for way in ways if way.address), None)
    told = (identities.claims_of(tx, respondent_id, way.way).get("email") for way in ways)
    return own or next((email for email in told if isinstance(email, str)), None)
