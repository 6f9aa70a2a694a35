"""From events to a problem. Any order of events gives a problem; what makes no sense where it stands changes
nothing, and is still among the events. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from consultkit import Event, Json
from consultkit_dialogue.disclosure import Cell, Figure
from consultkit_dialogue.problem import Extract, HandedIn, Problem, Release, Reply, State, Wish

Change = Callable[[Problem, Event], Problem]


def problem_of(subject_id: UUID, events: Iterable[Event], at_least: int = 3) -> Problem:
    """`at_least` is the fewest firms whose word decides whether it is solved."""
    problem = Problem(subject_id)
    for event in events:
        change = _CHANGES.get(event.kind)
        changed = change(problem, event) if change else problem
        problem = _judged(changed, event, at_least)
        problem = replace(problem, events=(*problem.events, event))
    return problem


def _judged(problem: Problem, event: Event, at_least: int) -> Problem:
    """When enough firms have said whether it is solved, most of them decide."""
    if event.kind != "checked" or not problem.asked or len(problem.verdicts) < at_least:
        return problem
    if problem.state not in (State.COMMITTED, State.VERIFIED, State.REOPENED):
        return problem
    is_solved = 2 * problem.solved > len(problem.verdicts)
    return replace(problem, state=State.VERIFIED if is_solved else State.REOPENED)


def _signalled(problem: Problem, event: Event) -> Problem:
    if problem.events and any(one.kind == "signalled" for one in problem.events):
        return problem
    return replace(
        problem,
        title=_text(event, "title"),
        practice=_text(event, "practice"),
        party=_text(event, "party"),
        period=_text(event, "period"),
        owner=event.by,
    )


def _described(problem: Problem, event: Event) -> Problem:
    return replace(problem, title=_text(event, "title") or problem.title, period=_text(event, "period"))


def _owned(problem: Problem, event: Event) -> Problem:
    return replace(problem, owner=_uuid(event.content.get("to")))


def _attached(problem: Problem, event: Event) -> Problem:
    reference = _text(event, "reference")
    if not reference:
        return problem
    return replace(problem, attached={**problem.attached, reference: _text(event, "why")})


def _detached(problem: Problem, event: Event) -> Problem:
    gone = _text(event, "reference")
    kept = {reference: why for reference, why in problem.attached.items() if reference != gone}
    extracts = {name: one for name, one in problem.extracts.items() if one.reference != gone}
    asked = tuple(one for one in problem.asked if one != gone)
    return replace(problem, attached=kept, extracts=extracts, asked=asked)


def _qualified(problem: Problem, _event: Event) -> Problem:
    return replace(problem, state=State.QUALIFIED) if problem.state is State.SIGNAL else problem


def _excerpted(problem: Problem, event: Event) -> Problem:
    extract = Extract(
        id=_text(event, "id"),
        reference=_text(event, "reference"),
        question=_text(event, "question"),
        passage=_text(event, "passage"),
        cut=_text(event, "cut"),
        by=event.by,
        at=event.at,
    )
    if not extract.id or extract.reference not in problem.attached:
        return problem
    return replace(problem, extracts={**problem.extracts, extract.id: extract})


def _cleared(problem: Problem, event: Event) -> Problem:
    """By somebody else than who proposed it."""
    extract = problem.extracts.get(_text(event, "id"))
    if extract is None or event.by is None or event.by == extract.by:
        return problem
    cleared = replace(extract, cleared_by=event.by)
    return replace(problem, extracts={**problem.extracts, extract.id: cleared})


def _dropped(problem: Problem, event: Event) -> Problem:
    gone = _text(event, "id")
    return replace(problem, extracts={name: one for name, one in problem.extracts.items() if name != gone})


def _released(problem: Problem, event: Event) -> Problem:
    release = Release(
        number=len(problem.releases) + 1,
        figures=tuple(_figures(event.content.get("figures"))),
        extracts=_texts(event.content.get("extracts")),
        counted=_texts(event.content.get("counted")),
        title=problem.title,
        period=problem.period,
        reply_by=_text(event, "reply_by"),
        by=event.by,
        at=event.at,
    )
    opened = problem.state in (State.SIGNAL, State.QUALIFIED)
    state = State.OPENED if opened else problem.state
    releases = (*problem.releases, release)
    return replace(problem, releases=releases, state=state, reply_by=release.reply_by or problem.reply_by)


def _seen(problem: Problem, event: Event) -> Problem:
    release = event.content.get("release")
    if event.by is None or not isinstance(release, int):
        return problem
    return replace(problem, seen=problem.seen | {(event.by, release)})


def _replied(problem: Problem, event: Event) -> Problem:
    answers = event.content.get("answers")
    if not isinstance(answers, dict):
        return problem
    until = _text(event, "until")
    commits = event.content.get("commits") is True and bool(until)
    reply = Reply(answers, commits, until, event.by, event.at)
    replied = replace(problem, replies=(*problem.replies, reply), wish=None)
    if not problem.releases or problem.state is State.CLOSED:
        return replied
    if commits:
        return replace(replied, state=State.COMMITTED, promised=until, asked=(), verdicts={})
    if problem.state is State.COMMITTED:
        return replace(replied, state=State.OPENED, promised="", asked=(), verdicts={})
    return replied


def _handed_in(problem: Problem, event: Event) -> Problem:
    named = event.content.get("files")
    ids = [_uuid(one.get("id")) for one in named if isinstance(one, dict)] if isinstance(named, list) else []
    files = tuple(one for one in ids if one is not None)
    if not files:
        return problem
    handed = HandedIn(files, _text(event, "words"), event.by, event.at)
    return replace(problem, handed_in=(*problem.handed_in, handed))


def _time_asked(problem: Problem, event: Event) -> Problem:
    return replace(problem, wish=Wish(_text(event, "until"), _text(event, "why"), event.at))


def _time_granted(problem: Problem, event: Event) -> Problem:
    return replace(problem, wish=None, reply_by=_text(event, "until") or problem.reply_by)


def _time_refused(problem: Problem, _event: Event) -> Problem:
    return replace(problem, wish=None)


def _firms_asked(problem: Problem, event: Event) -> Problem:
    """Anew: what they said before counts no more."""
    if problem.state not in (State.COMMITTED, State.VERIFIED, State.REOPENED):
        return problem
    return replace(problem, asked=_texts(event.content.get("references")), verdicts={})


def _checked(problem: Problem, event: Event) -> Problem:
    firm, verdict = _text(event, "firm"), event.content.get("solved")
    if not firm or not isinstance(verdict, bool) or _text(event, "reference") not in problem.asked:
        return problem
    return replace(problem, verdicts={**problem.verdicts, firm: verdict})


def _closed(problem: Problem, event: Event) -> Problem:
    return replace(problem, state=State.CLOSED, outcome=_text(event, "outcome"))


def _escalated(problem: Problem, event: Event) -> Problem:
    if not problem.is_open:
        return problem
    return replace(problem, state=State.ESCALATED, outcome=_text(event, "outcome"))


def _reopened(problem: Problem, _event: Event) -> Problem:
    if problem.state not in (State.CLOSED, State.ESCALATED, State.VERIFIED):
        return problem
    begun = State.REOPENED if problem.releases else State.SIGNAL
    return replace(problem, state=begun, outcome="")


def _figures(written: Json | None) -> Iterable[Figure]:
    for one in written if isinstance(written, list) else ():
        if isinstance(one, dict):
            yield Figure(Cell(str(one.get("of")), str(one.get("code"))), frozenset(_texts(one.get("firms"))))


def _text(event: Event, name: str) -> str:
    said = event.content.get(name)
    return said if isinstance(said, str) else ""


def _texts(written: Json | None) -> tuple[str, ...]:
    return tuple(str(one) for one in written) if isinstance(written, list) else ()


def _uuid(written: Json | None) -> UUID | None:
    try:
        return UUID(written) if isinstance(written, str) else None
    except ValueError:
        return None


_CHANGES: Mapping[str, Change] = {
    "signalled": _signalled,
    "described": _described,
    "owned": _owned,
    "attached": _attached,
    "detached": _detached,
    "qualified": _qualified,
    "excerpted": _excerpted,
    "cleared": _cleared,
    "dropped": _dropped,
    "released": _released,
    "seen": _seen,
    "replied": _replied,
    "handed_in": _handed_in,
    "time_asked": _time_asked,
    "time_granted": _time_granted,
    "time_refused": _time_refused,
    "firms_asked": _firms_asked,
    "checked": _checked,
    "closed": _closed,
    "escalated": _escalated,
    "reopened": _reopened,
}
