"""How long contributions are kept, what will be erased when, and keeping one longer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import NotFoundError, RespondentError
from consultkit.records import Official, Role
from consultkit.web.access import Access, open_to
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.errors import instruction
from consultkit.web.extension import consultation_named, the_kit
from consultkit.web.language import gettext
from consultkit.web.visitor import require_manager, require_official

NOTHING: Mapping[str, str] = MappingProxyType({})


@blueprint.get("/<consultation>/retention")
@open_to(Access.OFFICIAL)
def retention(consultation: str) -> ResponseReturnValue:
    """What is kept until when."""
    return _show(require_official(consultation))


@blueprint.post("/<consultation>/retention")
@open_to(Access.MANAGER)
def keep_longer(consultation: str) -> ResponseReturnValue:
    """Keep one contribution longer, with a reason."""
    official, form = require_manager(consultation), request.form
    try:
        until = _day(form.get("until", ""))
        reference = form.get("reference", "").strip()
        the_kit().retention.keep_longer(official, reference, until, form.get("reason", ""))
    except NotFoundError:
        # Nothing tells another desk's from none at all: nor does what was typed.
        typed = {name: form[name] for name in ("until", "reason") if name in form}
        return _show(official, gettext("There is no contribution with this reference."), typed), 404
    except RespondentError as error:
        return _show(official, instruction(error), form), 422
    return redirect(url_for("desk.retention", consultation=consultation), code=303)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise RespondentError("This is no day.", mend="Choose a day.") from error


def _show(official: Official, problem: str = "", typed: Mapping[str, str] = NOTHING) -> str:
    return render_template(
        "desk/retention.html",
        consultation=consultation_named(official.consultation),
        outlook=the_kit().retention.outlook(official.consultation),
        may_keep=official.role is Role.MANAGER,
        typed=typed,
        problem=problem,
    )
