"""The tables. Their named CHECK and UNIQUE constraints carry the promises."""

from consultkit.storage.tables.audit import audit, audit_checkpoints
from consultkit.storage.tables.base import metadata
from consultkit.storage.tables.desk import chronicle
from consultkit.storage.tables.erasures import erasures
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
from consultkit.storage.tables.proofs import receipt_leaves, receipt_sets, signing_keys
from consultkit.storage.tables.running import heartbeats

__all__ = [
    "accounts",
    "address_changes",
    "attachments",
    "audit",
    "audit_checkpoints",
    "cases",
    "chronicle",
    "data_keys",
    "drafts",
    "erasures",
    "exports",
    "facets",
    "forms",
    "heartbeats",
    "held_forms",
    "identities",
    "inquiries",
    "mail_links",
    "metadata",
    "offices",
    "outbox",
    "provenance",
    "provider_sign_ins",
    "receipt_leaves",
    "receipt_sets",
    "receipts",
    "recovery_codes",
    "rehearsals",
    "respondents",
    "retractions",
    "second_factors",
    "sessions",
    "sign_in_attempts",
    "signing_keys",
    "submissions",
    "tallies",
    "tally_deltas",
    "tally_pairs",
    "window_events",
]
