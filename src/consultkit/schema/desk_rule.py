"""Who works at the desk by what an identity provider says of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator

from consultkit.schema.file_part import FilePart, fault
from consultkit.schema.question_types.siret import is_siret


def _siret(written: str) -> str:
    digits = written.replace(" ", "")
    if not is_siret(digits):
        mend = "Write the 14 digits of the service, between quotes."
        raise fault(f"`{written}` is not a SIRET number.", mend)
    return digits


class DeskOffice(FilePart):
    """An office for whoever signs in with ProConnect, with two factors, for this organisation."""

    organisation: Annotated[str, AfterValidator(_siret)]
    """The SIRET of the service. Without one every agent of the State would be let in."""
    role: Literal["agent_public", "agent_public_etat", "agent_public_territorial"] | None = None
    """The role that ProConnect must tell of them; any when it is not named."""
    gives: Literal["reader", "caseworker", "manager"] = "reader"
    """What they may do at the desk. The highest of those that hold."""


class DeskRule(FilePart):
    """Who may work at the desk, beside those to whom an office is given by name."""

    proconnect: tuple[DeskOffice, ...] = ()
