"""All that is kept of oneself, to take along."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from consultkit.web.access import Access, open_to
from consultkit.web.account.blueprint import blueprint
from consultkit.web.account.own import require_proved_owner
from consultkit.web.extension import the_kit
from consultkit.web.visitor import require_person


@blueprint.get("/data")
@open_to(Access.PERSON)
def own_data() -> ResponseReturnValue:
    """What the archive holds."""
    return render_template("account/data.html")


@blueprint.post("/data")
@open_to(Access.PERSON)
def download_own_data() -> ResponseReturnValue:
    """The archive, written as it is fetched."""
    here = require_person()
    account = the_kit().accounts.owned_by(here.respondent)
    if account is not None:
        require_proved_owner()
    packed = the_kit().own_data.packed(here.respondent, account, here.session)
    response = Response(packed, mimetype="application/zip")
    response.headers["Content-Disposition"] = "attachment; filename=my-data.zip"
    return response
