"""What was typed when the visit was over: put by, then shown to its owner again, not yet saved."""

from __future__ import annotations

from uuid import UUID

from flask import request

from consultkit.records import HeldForm
from consultkit.web.extension import the_kit
from consultkit.web.sessions import visit
from consultkit.web.visitor import HELD, session_secret

FORGET_FIELD = "forget"
_NOT_TYPED = frozenset({"csrf_token"})


def hold_typed(consultation: str, draft_id: UUID, path: str) -> bool:
    """Put the form of this request by, for the page at `path`. False when it is too large.

    The visit is nobody's: whose draft it is shows when somebody has signed in. Nothing in the answer tells
    whether there is such a draft.
    """
    visit()[HELD] = "yes"
    fields = {name: tuple(values) for name, values in request.form.lists() if name not in _NOT_TYPED}
    return the_kit().held_forms.hold(session_secret(), HeldForm(consultation, draft_id, path, fields))


def held_here() -> HeldForm | None:
    """What was put by for the page of this request; asked once the draft is known to be the visitor's."""
    current = visit()
    if HELD not in current or current.kept is None:
        return None
    return the_kit().held_forms.at(current.kept.id, request.path)


def forget_held(path: str) -> None:
    """It was saved, or is not wanted."""
    current = visit()
    if HELD in current and current.kept is not None:
        the_kit().held_forms.forget(current.kept.id, path)
