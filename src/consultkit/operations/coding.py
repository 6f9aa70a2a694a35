"""Coding is a form: officials fill it in about each contribution, and the codes count and filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from consultkit.errors import NotFoundError, RespondentError
from consultkit.form import PageReading, Posted, Sheet, sheet_of
from consultkit.operations.forms import Forms
from consultkit.operations.studies import ROOM, coding_questions
from consultkit.operations.study import StudyDesk
from consultkit.operations.studying import marks_of_coding, study_of
from consultkit.records import CODED, Answers, Json, Official, Study
from consultkit.results import CodingSummary, summarise_coding
from consultkit.schema import CodingRule, Text
from consultkit.storage import Archive, chronicle

TITLE = Text({"fr": "Codage", "en": "Coding"})


class CodingDesk:
    """At the desk of the official's consultation, by the form that its file lists under `desk: coding:`."""

    def __init__(self, archive: Archive, forms: Forms, study: StudyDesk) -> None:
        self._archive = archive
        self._forms = forms
        self._study = study

    def sheet(self, official: Official) -> Sheet | None:
        """The form; None where the file has none."""
        rule = self._rule(official)
        return None if rule is None else sheet_of("coding", TITLE, rule.questions)

    def code(self, official: Official, reference: str, posted: Posted, today: date) -> PageReading:
        """Keep the codes that this official gives, once nothing is missing in them: look at `faults`.

        Raises NotFoundError where there is no such form or contribution, and RespondentError when as many as
        the file asks for have coded it already.
        """
        sheet = self.sheet(official)
        if sheet is None:
            raise NotFoundError("There is no form to code with.")
        reading = sheet.read(posted, today)
        if reading.is_complete:
            answers: Json = dict(sheet.journey(reading.answers, today).answers)
            self._study.act(official, [reference], self._may_code(official), "coded", {"answers": answers})
        return reading

    def summary(self, official: Official) -> CodingSummary:
        """How many contributions have each code, and how far the coders agree."""
        rule = self._rule(official)
        questions = {one.id: one for one in coding_questions(rule)}
        codings = self._codings(official)
        counts: Counter[tuple[str, str]] = Counter()
        for coders in codings.values():
            marks = {mark for answers in coders.values() for mark in marks_of_coding(answers, questions)}
            counts.update((question.removeprefix(CODED), code) for question, code in marks)
        return summarise_coding(tuple(questions.values()), counts, list(codings.values()))

    def _codings(self, official: Official) -> Mapping[UUID, Mapping[UUID, Answers]]:
        """By contribution and by coder."""
        with self._archive.reading() as tx:
            found = chronicle.of_room(tx, official.consultation, ROOM, kind="coded")
        studies = {subject: study_of(events) for subject, events in found.items()}
        return {
            subject: {coder: one.answers for coder, one in study.codings.items()}
            for subject, study in studies.items()
        }

    def _may_code(self, official: Official) -> Callable[[Study], bool]:
        rule = self._rule(official)
        most = rule.coders if rule else 1

        def may(study: Study) -> bool:
            if official.id in study.codings or len(study.codings) < most:
                return True
            raise RespondentError("It is coded already.", mend="Ask who coded it to change the codes.")

        return may

    def _rule(self, official: Official) -> CodingRule | None:
        return self._forms.current(official.consultation).consultation.desk.coding
