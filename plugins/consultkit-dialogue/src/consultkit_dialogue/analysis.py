"""What analysts do about problems: note them, attach cases, choose and clear extracts."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid4

from consultkit import Entry, Json, NotFoundError, Official, RespondentError
from consultkit_dialogue.cases import Case, Sharing
from consultkit_dialogue.problem import Extract, Problem, State
from consultkit_dialogue.register import Register
from consultkit_dialogue.typed import checked_text

GAP = "[…]"
"""Stands where words were cut out."""


class Analysis:
    """By one official. Raises RespondentError, or NotFoundError for what is not there."""

    def __init__(self, register: Register, official: Official) -> None:
        self._register = register
        self._official = official

    def signal(self, title: str, practice: str, party: str, cases: Mapping[str, str]) -> UUID:
        """Note a problem down, with the cases that show it and why."""
        problem_id, said = uuid4(), checked_text(title, most=200)
        self._known(self._register.settings.practice, practice)
        self._known(self._register.settings.party, party)
        content: dict[str, Json] = {"title": said, "practice": practice, "party": party, "period": ""}
        attached = [self._attaching(problem_id, party, reference, why) for reference, why in cases.items()]
        self._write(Entry(problem_id, "signalled", content), *attached)
        return problem_id

    def describe(self, problem: Problem, title: str, period: str) -> None:
        content: dict[str, Json] = {
            "title": checked_text(title, most=200),
            "period": checked_text(period, most=100, optional=True),
        }
        self._write(Entry(problem.id, "described", content))

    def own(self, problem: Problem) -> None:
        """Take it over."""
        self._write(Entry(problem.id, "owned", {"to": str(self._official.id)}))

    def attach(self, problem: Problem, cases: Mapping[str, str]) -> None:
        """Of the party that the problem is about. Raises RespondentError, or NotFoundError."""
        entries = [self._attaching(problem.id, problem.party, *case) for case in cases.items()]
        self._write(*entries)

    def detach(self, problem: Problem, reference: str, why: str) -> None:
        if reference not in problem.attached:
            raise NotFoundError("There is no such case.")
        content: dict[str, Json] = {"reference": reference, "why": checked_text(why, most=500)}
        self._write(Entry(problem.id, "detached", content))

    def qualify(self, problem: Problem) -> None:
        """It is one: it can be put to the party."""
        if problem.state is not State.SIGNAL or not problem.attached:
            raise RespondentError(
                "There is nothing to qualify.", mend="Attach the cases that show the problem."
            )
        self._write(Entry(problem.id, "qualified"))

    def excerpt(self, problem: Problem, reference: str, question: str, passage: str, cuts: str) -> None:
        """Propose a passage, word for word, without the words of `cuts`, one a line."""
        words = checked_text(passage, most=2000)
        case = self._register.cases(problem).get(reference)
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
        self._write(Entry(problem.id, "excerpted", content))

    def clear(self, problem: Problem, extract_id: str) -> None:
        """Say that nothing in it betrays its author: a second official does."""
        extract = self._extract(problem, extract_id)
        if extract.by == self._official.id:
            raise RespondentError(
                "Who proposes an extract does not clear it.", mend="Ask a colleague to read it."
            )
        self._write(Entry(problem.id, "cleared", {"id": extract.id}))

    def drop(self, problem: Problem, extract_id: str) -> None:
        """Take it away; from the room of the party too, at once."""
        self._write(Entry(problem.id, "dropped", {"id": self._extract(problem, extract_id).id}))

    # --- how -------------------------------------------------------------------

    def _write(self, *entries: Entry) -> None:
        self._register.room.write(self._register.consultation.id, *entries, by=self._official)

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
            return self._register.case(reference)
        except NotFoundError as error:
            raise RespondentError(
                "There is no contribution {reference} that stands.",
                mend="Check the reference.",
                params={"reference": reference[:40]},
            ) from error

    def _known(self, question: str, code: str) -> None:
        if code not in self._register.reader.question(question).all_codes():
            raise RespondentError("There is no such answer.", mend="Choose one of those offered.")

    def _extract(self, problem: Problem, extract_id: str) -> Extract:
        if extract_id not in problem.extracts:
            raise NotFoundError("There is no such extract.")
        return problem.extracts[extract_id]


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
