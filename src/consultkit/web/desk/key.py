"""The officials' key: handed in for a visit, and forgotten with it."""

from __future__ import annotations

from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.age import UnsealingError, key_in
from consultkit.web.access import Access, open_to
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.errors import instruction
from consultkit.web.extension import consultation_named
from consultkit.web.handed_key import forget_key, handed_key, keep_key
from consultkit.web.visitor import NEXT, safe_next

LONGEST = 10_000
"""Bytes of a key file; one has some two hundred."""


@blueprint.get("/<consultation>/key")
@open_to(Access.CASEWORKER)
def key(consultation: str) -> ResponseReturnValue:
    """Whether a key is there, until when, and where to hand one in."""
    return _show(consultation)


@blueprint.post("/<consultation>/key")
@open_to(Access.CASEWORKER)
def hand_in_key(consultation: str) -> ResponseReturnValue:
    """Keep the key in this browser for a while. It is not repeated on any page, whatever is wrong with it."""
    found = consultation_named(consultation)
    here = url_for("desk.key", consultation=consultation)
    response = make_response(redirect(safe_next(request.form.get(NEXT)) or here, code=303))
    try:
        keep_key(response, key_in(_handed_in()), found)
    except UnsealingError as error:
        return _show(consultation, instruction(error)), HTTPStatus.UNPROCESSABLE_ENTITY
    return response


@blueprint.post("/<consultation>/key/forget")
@open_to(Access.CASEWORKER)
def forget_handed_key(consultation: str) -> ResponseReturnValue:
    """Let the browser have it no more."""
    found = consultation_named(consultation)
    response = make_response(redirect(url_for("desk.key", consultation=consultation), code=303))
    forget_key(response, found)
    return response


def _handed_in() -> str:
    """What was pasted, or the file that was chosen."""
    pasted = request.form.get("key", "")
    file = request.files.get("file")
    return pasted or (file.stream.read(LONGEST).decode(errors="replace") if file else "")


def _show(consultation: str, problem: str = "") -> str:
    found = consultation_named(consultation)
    return render_template(
        "desk/key.html",
        consultation=found,
        handed=handed_key(found),
        problem=problem,
        next_path=safe_next(request.values.get(NEXT)) or "",
    )
