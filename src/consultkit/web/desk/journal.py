"""The journal of the desk: who read, exported, released or changed what. For managers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from consultkit.operations import Shown
from consultkit.results import csv_file
from consultkit.storage import AuditFilter
from consultkit.web.access import Access, open_to
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.desk.study_views import people_of
from consultkit.web.extension import consultation_named, the_kit
from consultkit.web.instants import instant_in_words
from consultkit.web.journal_words import act_in_words, kinds_in_words, role_in_words
from consultkit.web.language import gettext
from consultkit.web.visitor import require_official


@blueprint.get("/<consultation>/journal")
@open_to(Access.MANAGER)
def journal(consultation: str) -> ResponseReturnValue:
    """The latest first, a page at a time, narrowed down by who, what and when."""
    official, found = require_official(consultation), consultation_named(consultation)
    people = {id_.hex: address for id_, address in people_of(official).items()}
    before = request.args.get("before", "")
    shown = the_kit().audit.entries(
        official,
        _asked(found.window.zone),
        before=int(before) if before.isdecimal() and len(before) < 19 else None,
    )
    asked = {name: request.args.get(name, "") for name in ("who", "what", "since", "until")}
    return render_template(
        "desk/journal.html",
        consultation=found,
        entries=shown,
        asked=asked,
        people=[{"value": id_, "label": address} for id_, address in people.items()],
        kinds=[{"value": kind, "label": words} for kind, words in kinds_in_words().items()],
        act_in_words=act_in_words,
        role_in_words=role_in_words,
    )


@blueprint.get("/<consultation>/journal.csv")
@open_to(Access.MANAGER)
def journal_csv(consultation: str) -> ResponseReturnValue:
    """All that the page lists, for a spreadsheet."""
    official, found = require_official(consultation), consultation_named(consultation)
    zone = found.window.zone
    rows = _rows(the_kit().audit.each(official, _asked(zone)), str(zone))
    response = Response(list(csv_file(rows)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{consultation}-journal.csv"'
    return response


def _rows(entries: Iterator[Shown], zone: str) -> Iterator[tuple[str, ...]]:
    yield (
        gettext("Number"),
        gettext("When"),
        gettext("Who"),
        gettext("Role"),
        gettext("What"),
        gettext("About"),
    )
    for one in entries:
        act = one.entry.act
        yield (
            str(one.entry.number),
            instant_in_words(act.at, zone),
            one.who,
            role_in_words(act.role),
            " ".join(filter(None, (act_in_words(act.what), act.detail))),
            one.reference or str(act.about or ""),
        )


def _asked(zone: ZoneInfo) -> AuditFilter:
    """What is not understood narrows nothing down."""
    until = _day("until", zone)
    return AuditFilter(
        actor=_person(request.args.get("who", "")),
        what=request.args.get("what", ""),
        since=_day("since", zone),
        until=until + timedelta(days=1) if until else None,
    )


def _person(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None


def _day(name: str, zone: ZoneInfo) -> datetime | None:
    """Its first instant in the consultation's zone; none for the last days that there are."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return datetime.combine(day, time(), zone) if 1900 <= day.year < 3000 else None
