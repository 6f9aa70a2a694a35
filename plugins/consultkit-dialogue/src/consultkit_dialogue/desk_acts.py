"""What officials do about problems: each view takes one form, and leads back to where it stood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from consultkit import Access, Official, RespondentError, open_to
from consultkit.web import instruction, require_caseworker, require_manager
from consultkit_dialogue.analysis import Analysis
from consultkit_dialogue.decisions import Decisions
from consultkit_dialogue.desk import MOST_AT_ONCE, show_extract, show_new, show_preview, show_problem
from consultkit_dialogue.problem import Problem
from consultkit_dialogue.register import Register
from consultkit_dialogue.views import register_of

Act = Callable[[Register, Official, Problem], object]


@open_to(Access.CASEWORKER)
def signal(consultation: str) -> ResponseReturnValue:
    """Note a problem down."""
    official, register = require_caseworker(consultation), register_of(consultation)
    form, references = request.form, request.form.getlist("reference")[:MOST_AT_ONCE]
    try:
        why = dict.fromkeys(references, form.get("why", ""))
        problem_id = Analysis(register, official).signal(
            form.get("title", ""), form.get("practice", ""), form.get("party", ""), why
        )
    except RespondentError as error:
        return show_new(official, references, form.to_dict(), instruction(error)), 422
    return _to(consultation, problem_id)


@open_to(Access.CASEWORKER)
def excerpt(consultation: str, problem_id: UUID, reference: str) -> ResponseReturnValue:
    """Propose a passage."""
    official, register, form = require_caseworker(consultation), register_of(consultation), request.form
    said = form.get("question", ""), form.get("passage", ""), form.get("cuts", "")
    try:
        Analysis(register, official).excerpt(register.problem(problem_id), reference, *said)
    except RespondentError as error:
        return show_extract(official, problem_id, reference, form.to_dict(), instruction(error)), 422
    return _to(consultation, problem_id, "extracts")


@open_to(Access.MANAGER)
def release(consultation: str, problem_id: UUID) -> ResponseReturnValue:
    """Tell the party what the preview showed."""
    official, register, form = require_manager(consultation), register_of(consultation), request.form
    number = form.get("number", "")
    after = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
    try:
        Decisions(register, official).release(register.problem(problem_id), form.get("reply_by", ""), after)
    except RespondentError as error:
        return show_preview(official, problem_id, form.to_dict(), instruction(error)), 422
    return _to(consultation, problem_id)


def _attach(register: Register, official: Official, problem: Problem) -> None:
    references = [*request.form.getlist("reference"), request.form.get("typed-reference", "").strip().upper()]
    why = request.form.get("why", "")
    Analysis(register, official).attach(problem, {one: why for one in references[:MOST_AT_ONCE] if one})


def _detach(register: Register, official: Official, problem: Problem) -> None:
    Analysis(register, official).detach(
        problem, request.form.get("reference", ""), request.form.get("why", "")
    )


def _describe(register: Register, official: Official, problem: Problem) -> None:
    Analysis(register, official).describe(
        problem, request.form.get("title", ""), request.form.get("period", "")
    )


def _own(register: Register, official: Official, problem: Problem) -> None:
    Analysis(register, official).own(problem)


def _qualify(register: Register, official: Official, problem: Problem) -> None:
    Analysis(register, official).qualify(problem)


def _ask_firms(register: Register, official: Official, problem: Problem) -> None:
    Decisions(register, official).ask_firms(problem)


def _clear(register: Register, official: Official, problem: Problem) -> None:
    Analysis(register, official).clear(problem, request.form.get("extract", ""))


def _drop(register: Register, official: Official, problem: Problem) -> None:
    Analysis(register, official).drop(problem, request.form.get("extract", ""))


def _answer_wish(register: Register, official: Official, problem: Problem) -> None:
    granted = request.form.get("answer") == "grant"
    Decisions(register, official).answer_wish(problem, request.form.get("until", "") if granted else None)


def _end(register: Register, official: Official, problem: Problem) -> None:
    Decisions(register, official).end(problem, request.form.get("how", ""), request.form.get("outcome", ""))


def _caseworker(name: str, act: Act, anchor: str = "") -> Callable[..., ResponseReturnValue]:
    return _view(name, act, anchor, Access.CASEWORKER, require_caseworker)


def _manager(name: str, act: Act, anchor: str = "") -> Callable[..., ResponseReturnValue]:
    return _view(name, act, anchor, Access.MANAGER, require_manager)


def _view(
    name: str, act: Act, anchor: str, access: Access, require: Callable[[str], Official]
) -> Callable[..., ResponseReturnValue]:
    """The view of a form on the page of a problem: what could not be taken is shown there again."""

    def view(consultation: str, problem_id: UUID) -> ResponseReturnValue:
        official, register = require(consultation), register_of(consultation)
        try:
            act(register, official, register.problem(problem_id))
        except RespondentError as error:
            return show_problem(official, problem_id, request.form.to_dict(), instruction(error)), 422
        return _to(consultation, problem_id, anchor)

    view.__name__ = name
    return open_to(access)(view)


def _to(consultation: str, problem_id: UUID, anchor: str = "") -> ResponseReturnValue:
    address = url_for("dialogue.problem", consultation=consultation, problem_id=problem_id)
    return redirect(f"{address}#{anchor}" if anchor else address, code=303)


ACTS: Mapping[str, Callable[..., ResponseReturnValue]] = {
    "attach": _caseworker("attach", _attach, "cases"),
    "detach": _caseworker("detach", _detach, "cases"),
    "describe": _caseworker("describe", _describe),
    "own": _caseworker("own", _own),
    "qualify": _caseworker("qualify", _qualify),
    "clear": _caseworker("clear", _clear, "extracts"),
    "drop": _caseworker("drop", _drop, "extracts"),
    "time": _manager("answer_wish", _answer_wish),
    "ask": _manager("ask_firms", _ask_firms, "verdicts"),
    "end": _manager("end", _end),
}
"""By the last word of their addresses."""
