"""What managers decide about problems: what leaves the desk, when a reply is due, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid5

from consultkit import Entry, Json, NotFoundError, Official, RespondentError
from consultkit_dialogue.cases import Case
from consultkit_dialogue.disclosure import Disclosure, Figure
from consultkit_dialogue.firms import ask_firms
from consultkit_dialogue.problem import Problem, State
from consultkit_dialogue.register import Register
from consultkit_dialogue.typed import checked_text, future_day

_PARTIES = UUID("6c1f9b8e-3f0e-4d0c-9a55-5a0d3f1a7d11")


class Decisions:
    """By one manager. Raises RespondentError, or NotFoundError for what is not there."""

    def __init__(self, register: Register, official: Official) -> None:
        self._register = register
        self._official = official

    def release(self, problem: Problem, reply_by: str, after: int) -> None:
        """Tell the party what can be told now. `after` is the number of the last event that was looked at.

        Raises RespondentError when there is no figure to tell, or when somebody wrote meanwhile.
        """
        if after != problem.number:
            raise RespondentError(
                "Somebody else has just worked on this.",
                mend="Look at it again, then do what is left to do.",
            )
        register = self._register
        # Read before what the party knows: the entry of this number then lets nobody tell it something else
        # at the same time.
        party = uuid5(_PARTIES, f"{register.consultation.id}/{problem.party}")
        number = len(register.room.events(register.consultation.id, party))
        cases = register.cases(problem)
        told = register.disclosure(problem, cases)
        if problem.state is State.SIGNAL or not problem.is_open or told.total is None:
            raise RespondentError(
                "This problem cannot be put to the party yet.",
                mend="Qualify it, and attach cases of at least {firms} firms.",
                params={"firms": register.settings.at_least},
            )
        content: dict[str, Json] = {
            "figures": [_written(one) for one in told.figures],
            "extracts": list[Json]([one.id for one in register.to_show(problem, cases)]),
            "counted": list[Json](sorted(_counted(told, cases))),
            "reply_by": future_day(reply_by, register.today).isoformat(),
        }
        self._write(
            Entry(problem.id, "released", content, after=after),
            Entry(party, "told", {"problem": str(problem.id)}, after=number),
        )

    def answer_wish(self, problem: Problem, until: str | None) -> None:
        """Grant the party more time, until a day, or refuse it."""
        if problem.wish is None:
            raise NotFoundError("Nobody asks for time.")
        if until is None:
            self._write(Entry(problem.id, "time_refused"))
        else:
            day = future_day(until, self._register.today).isoformat()
            self._write(Entry(problem.id, "time_granted", {"until": day}))

    def end(self, problem: Problem, how: str, outcome: str) -> None:
        """`how` is one of closed, escalated and reopened."""
        if how not in ("closed", "escalated", "reopened"):
            raise NotFoundError("There is no such end.")
        self._write(Entry(problem.id, how, {"outcome": checked_text(outcome, most=1000)}))

    def ask_firms(self, problem: Problem) -> int:
        """Ask who sent the cases whether it is solved, by a letter without content. How many are asked."""
        if problem.state not in (State.COMMITTED, State.VERIFIED, State.REOPENED):
            raise RespondentError("Nothing was promised.", mend="Wait until the party commits to a measure.")
        if self._asked_today(problem):
            raise RespondentError("The firms were asked today.", mend="Give them time to answer.")
        return ask_firms(self._register, problem, self._official)

    def _asked_today(self, problem: Problem) -> bool:
        """By hand, or by a second press of the button: what was answered meanwhile would count no more."""
        zone = self._register.consultation.window.zone
        asked = (event.at for event in problem.events if event.kind == "firms_asked")
        return bool(problem.asked) and any(at.astimezone(zone).date() == self._register.today for at in asked)

    def _write(self, *entries: Entry) -> None:
        self._register.room.write(self._register.consultation.id, *entries, by=self._official)


def _written(figure: Figure) -> Json:
    firms = list[Json](sorted(figure.firms))
    return {"of": figure.cell.of, "code": figure.cell.code, "firms": firms}


def _counted(told: Disclosure, cases: Mapping[str, Case]) -> set[str]:
    firms = {firm for figure in told.figures for firm in figure.firms}
    return {case.reference for case in cases.values() if case.firm in firms}
