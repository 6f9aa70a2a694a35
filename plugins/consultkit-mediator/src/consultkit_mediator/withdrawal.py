"""What the mediator is told when an applicant agrees no more: which referral, and since when."""

from __future__ import annotations

from consultkit import Case, Json

SCHEMA = "urn:consultkit:mediator:withdrawal:1"


def withdrawal(case: Case) -> dict[str, Json]:
    """Nothing of what the referral said. It is the same at every attempt."""
    at = case.withdrawn_at
    return {
        "schema": SCHEMA,
        "withdrawal_key": str(case.withdrawal_id),
        "delivery_key": str(case.id),
        "reference": case.submission_reference,
        "withdrawn_at": at.isoformat() if at else None,
    }


def faults(document: Json) -> list[str]:
    """What is wrong with one that came: nothing when it is as documented."""
    wanted = {"schema", "withdrawal_key", "delivery_key", "reference", "withdrawn_at"}
    if not isinstance(document, dict) or document.keys() != wanted or document["schema"] != SCHEMA:
        return [f"expected {SCHEMA} with {', '.join(sorted(wanted))}"]
    return [f"{name} is not a text" for name, said in document.items() if not isinstance(said, str)]
