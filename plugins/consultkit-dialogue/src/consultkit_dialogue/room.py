"""The right-of-reply room: what one party reads, and what it answers. Everything else is not there for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from consultkit import Attachment, Entry, Json, NotFoundError, Official, RespondentError
from consultkit_dialogue.cases import Case, Sharing
from consultkit_dialogue.disclosure import Figure
from consultkit_dialogue.problem import Extract, HandedIn, Problem, Reply, State, Wish
from consultkit_dialogue.register import Register
from consultkit_dialogue.typed import checked_text, future_day


@dataclass(frozen=True, slots=True)
class Quoted:
    """An extract as the party reads it."""

    text: str
    company: str
    """Empty unless its author agreed to be named."""


@dataclass(frozen=True, slots=True)
class Told:
    """A problem as the party sees it. Nothing in it leads to a case."""

    id: UUID
    title: str
    practice: str
    party: str
    period: str
    state: State
    figures: tuple[tuple[str, str, int], ...]
    """What a figure is of, its code, and the number of firms."""
    extracts: tuple[Quoted, ...]
    replies: tuple[Reply, ...]
    handed_in: tuple[HandedIn, ...]
    reply_by: str
    promised: str
    wish: Wish | None
    release: int
    """0 in a preview of the first one."""


class ReplyRoom:
    """What `official` may see: it speaks for `official.serves`."""

    def __init__(self, register: Register, official: Official) -> None:
        self._register = register
        self._official = official

    def problems(self) -> tuple[Told, ...]:
        """Those that it was told of, the latest first."""
        mine = [one for one in self._register.problems() if self._is_mine(one)]
        return tuple(told_now(self._register, one) for one in reversed(mine))

    def problem(self, problem_id: UUID) -> Told:
        """Raises NotFoundError for what was not released to this party."""
        return told_now(self._register, self._mine(problem_id))

    def note_seen(self, problem_id: UUID) -> None:
        """Write down that this visitor has opened the release, the first time."""
        problem = self._mine(problem_id)
        release = problem.releases[-1].number
        if (self._official.id, release) not in problem.seen:
            self._write(problem, "seen", {"release": release})

    def reply(self, problem_id: UUID, answers: Mapping[str, Json]) -> None:
        """`answers` are those of the reply sheet, checked. A measure with a date is a promise."""
        problem, rule = self._open(problem_id), self._register.settings.reply
        until = answers.get(rule.until)
        commits = answers.get(rule.position) == rule.commits
        content: dict[str, Json] = {
            "answers": dict(answers),
            "commits": commits,
            "until": until if commits and isinstance(until, str) else "",
        }
        self._write(problem, "replied", content)

    def hand_in(self, problem_id: UUID, typed: str, sent: Sequence[tuple[str, BinaryIO]]) -> None:
        """Attach files to what the party answers, each with the name that it came under.

        Raises RespondentError with what to do about what cannot be taken.
        """
        problem, words = self._open(problem_id), checked_text(typed, most=1000, optional=True)
        if not sent:
            raise RespondentError("No file is chosen.", mend="Choose one file at least.")
        taken = self._register.files.take(self._register.consultation.id, problem.id, sent)
        named: list[Json] = [one.as_answer() for one in taken]
        self._write(problem, "handed_in", {"files": named, "words": words})

    def file(self, problem_id: UUID, attachment_id: UUID) -> Attachment:
        """One that the party handed in, to download. Raises NotFoundError."""
        return self._register.file_of(self._mine(problem_id), attachment_id)

    def ask_for_time(self, problem_id: UUID, until: str, why: str) -> None:
        """A manager grants it or not."""
        problem = self._mine(problem_id)
        day = future_day(until, self._register.today).isoformat()
        self._write(problem, "time_asked", {"until": day, "why": checked_text(why, most=1000)})

    def _is_mine(self, problem: Problem) -> bool:
        return bool(problem.releases) and problem.party == self._official.serves

    def _open(self, problem_id: UUID) -> Problem:
        problem = self._mine(problem_id)
        if problem.state is State.CLOSED:
            raise RespondentError("This problem is closed.", mend="Write to the team of the consultation.")
        return problem

    def _mine(self, problem_id: UUID) -> Problem:
        problem = self._register.problem(problem_id)
        if not self._is_mine(problem):
            raise NotFoundError("There is no such problem.")
        return problem

    def _write(self, problem: Problem, kind: str, content: Mapping[str, Json]) -> None:
        consultation = self._register.consultation.id
        self._register.room.write(consultation, Entry(problem.id, kind, content), by=self._official)


def told_now(register: Register, problem: Problem) -> Told:
    """The last release, without what its authors do not share any more."""
    release = problem.releases[-1]
    cases = register.cases(problem)
    released = (problem.extracts.get(one) for one in release.extracts)
    shown = [one for one in released if one is not None and one.cleared_by is not None]
    return _told(
        register, problem, release.figures, shown, cases, (release.title, release.period), release.number
    )


def told_next(register: Register, problem: Problem) -> Told:
    """What the party would see if it were released now."""
    cases = register.cases(problem)
    figures, extracts = register.disclosure(problem, cases).figures, register.to_show(problem, cases)
    return _told(register, problem, figures, extracts, cases, (problem.title, problem.period), 0)


def _told(
    register: Register,
    problem: Problem,
    figures: tuple[Figure, ...],
    extracts: list[Extract] | tuple[Extract, ...],
    cases: Mapping[str, Case],
    said: tuple[str, str],
    release: int,
) -> Told:
    whose = [(one, register.readable(one, cases)) for one in extracts]
    return Told(
        id=problem.id,
        title=said[0],
        practice=problem.practice,
        party=problem.party,
        period=said[1],
        state=problem.state,
        figures=tuple((one.cell.of, one.cell.code, one.count) for one in figures),
        extracts=tuple(_quoted(one, case) for one, case in whose if case is not None),
        replies=problem.replies,
        handed_in=problem.handed_in,
        reply_by="" if problem.is_answered else problem.reply_by,
        promised=problem.promised,
        wish=problem.wish,
        release=release,
    )


def _quoted(extract: Extract, case: Case) -> Quoted:
    return Quoted(extract.cut, case.company if case.sharing is Sharing.NAMED else "")
