"""The respondent's road: start, questions, check, receipt."""

from consultkit.web.respondent import (
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
