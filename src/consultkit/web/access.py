"""Who may open each address. Every route says it; one that does not keeps the application from starting."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TypeVar

View = TypeVar("View", bound=Callable[..., object])

_RULE = "consultkit_access"


class Access(Enum):
    """From the widest to the narrowest."""

    EVERYBODY = "everybody"
    PERSON = "person"
    """Whoever is signed in, by any way."""
    RESPONDENT = "respondent"
    """Whoever is signed in by a way that the consultation of the address lists."""
    ANY_OFFICIAL = "any official"
    """Whoever may work at some desk in this visit."""
    OFFICIAL = "official"
    """Whoever may work at the desk of the consultation of the address."""
    MANAGER = "manager"
    """Likewise, with the role of a manager."""


def open_to(access: Access) -> Callable[[View], View]:
    """Declare it, under the decorator of the route."""

    def declare(view: View) -> View:
        setattr(view, _RULE, access)
        return view

    return declare


def access_of(view: Callable[..., object]) -> Access | None:
    """What was declared; None when nothing was."""
    return getattr(view, _RULE, None)
