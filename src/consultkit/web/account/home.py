"""The page that leads to all that one can do with one's account."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from consultkit.web.access import Access, open_to
from consultkit.web.account.blueprint import blueprint
from consultkit.web.extension import the_kit
from consultkit.web.visitor import current_offices, require_person


@blueprint.get("/")
@open_to(Access.PERSON)
def home() -> ResponseReturnValue:
    """How one came in, and what there is to change."""
    here = require_person()
    account = the_kit().accounts.owned_by(here.respondent)
    return render_template(
        "account/home.html",
        account=account,
        way=here.way,
        offices=current_offices(),
    )
