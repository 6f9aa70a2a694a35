"""The respondent's road: start, questions, check, receipt."""

from consultkit.web.respondent import (
    all_receipts,
    asked,
    autosave,
    check,
    corrections,
    drafts,
    open_data,
    outcome,
    questions,
    receipts,
    referrals,
    rows,
    start,
    uploads,
)
from consultkit.web.respondent.blueprint import blueprint

__all__ = [
    "all_receipts",
    "asked",
    "autosave",
    "blueprint",
    "check",
    "corrections",
    "drafts",
    "open_data",
    "outcome",
    "questions",
    "receipts",
    "referrals",
    "rows",
    "start",
    "uploads",
]
