"""The register of problems: reading them, and what officials do with them. All of it is kept as events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from uuid import UUID, uuid4, uuid5

from consultkit import ConsultKit, Entry, Json, NotFoundError, Official, RespondentError, Room
from consultkit_dialogue.cases import Case, CaseReader, Sharing, cells_of
from consultkit_dialogue.disclosure import Disclosure, Firms, Past, Rule, disclose
from consultkit_dialogue.folding import problem_of
from consultkit_dialogue.problem import Extract, Problem, Release, State
from consultkit_dialogue.settings import DialogueSettings
from consultkit_dialogue.typed import checked_text, future_day

PLUGIN = "dialogue"
GAP = "[…]"
"""Stands where words were cut out."""
_PARTIES = UUID("6c1f9b8e-3f0e-4d0c-9a55-5a0d3f1a7d11")


class Register:
    """The problems of one consultation."""

    def __init__(self, kit: ConsultKit, consultation: str) -> None:
        self.kit = kit
        self.consultation = kit.forms.current(consultation).consultation
        settings = self.consultation.plugins[PLUGIN]
        if not isinstance(settings, DialogueSettings):
            raise TypeError("The settings of the plugin are DialogueSettings.")
        self.settings = settings

    @cached_property
    def reader(self) -> CaseReader:
        return CaseReader(self.consultation, self.settings, self.kit.secret("firms of the dialogue"))

    @property
    def room(self) -> Room:
        return self.kit.room(PLUGIN)

    @property
    def rule(self) -> Rule:
        return Rule(self.settings.at_least, self.settings.dominance)

    # --- reading -----------------------------------------------------------------

    def problems(self) -> tuple[Problem, ...]:
        """All of them, the oldest first."""
        subjects = self.room.subjects(self.consultation.id).items()
        return tuple(
            problem_of(subject, events, self.settings.at_least)
            for subject, events in subjects
            if any(event.kind == "signalled" for event in events)
        )

    def problem(self, problem_id: UUID) -> Problem:
        """Raises NotFoundError."""
        events = self.room.events(self.consultation.id, problem_id)
        problem = problem_of(problem_id, events, self.settings.at_least)
        if not any(event.kind == "signalled" for event in events):
            raise NotFoundError("There is no such problem.")
        return problem

    def cases(self, problem: Problem) -> Mapping[str, Case]:
        """Of what is attached, what counts now; nothing of what was withdrawn."""
        standing = self.kit.following.now_of(self.consultation.id, list(problem.attached))
        return {reference: self.reader.read(standing[reference]) for reference in standing}

    def each_case(self, official: Official) -> Iterator[Case]:
        """Of every contribution that stands at the official's desk."""
        return map(self.reader.read, self.kit.desk.each(official))

    def case(self, reference: str) -> Case:
        """What counts now in its place. Raises NotFoundError."""
        standing = self.kit.following.now_of(self.consultation.id, [reference])
        if reference not in standing:
            raise NotFoundError("There is no such contribution.")
        return self.reader.read(standing[reference])

    def readable(self, extract: Extract, cases: Mapping[str, Case]) -> Case | None:
        """Whose it is, while its author agrees to share it and still says it; None otherwise."""
        case = cases.get(extract.reference)
        if case is None or case.sharing is Sharing.NOTHING:
            return None
        return case if extract.passage in case.texts.get(extract.question, "") else None

    def disclosure(self, problem: Problem, cases: Mapping[str, Case]) -> Disclosure:
        """What could be told now, and what could not and why."""
        counted = [cases[one] for one in problem.attached if one in cases]
        distinct = {case.reference: case for case in counted}
        return disclose(cells_of(distinct.values()), self._past(problem), self.rule)

    def _past(self, problem: Problem) -> Past:
        latest = problem.latest
        others = (one for one in self.problems() if one.party == problem.party and one.id != problem.id)
        return Past(
            latest={figure.cell: figure.firms for figure in latest.figures} if latest else {},
            of_problem=_told(problem.releases),
            of_others=frozenset(firms for other in others for firms in _told(other.releases)),
        )

    # --- what analysts do ----------------------------------------------------------

    def signal(
        self, official: Official, title: str, practice: str, party: str, cases: Mapping[str, str]
    ) -> UUID:
        """Note a problem down, with the cases that show it and why."""
        problem_id, said = uuid4(), checked_text(title, most=200)
        self._known(self.settings.practice, practice)
        self._known(self.settings.party, party)
        content: dict[str, Json] = {"title": said, "practice": practice, "party": party, "period": ""}
        attached = [self._attaching(problem_id, party, reference, why) for reference, why in cases.items()]
        self._write(official, Entry(problem_id, "signalled", content), *attached)
        return problem_id

    def describe(self, official: Official, problem: Problem, title: str, period: str) -> None:
        content: dict[str, Json] = {
            "title": checked_text(title, most=200),
            "period": checked_text(period, most=100, optional=True),
        }
        self._write(official, Entry(problem.id, "described", content))

    def own(self, official: Official, problem: Problem) -> None:
        """Take it over."""
        self._write(official, Entry(problem.id, "owned", {"to": str(official.id)}))

    def attach(self, official: Official, problem: Problem, cases: Mapping[str, str]) -> None:
        """Of the party that the problem is about. Raises RespondentError, or NotFoundError."""
        entries = [self._attaching(problem.id, problem.party, *case) for case in cases.items()]
        self._write(official, *entries)

    def detach(self, official: Official, problem: Problem, reference: str, why: str) -> None:
        if reference not in problem.attached:
            raise NotFoundError("There is no such case.")
        content: dict[str, Json] = {"reference": reference, "why": checked_text(why, most=500)}
        self._write(official, Entry(problem.id, "detached", content))

    def qualify(self, official: Official, problem: Problem) -> None:
        """It is one: it can be put to the party."""
        if problem.state is not State.SIGNAL or not problem.attached:
            raise RespondentError(
                "There is nothing to qualify.", mend="Attach the cases that show the problem."
            )
        self._write(official, Entry(problem.id, "qualified"))

    # --- extracts ------------------------------------------------------------------

    def excerpt(
        self, official: Official, problem: Problem, reference: str, question: str, passage: str, cuts: str
    ) -> None:
        """Propose a passage, word for word, without the words of `cuts`, one a line."""
        words = checked_text(passage, most=2000)
        case = self.cases(problem).get(reference)
        if case is None or case.sharing is Sharing.NOTHING:
            # Nothing tells who does not agree from who is not there.
            raise NotFoundError("There is no such case.")
        if words not in case.texts.get(question, ""):
            raise RespondentError(
                "These are not the words of the contribution.", mend="Copy the passage as it is written."
            )
        content: dict[str, Json] = {
            "id": uuid4().hex,
            "reference": reference,
            "question": question,
            "passage": words,
            "cut": _without(words, cuts),
        }
        self._write(official, Entry(problem.id, "excerpted", content))

    def clear(self, official: Official, problem: Problem, extract_id: str) -> None:
        """Say that nothing in it betrays its author: a second official does."""
        extract = self._extract(problem, extract_id)
        if extract.by == official.id:
            raise RespondentError(
                "Who proposes an extract does not clear it.", mend="Ask a colleague to read it."
            )
        self._write(official, Entry(problem.id, "cleared", {"id": extract.id}))

    def drop(self, official: Official, problem: Problem, extract_id: str) -> None:
        """Take it away; from the room of the party too, at once."""
        self._write(official, Entry(problem.id, "dropped", {"id": self._extract(problem, extract_id).id}))

    # --- what managers decide ------------------------------------------------------

    def release(self, official: Official, problem: Problem, reply_by: str, after: int) -> None:
        """Tell the party what can be told now. `after` is the number of the last event that was looked at.

        Raises RespondentError when there is no figure to tell, or when somebody wrote meanwhile.
        """
        cases = self.cases(problem)
        told = self.disclosure(problem, cases)
        if problem.state is State.SIGNAL or not problem.is_open or told.total is None:
            raise RespondentError(
                "This problem cannot be put to the party yet.",
                mend="Qualify it, and attach cases of at least {firms} firms.",
                params={"firms": self.settings.at_least},
            )
        content: dict[str, Json] = {
            "figures": [
                {"of": one.cell.of, "code": one.cell.code, "firms": list[Json](sorted(one.firms))}
                for one in told.figures
            ],
            "extracts": list[Json]([one.id for one in self.to_show(problem, cases)]),
            "counted": list[Json](sorted(self._counted(told, cases))),
            "reply_by": future_day(reply_by, self.today).isoformat(),
        }
        # The second entry lets nobody tell the same party something else at the same time.
        party = uuid5(_PARTIES, f"{self.consultation.id}/{problem.party}")
        number = len(self.room.events(self.consultation.id, party))
        self._write(
            official,
            Entry(problem.id, "released", content, after=after),
            Entry(party, "told", {"problem": str(problem.id)}, after=number),
        )

    def to_show(self, problem: Problem, cases: Mapping[str, Case]) -> tuple[Extract, ...]:
        """The extracts that a second official has cleared and whose authors still agree."""
        every = problem.extracts.values()
        return tuple(one for one in every if one.cleared_by is not None and self.readable(one, cases))

    def answer_wish(self, official: Official, problem: Problem, until: str | None) -> None:
        """Grant the party more time, until a day, or refuse it."""
        if problem.wish is None:
            raise NotFoundError("Nobody asks for time.")
        if until is None:
            self._write(official, Entry(problem.id, "time_refused"))
        else:
            day = future_day(until, self.today).isoformat()
            self._write(official, Entry(problem.id, "time_granted", {"until": day}))

    def end(self, official: Official, problem: Problem, how: str, outcome: str) -> None:
        """`how` is one of closed, escalated and reopened."""
        if how not in ("closed", "escalated", "reopened"):
            raise NotFoundError("There is no such end.")
        self._write(official, Entry(problem.id, how, {"outcome": checked_text(outcome, most=1000)}))

    def ask_firms(self, official: Official, problem: Problem) -> int:
        """Ask who sent the cases whether it is solved, by a letter without content. How many are asked."""
        if problem.state not in (State.COMMITTED, State.VERIFIED, State.REOPENED):
            raise RespondentError("Nothing was promised.", mend="Wait until the party commits to a measure.")
        cases = self.cases(problem)
        content: dict[str, Json] = {"references": list[Json](sorted(cases))}
        kit = self.kit
        with kit.archive.writing() as tx:
            self.room.write_in(
                tx, self.consultation.id, Entry(problem.id, "firms_asked", content), by=official
            )
            for submission in {one.reference: one.submission for one in cases.values()}.values():
                kit.following.write_to(tx, submission)
        return len(cases)

    # --- how -----------------------------------------------------------------------

    @property
    def today(self) -> date:
        """Where the consultation takes place."""
        return self.kit.now().astimezone(self.consultation.window.zone).date()

    def _write(self, official: Official, *entries: Entry) -> None:
        self.room.write(self.consultation.id, *entries, by=official)

    def _attaching(self, problem_id: UUID, party: str, reference: str, why: str) -> Entry:
        case = self._typed(reference)
        if case.party != party:
            raise RespondentError(
                "This contribution is about another party.", mend="Attach it to a problem with that one."
            )
        said: dict[str, Json] = {"reference": case.reference, "why": checked_text(why, most=500)}
        return Entry(problem_id, "attached", said)

    def _typed(self, reference: str) -> Case:
        try:
            return self.case(reference)
        except NotFoundError as error:
            raise RespondentError(
                "There is no contribution {reference} that stands.",
                mend="Check the reference.",
                params={"reference": reference[:40]},
            ) from error

    def _known(self, question: str, code: str) -> None:
        if code not in self.reader.question(question).all_codes():
            raise RespondentError("There is no such answer.", mend="Choose one of those offered.")

    def _extract(self, problem: Problem, extract_id: str) -> Extract:
        if extract_id not in problem.extracts:
            raise NotFoundError("There is no such extract.")
        return problem.extracts[extract_id]

    def _counted(self, told: Disclosure, cases: Mapping[str, Case]) -> set[str]:
        firms = {firm for figure in told.figures for firm in figure.firms}
        return {case.reference for case in cases.values() if case.firm in firms}


def _told(releases: tuple[Release, ...]) -> frozenset[Firms]:
    return frozenset(figure.firms for release in releases for figure in release.figures)


def _without(passage: str, cuts: str) -> str:
    for words in filter(None, map(str.strip, cuts.replace("\r\n", "\n").split("\n"))):
        if words not in passage:
            raise RespondentError(
                "These words are not in the passage: {words}.",
                mend="Copy them as they are written, one group a line.",
                params={"words": words},
            )
        passage = passage.replace(words, GAP)
    return passage
