"""Denied by default: a route says who may open it, or nobody may."""

from __future__ import annotations

import pytest
from flask import Blueprint, Flask

from consultkit import Access, ConsultKit, PluginError, create_app, open_to
from consultkit.web import app as web_app
from consultkit.web.access import access_of

from .conftest import Member, Visitor
from .test_guarded_desk import official, signed_in

SECRET = "what nobody was meant to read"


def secret_pages(access: Access | None) -> Blueprint:
    """One page, which opens to those."""

    def view(**_arguments: str) -> str:
        return SECRET

    pages = Blueprint("transport", __name__, url_prefix="/transport")
    pages.get("/<consultation>/lines", endpoint="lines")(open_to(access)(view) if access else view)
    return pages


def test_every_route_says_who_may_open_it(app: Flask) -> None:
    assert {name for name, view in app.view_functions.items() if access_of(view) is None} == set()


def test_a_route_that_does_not_say_so_keeps_the_application_from_starting(
    kit: ConsultKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_app.legal, "blueprint", secret_pages(None))
    with pytest.raises(PluginError, match=r"transport\.lines.*open_to"):
        create_app(kit)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_route_that_comes_later_and_does_not_say_so_is_never_opened(
    app: Flask, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    app.register_blueprint(secret_pages(None))
    answer = app.test_client().open("/transport/traders/lines", method=method)
    assert answer.status_code == 500
    assert SECRET not in answer.text
    assert "transport.lines" in caplog.text, "the operator reads which route it is"


@pytest.mark.parametrize(
    ("access", "opens_to"),
    [
        (Access.EVERYBODY, {"nobody", "member", "foreigner", "reader"}),
        (Access.PERSON, {"member", "foreigner", "reader"}),
        (Access.RESPONDENT, {"member", "foreigner", "reader"}),
        (Access.ANY_OFFICIAL, {"foreigner", "reader"}),
        (Access.OFFICIAL, {"reader"}),
        (Access.CASEWORKER, set()),
        (Access.MANAGER, set()),
        (Access.MEDIATOR, set()),
        (Access.PARTY, set()),
    ],
)
def test_a_route_opens_to_those_whom_it_names(
    app: Flask, kit: ConsultKit, member: Member, access: Access, opens_to: set[str]
) -> None:
    app.register_blueprint(secret_pages(access))
    visitors = {
        "nobody": Visitor(app),
        "member": member,
        "foreigner": signed_in(app, kit, official(kit, "a@prefecture.example", "another")),
        "reader": signed_in(app, kit, official(kit, "b@mairie.example", "traders")),
    }
    answers = {who: one.client.get("/transport/traders/lines") for who, one in visitors.items()}
    assert {who for who, answer in answers.items() if SECRET in answer.text} == opens_to
    assert {answer.status_code for answer in answers.values()} <= {200, 303, 404}
