"""The study of a contribution, in the words of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consultkit.records import Event, Official, Study
from consultkit.web.extension import the_kit
from consultkit.web.language import gettext, translate


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history."""

    at: datetime
    who: str
    what: str


def people_of(official: Official) -> Mapping[UUID, str]:
    """The addresses of who works at the desk. Who has left it is not among them."""
    return {one.id: one.email for one in the_kit().study.colleagues(official)}


def channel_words() -> dict[str, str]:
    """How contributions may come, in the visitor's language."""
    return {
        "paper": gettext("On paper"),
        "telephone": gettext("By telephone"),
        "counter": gettext("At a counter"),
    }


def history_of(official: Official, study: Study, openings: Sequence[Event] = ()) -> list[Happening]:
    """What was done, the latest first; `openings` are those of its sealed answers."""
    people = people_of(official)
    events = sorted((*study.events, *openings), key=lambda one: one.at)
    return [_happening(event, people) for event in reversed(events)]


def _happening(event: Event, people: Mapping[UUID, str]) -> Happening:
    who = people.get(event.by, gettext("somebody who has left")) if event.by else ""
    return Happening(event.at, who, _what(event, people))


def _what(event: Event, people: Mapping[UUID, str]) -> str:
    said = {name: str(value) for name, value in event.content.items()}
    if event.kind == "assigned" and said["to"]:
        who = people.get(UUID(said["to"]), gettext("somebody who has left"))
        return translate("Given to {who}", {"who": who})
    return _words().get(event.kind, event.kind).format_map(said)


def _words() -> Mapping[str, str]:
    """By kind; the places are filled by what the event holds."""
    return {
        "assigned": gettext("Given to nobody"),
        "labelled": gettext("Labelled “{label}”"),
        "unlabelled": gettext("Label “{label}” taken away"),
        "noted": gettext("Note written"),
        "coded": gettext("Coded"),
        "redacted": gettext("Passage redacted: {reason}"),
        "shown_again": gettext("Passage shown again"),
        "closed": gettext("Closed: {outcome}"),
        "reopened": gettext("Reopened"),
        "kept_longer": gettext("To be kept until {until}: {reason}"),
        "unsealed": gettext("Sealed answers opened with the officials' key"),
    }
