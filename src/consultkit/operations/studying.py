"""From events to what a contribution is at the desk, and to the marks under which it is found. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from consultkit.records import (
    ASSIGNED,
    CODED,
    LABEL,
    MENTIONED,
    STATE,
    Answers,
    Coding,
    Event,
    Json,
    Note,
    Redaction,
    Study,
    StudyState,
    Visibility,
)
from consultkit.schema import Question

Mark = tuple[str, str]

KEPT_LONGER = "kept_longer"
"""An event that is about keeping, and begins no study."""

GAP = "[…]"
"""Stands where a passage was redacted."""


def study_of(events: Iterable[Event]) -> Study:
    """What the events come to, in their order. A kind that is not known changes nothing."""
    study = Study()
    for event in events:
        change = _CHANGES.get(event.kind)
        changed = change(study, event) if change else study
        moved = replace(changed, state=StudyState.IN_HAND) if _begins(changed, event) else changed
        study = replace(moved, events=(*study.events, event))
    return study


def marks_of_study(study: Study, coding: Mapping[str, Question]) -> tuple[Mark, ...]:
    """Under which a contribution is found. `coding` are the questions of the coding form."""
    marks = [(LABEL, label) for label in study.labels]
    if study.state is not StudyState.NEW:
        marks.append((STATE, study.state.value))
    if study.assigned_to:
        marks.append((ASSIGNED, study.assigned_to.hex))
    marks += [(MENTIONED, one.hex) for note in study.notes for one in note.mentions]
    marks += [mark for one in study.codings.values() for mark in marks_of_coding(one.answers, coding)]
    return tuple(dict.fromkeys(marks))


def marks_of_coding(answers: Answers, coding: Mapping[str, Question]) -> Iterator[Mark]:
    """Those of the closed answers that a coder gave."""
    for question_id, value in answers.items():
        if question_id in coding and coding[question_id].coded:
            yield from ((CODED + question_id, code) for code in coding[question_id].codes(value))


def redacted(answers: Answers, redactions: Sequence[Redaction]) -> dict[str, Json]:
    """The answers without the passages that may not be read."""
    shown = dict(answers)
    for one in redactions:
        if one.question in shown:
            shown[one.question] = _without(shown[one.question], one.passage)
    return shown


def _without(value: Json, passage: str) -> Json:
    if isinstance(value, str):
        return value.replace(passage, GAP)
    if isinstance(value, list):
        return [_without(one, passage) for one in value]
    if isinstance(value, dict):
        return {name: _without(one, passage) for name, one in value.items()}
    return value


def _begins(study: Study, event: Event) -> bool:
    """A note to oneself begins no work that others could see, and to be kept is none."""
    if event.kind == KEPT_LONGER:
        return False
    return study.state is StudyState.NEW and event.content.get("visibility") != Visibility.PERSONAL


def _assigned(study: Study, event: Event) -> Study:
    to = str(event.content.get("to", ""))
    return replace(study, assigned_to=UUID(to) if to else None)


def _labelled(study: Study, event: Event) -> Study:
    return replace(study, labels=tuple(dict.fromkeys([*study.labels, str(event.content["label"])])))


def _unlabelled(study: Study, event: Event) -> Study:
    return replace(study, labels=tuple(one for one in study.labels if one != event.content["label"]))


def _noted(study: Study, event: Event) -> Study:
    mentions = event.content.get("mentions", [])
    note = Note(
        text=str(event.content["text"]),
        visibility=Visibility(str(event.content["visibility"])),
        by=event.by,
        at=event.at,
        mentions=tuple(UUID(str(one)) for one in mentions) if isinstance(mentions, list) else (),
        files=tuple(_file_ids(event.content.get("files", []))),
    )
    return replace(study, notes=(*study.notes, note))


def _file_ids(named: Json) -> Iterator[UUID]:
    for one in named if isinstance(named, list) else ():
        if isinstance(one, dict):
            yield UUID(str(one["id"]))


def _redacted(study: Study, event: Event) -> Study:
    said = {name: str(event.content[name]) for name in ("question", "passage", "reason")}
    return replace(study, redactions=(*study.redactions, Redaction(**said, by=event.by, at=event.at)))


def _shown_again(study: Study, event: Event) -> Study:
    of = (event.content["question"], event.content["passage"])
    kept = tuple(one for one in study.redactions if (one.question, one.passage) != of)
    return replace(study, redactions=kept)


def _coded(study: Study, event: Event) -> Study:
    answers = event.content.get("answers")
    if event.by is None or not isinstance(answers, dict):
        return study
    return replace(study, codings={**study.codings, event.by: Coding(event.by, answers, event.at)})


def _closed(study: Study, event: Event) -> Study:
    return replace(study, state=StudyState.CLOSED, outcome=str(event.content.get("outcome", "")))


def _reopened(study: Study, _event: Event) -> Study:
    return replace(study, state=StudyState.IN_HAND, outcome="")


_CHANGES: Mapping[str, Callable[[Study, Event], Study]] = {
    "assigned": _assigned,
    "labelled": _labelled,
    "unlabelled": _unlabelled,
    "noted": _noted,
    "redacted": _redacted,
    "shown_again": _shown_again,
    "coded": _coded,
    "closed": _closed,
    "reopened": _reopened,
}
