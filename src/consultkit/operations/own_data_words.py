"""What the archive of a person's own data says, as JSON: each key as docs/own-data.md explains it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime

from consultkit.records import Account, Attachment, Case, Json, Receipt, Submission
from consultkit.results.exports.zipped import ExportFile
from consultkit.storage import Transaction, provenance, retractions, second_factors, submissions
from consultkit.storage.of_person import SentLetter

Said = dict[str, Json]


def sent_told(tx: Transaction, submission: Submission) -> Said:
    """How it was sent, and what became of it."""
    retraction = retractions.of_submission(tx, submission.id)
    receipt = submissions.receipt(tx, submission.reference, submission.respondent_id)
    told = provenance.of_contribution(tx, submission.id)
    return {
        "reference": submission.reference,
        "received_at": instant_told(submission.received_at),
        "decided_at": instant_told(submission.decided_at),
        "late_by_ms": submission.late_by_ms,
        "replaces": submission.replaces or None,
        "replaced_by": (retraction.replaced_by or None) if retraction else None,
        "withdrawn_at": instant_told(retraction.at) if retraction and retraction.is_withdrawal else None,
        "sealed_answers": b64encode(submission.sealed).decode() or None,
        "told_by_a_register": {
            question: {"source": one.source, "at": instant_told(one.at)} for question, one in told.items()
        },
        "receipt": _receipt(receipt) if receipt else None,
    }


def _receipt(receipt: Receipt) -> Said:
    return {
        "reference": receipt.reference,
        "received_at": instant_told(receipt.received_at),
        "answers_sha256": receipt.answers_sha256,
    }


def case_told(case: Case) -> Said:
    """What was handed over, and when."""
    return {
        "destination": case.referral.destination,
        "subject": case.referral.subject,
        "body": case.referral.body,
        "not_taken_because": list(case.referral.ineligible),
        "opened_at": instant_told(case.opened_at),
        "handed_over_at": instant_told(case.acknowledged_at),
        "taken_back_at": instant_told(case.withdrawn_at),
        "receiver_reference": case.receiver_reference,
    }


def account_told(tx: Transaction, account: Account) -> Said:
    """No secret of it."""
    return {
        "email": account.email,
        "offices": [{"consultation": one.consultation, "role": one.role.value} for one in account.offices],
        "second_factors": [
            {"kind": one.kind.value, "name": one.name, "since": instant_told(one.created_at)}
            for one in second_factors.of_account(tx, account.id)
        ],
    }


def letter_told(letter: SentLetter) -> Said:
    """Its words, or what kind of letter it was."""
    when: Said = {"at": instant_told(letter.at), "sent_at": instant_told(letter.sent_at)}
    given = letter.payload.get("given")
    if isinstance(given, dict):
        return {**when, "subject": given["subject"], "text": given["text"]}
    return {**when, "kind": letter.payload.get("letter")}


def files_listed(files: Sequence[Attachment]) -> list[Json]:
    """With the names that they came under."""
    return [
        {
            "id": str(one.id),
            "question": one.question,
            "name": one.name,
            "size": one.size,
            "sha256": one.sha256,
            "stored_at": instant_told(one.stored_at),
            "in_this_archive": f"files/{name_in_archive(one)}",
        }
        for one in files
    ]


def name_in_archive(one: Attachment) -> str:
    """One name may stand twice, and may be one that some system does not take."""
    return f"{one.id}.{one.format}"


def instant_told(at: datetime | None) -> str | None:
    """ISO 8601, in UTC."""
    return at.isoformat() if at else None


def json_file(name: str, said: Said) -> ExportFile:
    """To be read by people too."""
    return ExportFile(name, [json.dumps(said, ensure_ascii=False, indent=2).encode()])
