"""Where one is signed in, and signing out of one visit or of all."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.web.access import Access, open_to
from consultkit.web.account.blueprint import blueprint
from consultkit.web.extension import the_kit
from consultkit.web.sign_in.provider import provider_sign_out_url
from consultkit.web.visitor import end_visit, require_person

HANDLE_FIELD = "visit"


@blueprint.get("/visits")
@open_to(Access.PERSON)
def visits() -> ResponseReturnValue:
    """The person's visits, the one used last first."""
    here = require_person()
    listed = the_kit().sessions.of(here.respondent, here.session.id)
    return render_template("account/visits.html", visits=listed)


@blueprint.post("/visits")
@open_to(Access.PERSON)
def end_visit_elsewhere() -> ResponseReturnValue:
    """End the visit that is named."""
    here, sessions = require_person(), the_kit().sessions
    handle = request.form.get(HANDLE_FIELD, "")
    listed = sessions.of(here.respondent, here.session.id)
    if any(visit.is_this and visit.handle == handle for visit in listed):
        return _leave()
    sessions.end_one(here.respondent, handle)
    return redirect(url_for("account.visits"), code=303)


@blueprint.post("/visits/all")
@open_to(Access.PERSON)
def end_all_visits() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    the_kit().sessions.end_all_of(require_person().respondent)
    return _leave()


@blueprint.get("/signed-out")
@open_to(Access.EVERYBODY)
def signed_out() -> ResponseReturnValue:
    """What there is to say afterwards."""
    return render_template("sign_in/signed_out.html")


def _leave() -> ResponseReturnValue:
    elsewhere = provider_sign_out_url()
    end_visit()
    return redirect(elsewhere or url_for("account.signed_out"), code=303)
