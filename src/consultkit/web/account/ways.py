"""Which ways lead to the person: seeing them, joining another, parting with one."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import AnswersError, RespondentError
from consultkit.identity import RedirectWay, SignInRequest
from consultkit.records import Account, SignedIn
from consultkit.web.access import Access, open_to
from consultkit.web.account.blueprint import blueprint
from consultkit.web.account.own import problems_of, typed
from consultkit.web.errors import status_of
from consultkit.web.extension import page_consultation, the_kit
from consultkit.web.language import current_language
from consultkit.web.sign_in.leaving import PURPOSE, leave_for
from consultkit.web.sign_in.provider import JOIN
from consultkit.web.visitor import current_offices, origin_of_request, require_person, sign_in_as


@blueprint.get("/ways")
@open_to(Access.PERSON)
def ways() -> ResponseReturnValue:
    """Those that there are, and those that can be joined."""
    return _show({})


@blueprint.post("/ways/add")
@open_to(Access.PERSON)
def add_way() -> ResponseReturnValue:
    """Leave for a provider, to come back with another way."""
    way = the_kit().redirect_way(typed("way"))
    return leave_for(way, SignInRequest(), {PURPOSE: JOIN}, url_for("account.ways"))


@blueprint.post("/ways/part")
@open_to(Access.PERSON)
def part_with_way() -> ResponseReturnValue:
    """Let one of them lead to the person no more."""
    here = require_person()
    the_kit().joining.part(here.respondent, typed("handle"), language=current_language())
    return redirect(url_for("account.ways"), code=303)


@blueprint.post("/ways/join")
@open_to(Access.PERSON)
def join_by_password() -> ResponseReturnValue:
    """Join an account of this site by its password."""
    here, said = require_person(), {"origin": origin_of_request(), "language": current_language()}
    try:
        account = the_kit().joining.join_by_password(
            here.respondent, typed("email"), typed("password"), **said
        )
    except RespondentError as refused:
        return _show(problems_of(refused, "email")), status_of(refused)
    return _go_on_as(account)


@blueprint.post("/ways/ask")
@open_to(Access.PERSON)
def ask_to_join() -> ResponseReturnValue:
    """Send a link. The page is the same whether or not the address has an account."""
    consultation = page_consultation()
    try:
        the_kit().joining.ask_join(
            require_person().respondent,
            typed("link_email"),
            language=current_language(),
            consultation=consultation.id if consultation else None,
            origin=origin_of_request(),
        )
    except AnswersError as refused:
        faults = problems_of(refused, "link_email")
        return _show({"link_email": faults.get("email", "")}), status_of(refused)
    return render_template("account/join_asked.html", email=typed("link_email").strip())


@blueprint.get("/join/<token>")
@open_to(Access.PERSON)
def open_join(token: str) -> ResponseReturnValue:
    """Behind the letter: join, or choose a password where there is no account yet."""
    return _show_join(token, {})


@blueprint.post("/join/<token>")
@open_to(Access.PERSON)
def join_by_link(token: str) -> ResponseReturnValue:
    """The letter proves control of the address; the visit, of the other way."""
    here = require_person()
    try:
        account = the_kit().joining.join_by_link(
            token, here.respondent, request.form.get("password", ""), language=current_language()
        )
    except AnswersError as refused:
        return _show_join(token, problems_of(refused, "password")), status_of(refused)
    return _go_on_as(account)


def _go_on_as(account: Account) -> ResponseReturnValue:
    """The visit goes on, by the way that it began with, as whom both lead to now."""
    here = require_person()
    sign_in_as(SignedIn(account.respondent, here.way), dict(here.session.data))
    return redirect(url_for("account.ways"), code=303)


def _show(problems: dict[str, str]) -> str:
    here, kit = require_person(), the_kit()
    there = kit.identities.ways_of(here.respondent)
    names = {one.way for one in there}
    return render_template(
        "account/ways.html",
        ways=there,
        addable=[way for way in _offered() if way.name not in names],
        has_account="account" in names,
        typed_email=typed("email"),
        typed_link_email=typed("link_email"),
        problems=problems,
    )


def _offered() -> tuple[RedirectWay, ...]:
    """What some consultation lists; and for officials, what leads to the desk."""
    kit = the_kit()
    listed, desk_way = kit.redirect_ways, kit.desk_way
    return (*listed, desk_way) if current_offices() and desk_way and desk_way not in listed else listed


def _show_join(token: str, problems: dict[str, str]) -> str:
    here = require_person()
    email, has_password = the_kit().joining.open_join(token, here.respondent)
    return render_template(
        "account/join.html", email=email, has_password=has_password, way=here.way, problems=problems
    )
