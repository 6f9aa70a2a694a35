"""The pages that every public site owes: made of what the consultation files say, and of nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from consultkit.schema import Consultation
from consultkit.web.access import Access, open_to
from consultkit.web.extension import the_kit
from consultkit.web.language import localised


class Undertaking(NamedTuple):
    """Who undertakes to make its sites accessible, and where it says how."""

    name: str
    plan: str | None = None
    actions: str | None = None


blueprint = Blueprint("legal", __name__, url_prefix="/legal")


@blueprint.get("/sitemap")
@open_to(Access.EVERYBODY)
def sitemap() -> ResponseReturnValue:
    published = the_kit().publication.published
    return _page("sitemap", has_outcome={one.id: bool(published(one.id)) for one in the_kit().consultations})


@blueprint.get("/accessibility")
@open_to(Access.EVERYBODY)
def accessibility() -> ResponseReturnValue:
    """Without a valid audit the only honest state is "not compliant" (RGAA, statement)."""
    kit = the_kit()
    return _page("accessibility", bodies=_bodies(kit.consultations), site=kit.settings.public_url)


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


def _bodies(consultations: Sequence[Consultation]) -> list[Undertaking]:
    """Whoever publishes one of them, each named once for the same plans."""
    return list(dict.fromkeys(map(_undertaking, consultations)))


def _undertaking(consultation: Consultation) -> Undertaking:
    legal = consultation.legal
    if legal is None:
        return Undertaking(localised(consultation.privacy.controller))
    name = legal.publisher.name if legal.publisher else consultation.privacy.controller
    return Undertaking(localised(name), legal.plan, legal.actions)


def _page(name: str, **values: object) -> str:
    return render_template(f"legal/{name}.html", consultations=the_kit().consultations, **values)
