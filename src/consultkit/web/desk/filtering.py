"""The filters of the list: read from the address, so that a link, a bookmark and the next page keep them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import request

from consultkit.operations import coding_questions, filter_questions
from consultkit.records import ASSIGNED, CODED, LABEL, MENTIONED, NONE, STATE, Filter, Official, StudyState
from consultkit.schema import Consultation, Question
from consultkit.web.extension import the_kit
from consultkit.web.language import current_language, gettext, localised

ANSWER, CODE = "q.", "c."
"""Before the ids of questions, so that no question takes a word of ours."""
NOBODY = "nobody"
ME = "me"
MOST_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """One list of the form."""

    name: str
    label: str
    options: tuple[Mapping[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, and the form that asks it. `errors` are pairs for the error summary."""

    choices: tuple[Choice, ...]
    since: str
    until: str
    words: str
    only: Filter
    errors: tuple[tuple[str, str], ...] = ()
    query: str = ""
    """What the address holds of it, to be put after a `?`."""
    more: bool = field(default=False)
    """Whether anything is asked at all."""


def asked_of(address: Mapping[str, str], consultation: Consultation, official: Official) -> Asked:
    """Words that no list offers are as good as none."""
    choices = tuple(_choices(address, consultation, official))
    since, until = address.get("since", "").strip(), address.get("until", "").strip()
    words = address.get("words", "").strip()[:MOST_CHARACTERS]
    days = {name: _day(text) for name, text in (("since", since), ("until", until))}
    errors = tuple(
        (name, gettext("Write a date such as 2018-11-15."))
        for name, text in (("since", since), ("until", until))
        if text and days[name] is None
    )
    kept = {one.name: one.chosen for one in choices} | {"since": since, "until": until, "words": words}
    query = urlencode({name: value for name, value in kept.items() if value})
    return Asked(
        choices=choices,
        since=since,
        until=until,
        words=words,
        only=_filter(choices, days["since"], days["until"], words, consultation, official),
        errors=errors,
        query=query,
        more=bool(query),
    )


def _choices(address: Mapping[str, str], consultation: Consultation, official: Official) -> Iterator[Choice]:
    for question in filter_questions(consultation):
        yield _of_question(address, ANSWER + question.id, question)
    for question in coding_questions(consultation.desk.coding):
        if question.coded:
            yield _of_question(address, CODE + question.id, question)
    yield _choice(address, "state", gettext("Study"), state_words())
    people = {one.id.hex: one.email for one in the_kit().study.colleagues(official)}
    own = {ME: gettext("Me"), NOBODY: gettext("Nobody")}
    yield _choice(address, "assigned", gettext("Studied by"), {**own, **people})
    # One that nothing bears any more is asked for nevertheless: nothing is listed then, and not everything.
    labels = {*the_kit().study.labels(official), address.get("label", "")[:MOST_CHARACTERS]} - {""}
    if labels:
        yield _choice(address, "label", gettext("Label"), {label: label for label in sorted(labels)})
    yield _choice(address, "mentioned", gettext("Notes"), {ME: gettext("that mention me")})


def keeping_query(address: str) -> str:
    """The address, with what this one asks for."""
    query = urlencode(list(request.args.items(multi=True)))
    return f"{address}?{query}" if query else address


def state_words() -> dict[str, str]:
    """How far a study is, in the visitor's language."""
    return {
        StudyState.NEW.value: gettext("New"),
        StudyState.IN_HAND.value: gettext("In hand"),
        StudyState.CLOSED.value: gettext("Closed"),
    }


def _of_question(address: Mapping[str, str], name: str, question: Question) -> Choice:
    language = current_language()
    words = {code: question.code_label(code, language) for code in question.all_codes()}
    return _choice(address, name, localised(question.label), words)


def _choice(address: Mapping[str, str], name: str, label: str, words: Mapping[str, str]) -> Choice:
    chosen = address.get(name, "")
    options = tuple({"value": value, "label": said} for value, said in words.items())
    return Choice(name, label, options, chosen if chosen in words else "")


def _filter(
    choices: tuple[Choice, ...],
    since: date | None,
    until: date | None,
    words: str,
    consultation: Consultation,
    official: Official,
) -> Filter:
    marks = dict(_mark(one, official) for one in choices if one.chosen)
    zone = ZoneInfo(consultation.window.timezone)
    after_last = until + timedelta(days=1) if until else None
    return Filter(marks, _midnight(since, zone), _midnight(after_last, zone), words)


def _mark(choice: Choice, official: Official) -> tuple[str, tuple[str, ...]]:
    name, chosen = choice.name, choice.chosen
    if name.startswith(ANSWER):
        return name.removeprefix(ANSWER), (chosen,)
    if name.startswith(CODE):
        return CODED + name.removeprefix(CODE), (chosen,)
    of_desk = {"state": STATE, "assigned": ASSIGNED, "label": LABEL, "mentioned": MENTIONED}
    codes = {ME: official.id.hex, NOBODY: NONE, StudyState.NEW.value: NONE}
    return of_desk[name], (chosen if name == "label" else codes.get(chosen, chosen),)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # The day after the last one is no date any more.
    return day if day < date.max else None


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    if day is None:
        return None
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:
        return None
