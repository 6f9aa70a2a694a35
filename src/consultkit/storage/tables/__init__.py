"""The tables. Their named CHECK and UNIQUE constraints carry the promises."""

from consultkit.storage.tables.base import metadata
from consultkit.storage.tables.desk import chronicle
from consultkit.storage.tables.exports import exports
from consultkit.storage.tables.files import attachments
from consultkit.storage.tables.following import (
    cases,
    facets,
    inquiries,
    outbox,
    tallies,
    tally_deltas,
    tally_pairs,
)
from consultkit.storage.tables.intake import (
    data_keys,
    drafts,
    forms,
    provenance,
    receipts,
    rehearsals,
    retractions,
    submissions,
    window_events,
)
from consultkit.storage.tables.people import (
    accounts,
    address_changes,
    held_forms,
    identities,
    mail_links,
    offices,
    provider_sign_ins,
    recovery_codes,
    respondents,
    second_factors,
    sessions,
    sign_in_attempts,
)

__all__ = [
    "accounts",
    "address_changes",
    "attachments",
    "cases",
    "chronicle",
    "data_keys",
    "drafts",
    "exports",
    "facets",
    "forms",
    "held_forms",
    "identities",
    "inquiries",
    "mail_links",
    "metadata",
    "offices",
    "outbox",
    "provenance",
    "provider_sign_ins",
    "receipts",
    "recovery_codes",
    "rehearsals",
    "respondents",
    "retractions",
    "second_factors",
    "sessions",
    "sign_in_attempts",
    "submissions",
    "tallies",
    "tally_deltas",
    "tally_pairs",
    "window_events",
]
