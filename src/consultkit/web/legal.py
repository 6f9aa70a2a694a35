"""The pages that every public site owes: made of what the consultation files say, and of nothing else."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from consultkit.web.access import Access, open_to
from consultkit.web.extension import the_kit

blueprint = Blueprint("legal", __name__, url_prefix="/legal")


@blueprint.get("/sitemap")
@open_to(Access.EVERYBODY)
def sitemap() -> ResponseReturnValue:
    return _page("sitemap")


@blueprint.get("/accessibility")
@open_to(Access.EVERYBODY)
def accessibility() -> ResponseReturnValue:
    """Without a valid audit the only honest state is "not compliant" (RGAA, statement)."""
    return _page("accessibility")


@blueprint.get("/notice")
@open_to(Access.EVERYBODY)
def notice() -> ResponseReturnValue:
    """Who publishes the site (loi 2004-575, art. 1-1)."""
    return _page("notice")


@blueprint.get("/personal-data")
@open_to(Access.EVERYBODY)
def personal_data() -> ResponseReturnValue:
    return _page("personal_data")


@blueprint.get("/cookies")
@open_to(Access.EVERYBODY)
def cookies() -> ResponseReturnValue:
    return _page("cookies")


def _page(name: str) -> str:
    return render_template(f"legal/{name}.html", consultations=the_kit().consultations)
