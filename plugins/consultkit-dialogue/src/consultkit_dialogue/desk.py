"""What officials read of the problems."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consultkit import Access, NotFoundError, Official, Role, open_to
from consultkit.web import (
    consultation_named,
    current_language,
    file_response,
    localised,
    require_caseworker,
    require_manager,
    require_official,
)
from consultkit_dialogue import views
from consultkit_dialogue.asking import versions_of
from consultkit_dialogue.cases import Case, Sharing, firms_of
from consultkit_dialogue.ledger import shown_of
from consultkit_dialogue.problem import Problem
from consultkit_dialogue.register import Register
from consultkit_dialogue.room import told_next, told_now
from consultkit_dialogue.suggestions import same_words

MOST_SHOWN = 50
"""Suggestions of each kind on a page."""
PLACE = "dialogue.problems"
MOST_AT_ONCE = 500
"""Cases that one form attaches."""
LOOK = "look"
"""In the address of a problem: look for more cases that are alike."""
Typed = Mapping[str, str]


@open_to(Access.OFFICIAL)
def problems(consultation: str) -> ResponseReturnValue:
    """All of them, the latest first."""
    official, register = require_official(consultation), views.register_of(consultation)
    rows = [(one, firms_of(register.cases(one).values())) for one in reversed(register.problems())]
    return _page(register, official, "problems", rows=rows)


@open_to(Access.OFFICIAL)
def suggestions(consultation: str) -> ResponseReturnValue:
    """What is alike and stands in no problem yet."""
    official, register = require_official(consultation), views.register_of(consultation)
    cases = list(register.each_case(official))
    groups, words = register.alike(official, cases), same_words(cases)
    return _page(
        register,
        official,
        "suggestions",
        groups=groups[:MOST_SHOWN],
        words=words[:MOST_SHOWN],
        enough=register.settings.at_least,
    )


@open_to(Access.CASEWORKER)
def new(consultation: str) -> ResponseReturnValue:
    """The form, with the cases that a suggestion gathers: worked out anew, as an address cannot hold them."""
    official, asked = require_caseworker(consultation), request.args.to_dict()
    return show_new(official, _suggested(official, asked), asked)


def show_new(official: Official, references: list[str], typed: Typed, error: str = "") -> str:
    """With what was typed, and why it could not be taken."""
    register = views.register_of(official.consultation)
    return _page(
        register,
        official,
        "new",
        references=references[:MOST_AT_ONCE],
        found=len(references),
        typed=typed,
        error=error,
        practices=_options(register, register.settings.practice),
        parties=_options(register, register.settings.party),
    )


@open_to(Access.OFFICIAL)
def problem(consultation: str, problem_id: UUID) -> ResponseReturnValue:
    """Its cases, extracts, releases, replies and history."""
    return show_problem(require_official(consultation), problem_id)


def show_problem(official: Official, problem_id: UUID, typed: Typed | None = None, error: str = "") -> str:
    """With what was typed, and why it could not be taken."""
    register = views.register_of(official.consultation)
    found = register.problem(problem_id)
    cases = register.cases(found)
    return _page(
        register,
        official,
        "problem",
        problem=found,
        cases=[(reference, why, cases.get(reference)) for reference, why in found.attached.items()],
        firms=firms_of(cases.values()),
        extracts=[(one, register.readable(one, cases) is not None) for one in found.extracts.values()],
        told=told_now(register, found) if found.releases else None,
        history=views.history(register, found.events),
        remarks=_remarks(register, found),
        alike=_more(register, official, found),
        typed=typed or {},
        error=error,
    )


@open_to(Access.CASEWORKER)
def extract(consultation: str, problem_id: UUID, reference: str) -> ResponseReturnValue:
    """The texts of a case, to choose a passage in. Those of who does not share are not there."""
    return show_extract(require_caseworker(consultation), problem_id, reference, {})


def show_extract(official: Official, problem_id: UUID, reference: str, typed: Typed, error: str = "") -> str:
    """With what was typed, and why it could not be taken."""
    register = views.register_of(official.consultation)
    found = register.problem(problem_id)
    case = register.cases(found).get(reference)
    if case is None or case.sharing is Sharing.NOTHING or not case.texts:
        raise NotFoundError("There is no such case.")
    texts = [(one, localised(register.reader.question(one).label), text) for one, text in case.texts.items()]
    return _page(
        register,
        official,
        "extract",
        problem=found,
        reference=reference,
        case=case,
        texts=texts,
        typed=typed,
        error=error,
    )


@open_to(Access.OFFICIAL)
def party_file(consultation: str, problem_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """A file that the party handed in, once it may be downloaded."""
    register = views.register_of(require_official(consultation).consultation)
    return file_response(register.file_of(register.problem(problem_id), attachment_id))


@open_to(Access.MANAGER)
def preview(consultation: str, problem_id: UUID) -> ResponseReturnValue:
    """What the party would see, exactly; and what it would not, and why."""
    return show_preview(require_manager(consultation), problem_id, {})


def show_preview(official: Official, problem_id: UUID, typed: Typed, error: str = "") -> str:
    """With what was typed, and why it could not be taken."""
    register = views.register_of(official.consultation)
    found = register.problem(problem_id)
    cases = register.cases(found)
    return _page(
        register,
        official,
        "release",
        problem=found,
        told=told_next(register, found),
        withheld=register.disclosure(found, cases).withheld,
        waiting=[one for one in found.extracts.values() if one.cleared_by is None],
        typed=typed,
        error=error,
    )


@open_to(Access.OFFICIAL)
def seen(consultation: str, reference: str) -> ResponseReturnValue:
    """Who has seen what of a contribution."""
    official, register = require_official(consultation), views.register_of(consultation)
    shown = shown_of(versions_of(register, official, reference), register.problems())
    return _page(register, official, "seen", reference=reference, shown=shown)


def _page(register: Register, official: Official, name: str, **values: object) -> str:
    return render_template(
        f"dialogue/{name}.html",
        consultation=consultation_named(official.consultation),
        place=PLACE,
        register=register,
        views=views,
        works=official.role in (Role.CASEWORKER, Role.MANAGER),
        decides=official.role is Role.MANAGER,
        me=official.id,
        Sharing=Sharing,
        **values,
    )


def _options(register: Register, question_id: str) -> list[dict[str, str]]:
    question = register.reader.question(question_id)
    return [
        {"value": code, "label": question.code_label(code, current_language())}
        for code in question.all_codes()
    ]


def _more(register: Register, official: Official, found: Problem) -> tuple[Case, ...]:
    """Cases of the same practice and party that are in no problem about it: every contribution is read."""
    looks = found.is_open and LOOK in request.args
    groups = register.alike(official) if looks else ()
    same = (group.cases for group in groups if (group.practice, group.party) == (found.practice, found.party))
    return next(same, ())[:MOST_SHOWN]


def _suggested(official: Official, asked: Typed) -> list[str]:
    """The references of the group that the address names: by practice and party, or by a shared sentence."""
    party, practice, sentence = asked.get("party"), asked.get("practice"), asked.get("sentence")
    if not party or not (practice or sentence):
        return []
    register = views.register_of(official.consultation)
    cases = list(register.each_case(official))
    if sentence:
        groups = [one.cases for one in same_words(cases) if sentence in one.shared.sentences]
    else:
        every = register.alike(official, cases)
        groups = [one.cases for one in every if (one.practice, one.party) == (practice, party)]
    return [case.reference for group in groups[:1] for case in group if case.party == party]


def _remarks(register: Register, found: Problem) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the firms answered, for officials alone: a reference, and the answers in words."""
    last: dict[str, list[tuple[str, str]]] = {}
    for event in found.events:
        answers = event.content.get("answers")
        if event.kind == "checked" and isinstance(answers, dict):
            last[str(event.content.get("reference"))] = views.check_rows(register, answers)
    return list(last.items())
