"""The register of problems: what they are now, from their events and from what their cases say now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from uuid import UUID

from consultkit import Attachment, ConsultKit, NotFoundError, Official, Room, RoomFiles
from consultkit_dialogue.cases import Case, CaseReader, Sharing, cells_of
from consultkit_dialogue.disclosure import Disclosure, Firms, Past, Rule, disclose
from consultkit_dialogue.folding import problem_of
from consultkit_dialogue.problem import Extract, Problem, Release
from consultkit_dialogue.settings import DialogueSettings
from consultkit_dialogue.suggestions import Alike, alike

PLUGIN = "dialogue"


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
    def files(self) -> RoomFiles:
        return self.kit.room_files(PLUGIN)

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

    def file_of(self, problem: Problem, attachment_id: UUID) -> Attachment:
        """One that the party handed in, once it may be downloaded. Raises NotFoundError."""
        if not any(attachment_id in one.files for one in problem.handed_in):
            raise NotFoundError("There is no such file.")
        return self.files.one(problem.id, attachment_id)

    def cases(self, problem: Problem) -> Mapping[str, Case]:
        """Of what is attached, what counts now; nothing of what was withdrawn."""
        standing = self.kit.following.now_of(self.consultation.id, list(problem.attached))
        return {reference: self.reader.read(standing[reference]) for reference in standing}

    def alike(self, official: Official, cases: Sequence[Case] | None = None) -> tuple[Alike, ...]:
        """What is alike and stands in no problem about it yet; every contribution is read for it."""
        problems = self.problems()
        attached = {one.id: {case.reference for case in self.cases(one).values()} for one in problems}
        return alike(list(self.each_case(official)) if cases is None else cases, problems, attached)

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

    def to_show(self, problem: Problem, cases: Mapping[str, Case]) -> tuple[Extract, ...]:
        """The extracts that a second official has cleared and whose authors still agree."""
        every = problem.extracts.values()
        return tuple(one for one in every if one.cleared_by is not None and self.readable(one, cases))

    @property
    def today(self) -> date:
        """Where the consultation takes place."""
        return self.kit.now().astimezone(self.consultation.window.zone).date()


def _told(releases: tuple[Release, ...]) -> frozenset[Firms]:
    return frozenset(figure.firms for release in releases for figure in release.figures)
