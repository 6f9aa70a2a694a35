"""From problems to what templates show: words in the visitor's language, days that are left, who did what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import g, url_for

from consultkit import Attachment, Event, Json, Question, Sheet
from consultkit.web import (
    FileView,
    answer_views,
    current_language,
    day_in_words,
    gettext,
    room_file_view,
    the_kit,
    translate,
)
from consultkit_dialogue.disclosure import Cell
from consultkit_dialogue.problem import HandedIn, Problem
from consultkit_dialogue.register import Register
from consultkit_dialogue.room import Told
from consultkit_dialogue.sheets import check_sheet, reply_sheet


def N_(message: str) -> str:  # noqa: N802 - the name that translators' tools know
    """Marks what is translated where it is shown."""
    return message


STATES: Mapping[str, tuple[str, str]] = {
    "signal": (N_("Signal"), "info"),
    "qualified": (N_("Qualified"), "info"),
    "opened": (N_("Put to the party"), "warning"),
    "committed": (N_("Measure promised"), "warning"),
    "verified": (N_("Solved, say the firms"), "success"),
    "reopened": (N_("Reopened"), "error"),
    "closed": (N_("Closed for good"), "success"),
    "escalated": (N_("Brought elsewhere"), "error"),
}
"""A name and the kind of its tag."""

REASONS: Mapping[str, str] = {
    "too_few": N_("Fewer than {firms} firms."),
    "dominated": N_("One firm has more than {share} % of the cases."),
    "remainder": N_("What it leaves out of the total would be fewer than {firms} firms."),
    "change": N_("Since it was last told, fewer than {firms} firms came, or went."),
    "part": N_("It differs by fewer than {firms} firms from a figure that this party was told."),
    "combination": N_("Together with the other figures it would come down to fewer than {firms} firms."),
    "no_total": N_("The total that would hold it is not told."),
}

EVENTS: Mapping[str, str] = {
    "signalled": N_("noted the problem"),
    "described": N_("changed its title or period"),
    "owned": N_("took it over"),
    "attached": N_("attached {reference}: {why}"),
    "detached": N_("detached {reference}: {why}"),
    "qualified": N_("qualified it"),
    "excerpted": N_("proposed an extract of {reference}"),
    "cleared": N_("cleared an extract"),
    "dropped": N_("took an extract away"),
    "released": N_("released it to the party; to be answered by {reply_by}"),
    "seen": N_("opened release {release}"),
    "replied": N_("replied"),
    "handed_in": N_("handed files in"),
    "time_asked": N_("asked for time until {until}: {why}"),
    "time_granted": N_("granted time until {until}"),
    "time_refused": N_("granted no more time"),
    "firms_asked": N_("asked the firms whether it is solved"),
    "checked": N_("A firm answered whether it is solved."),
    "closed": N_("closed it: {outcome}"),
    "escalated": N_("brought it elsewhere: {outcome}"),
    "reopened": N_("reopened it: {outcome}"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history."""

    at: datetime
    who: str
    what: str


def register_of(consultation: str) -> Register:
    """That of the page: one for each request."""
    if "dialogue_register" not in g:
        g.dialogue_register = Register(the_kit(), consultation)
    register: Register = g.dialogue_register
    return register


def practice_name(register: Register, code: str) -> str:
    return register.reader.label(register.settings.practice, code, current_language())


def party_name(register: Register, code: str) -> str:
    return register.reader.label(register.settings.party, code, current_language())


def cell_name(register: Register, of: str, code: str) -> str:
    """What a figure is of, in words."""
    if of == "practice":
        return practice_name(register, code)
    return month_in_words(code) if of == "month" else gettext("All firms")


def cell_kind(of: str) -> str:
    names = {"practice": gettext("By practice"), "month": gettext("By month of the facts")}
    return names.get(of, gettext("Firms concerned"))


def reason_in_words(register: Register, reason: str) -> str:
    rule = register.rule
    return translate(REASONS[reason], {"firms": rule.at_least, "share": rule.dominance})


def withheld_name(register: Register, cell: Cell) -> str:
    return cell_name(register, cell.of, cell.code)


def month_in_words(month: str) -> str:
    """`2018-06` as `06/2018`: the same in both languages."""
    year, _, number = month.partition("-")
    return f"{number}/{year}"


def day_of(written: str) -> date | None:
    """A day as events keep it."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def days_left(register: Register, written: str) -> int | None:
    """Below 0 when it is past; None where there is no such day."""
    day = day_of(written)
    return None if day is None else (day - register.today).days


def history(register: Register, events: tuple[Event, ...]) -> list[Line]:
    """The latest first."""
    names = register.kit.following.officials(register.consultation.id)
    return [
        Line(event.at, _who(names, event.by), _what(event))
        for event in reversed(events)
        if event.kind in EVENTS
    ]


def handed_in(
    register: Register, told: Problem | Told, endpoint: str
) -> list[tuple[HandedIn, list[FileView]]]:
    """What the party handed in, with its files as a page tells them. `endpoint` hands one out."""
    kept = register.files.of(told.id) if told.handed_in else {}

    def address(one: Attachment) -> str:
        return url_for(
            endpoint, consultation=register.consultation.id, problem_id=told.id, attachment_id=one.id
        )

    return [
        (one, [room_file_view(kept[id_], register.files, address) for id_ in one.files if id_ in kept])
        for one in told.handed_in
    ]


def who_is(register: Register, by: UUID | None) -> str:
    return _who(register.kit.following.officials(register.consultation.id), by)


def reply_rows(register: Register, answers: Mapping[str, Json]) -> list[tuple[str, str]]:
    """What the party answered: questions and answers in words."""
    return list(_rows(reply_sheet(register.settings, register.kit.plugins.question_types), answers))


def check_rows(register: Register, answers: Mapping[str, Json]) -> list[tuple[str, str]]:
    """What a firm answered."""
    return list(_rows(check_sheet(register.settings, register.kit.plugins.question_types), answers))


def _rows(sheet: Sheet, answers: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    questions: tuple[Question, ...] = tuple(one for one in sheet.page.questions if one.id in answers)
    yield from ((view.label, view.answer) for view in answer_views(questions, answers) if view.answer)


def _who(names: Mapping[UUID, str], by: UUID | None) -> str:
    return names.get(by, gettext("Somebody without an office any more")) if by is not None else ""


def _what(event: Event) -> str:
    said = {name: _in_words(value) for name, value in event.content.items()}
    return translate(EVENTS[event.kind], _Said(said)) if event.content else translate(EVENTS[event.kind])


def _in_words(value: Json) -> str:
    day = day_of(value) if isinstance(value, str) else None
    return str(value) if day is None else day_in_words(day)


class _Said(dict[str, "str | int"]):
    """Nothing stands for what an event does not say."""

    def __missing__(self, _name: str) -> str:
        return ""


def default_day(register: Register) -> str:
    """By when a reply is expected, unless the release says otherwise."""
    return (register.today + timedelta(days=register.settings.reply_days)).isoformat()
