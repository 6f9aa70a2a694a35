"""Whom letters go to: where a person is written to, and in which language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consultkit.operations.mailing import post
from consultkit.schema import Consultation
from consultkit.storage import Transaction, identities, persons


@dataclass(frozen=True, slots=True)
class Recipient:
    """`language` is the one of the pages that the person reads; empty where it is not known."""

    address: str
    language: str

    def choose(self, languages: Iterable[str]) -> str | None:
        """Of these, the person's, else the first."""
        offered = tuple(languages)
        return self.language if self.language in offered else next(iter(offered), None)


def recipient_of(tx: Transaction, respondent_id: UUID) -> Recipient | None:
    """At the address of their account, else one that a provider told; None when neither is known."""
    ways = identities.ways_in(tx, respondent_id)
    own = next((way.address for way in ways if way.address), None)
    told = (identities.claims_of(tx, respondent_id, way.way).get("email") for way in ways)
    address = own or next((email for email in told if isinstance(email, str)), None)
    return None if address is None else Recipient(address, persons.language_of(tx, respondent_id))


def write_to(
    tx: Transaction,
    respondent_id: UUID,
    letter: str,
    consultation: Consultation,
    *,
    at: datetime,
    instants: Mapping[str, datetime] | None = None,
) -> None:
    """Post them a letter about a consultation, if they can be written to."""
    recipient = recipient_of(tx, respondent_id)
    if recipient is not None:
        language = recipient.choose(consultation.languages) or ""
        post(
            tx,
            letter,
            recipient.address,
            at=at,
            language=language,
            consultation=consultation.id,
            instants=instants,
        )
