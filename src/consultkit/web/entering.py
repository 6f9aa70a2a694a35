"""A visit in which an official enters what came on paper: its pages are those of the respondent."""

from __future__ import annotations

from uuid import UUID

from consultkit.records import Official, Respondent, Role
from consultkit.web.sessions import visit

ENTERED = "entered"


def enter_for(official: Official, person: Respondent) -> None:
    """From now on this visit answers for that person, at this consultation alone."""
    visit()[ENTERED] = f"{official.consultation} {person.id}"


def stop_entering() -> None:
    visit().pop(ENTERED, None)


def entered_for(consultation_id: str, offices: tuple[Official, ...]) -> Respondent | None:
    """Whom the visit answers for, as long as its official may; None when it answers for nobody else."""
    consultation, _, person = visit().get(ENTERED, "").partition(" ")
    may = any(
        one.consultation == consultation_id and one.role in (Role.CASEWORKER, Role.MANAGER) for one in offices
    )
    return Respondent(UUID(person)) if person and may and consultation == consultation_id else None
