"""Reports: the questions of a file, asked of the contributions, and what they were asked of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from consultkit.errors import ConfigurationError
from consultkit.operations.forms import Forms
from consultkit.operations.results import Compared, Results
from consultkit.operations.texts import Texts
from consultkit.records import Filter, Json, Official, Snapshot, digest_of
from consultkit.results import CrossTable, QuestionSummary
from consultkit.results.texts import KeywordCount
from consultkit.schema import Question, Report, ReportPart
from consultkit.storage import Archive, snapshots


@dataclass(frozen=True, slots=True)
class Section:
    """What one part of a report comes to; one of the four, or words alone."""

    part: ReportPart
    summaries: tuple[QuestionSummary, ...] = ()
    crossed: tuple[Question, Question, CrossTable] | None = None
    compared: tuple[Compared, ...] = ()
    parted_by: Question | None = None
    keywords: tuple[Question, tuple[KeywordCount, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """All of a report. Nothing in it depends on when or where it was made."""

    report: Report
    digest: str
    """Of the report's own file."""
    snapshot: Snapshot
    codebook: str
    """The digest of the codebook that keywords were counted by; empty where the file has none."""
    sections: Sequence[Section]


class Reports:
    """Counts what a report asks for."""

    def __init__(self, archive: Archive, served: Forms, results: Results, texts: Texts) -> None:
        self._texts = texts
        self._archive = archive
        self._forms = served
        self._results = results

    def make(self, official: Official, report: Report) -> Reported:
        """Raises ConfigurationError where it asks for what is not there, or is of other contributions."""
        with self._archive.reading() as tx:
            found = snapshots.snapshot(tx, official.consultation)
        if report.snapshot not in (None, found.digest):
            raise ConfigurationError(
                f"The contributions are not those of this report: their digest is {found.digest}.",
                mend="Restore what it was of, or take `snapshot` out of the report to count anew.",
            )
        digest = digest_of(report.model_dump(mode="json", by_alias=True, exclude={"snapshot"}))
        sections = tuple(self._sections(official, report))
        return Reported(report, digest, found, self._codebook(official), sections)

    def _sections(self, official: Official, report: Report) -> Iterator[Section]:
        for part in report.parts:
            if part.summary:
                yield Section(part, summaries=self._summaries(official, part, part.summary))
            elif part.cross:
                rows, columns = (self._closed(official, one) for one in part.cross)
                table = self._results.cross(official, rows.id, columns.id, self._filter(official, part))
                yield Section(part, crossed=(rows, columns, table))
            elif part.compare and part.groups:
                by = self._closed(official, part.compare)
                self._refuse_unknown(by, part.groups)
                compared = self._compared(official, part, by)
                yield Section(part, compared=compared, parted_by=by)
            elif part.keywords:
                yield Section(part, keywords=self._keywords(official, part, part.keywords))
            else:
                yield Section(part)

    def _codebook(self, official: Official) -> str:
        codebook = self._forms.current(official.consultation).consultation.desk.codebook
        content: dict[str, Json] = {code: one.model_dump(mode="json") for code, one in codebook.items()}
        return digest_of(content) if content else ""

    def _keywords(
        self, official: Official, part: ReportPart, question_id: str
    ) -> tuple[Question, tuple[KeywordCount, ...]]:
        if not self._codebook(official):
            raise ConfigurationError(
                "The consultation has no codebook to count keywords by.",
                mend="Write one under `desk: codebook:`, or take the part out.",
            )
        for question in self._texts.questions(official):
            if question.id == question_id:
                return question, self._texts.keywords(official, question_id, self._filter(official, part))
        raise _unknown(question_id)

    def _compared(self, official: Official, part: ReportPart, by: Question) -> tuple[Compared, ...]:
        found = {one.question.id: one for one in self._results.compare(official, by.id, *(part.groups or ()))}
        asked = part.questions or tuple(found)
        for one in asked:
            if one not in found:
                raise _unknown(one)
        return tuple(found[one] for one in asked)

    def _summaries(
        self, official: Official, part: ReportPart, questions: Sequence[str]
    ) -> tuple[QuestionSummary, ...]:
        found = self._results.summary(official, self._filter(official, part))
        by_id = {one.strand.name: one for one in found.questions}
        for one in questions:
            if one not in by_id:
                raise _unknown(one)
        return tuple(by_id[one] for one in questions)

    def _closed(self, official: Official, question_id: str) -> Question:
        for one in self._results.crossed(official):
            if one.id == question_id:
                return one
        raise _unknown(question_id)

    def _filter(self, official: Official, part: ReportPart) -> Filter:
        marks: dict[str, tuple[str, ...]] = {}
        for question_id, codes in part.where.items():
            marks[question_id] = (codes,) if isinstance(codes, str) else codes
            self._refuse_unknown(self._closed(official, question_id), marks[question_id])
        after_last = part.until + timedelta(days=1) if part.until else None
        return Filter(marks, self._midnight(official, part.since), self._midnight(official, after_last))

    def _refuse_unknown(self, question: Question, codes: Sequence[str]) -> None:
        for code in codes:
            if code not in question.all_codes():
                raise ConfigurationError(
                    f"`{question.id}` has no answer `{code}`.", mend="Write the id of one of its options."
                )

    def _midnight(self, official: Official, day: date | None) -> datetime | None:
        zone = self._forms.current(official.consultation).consultation.window.zone
        return datetime.combine(day, time(), zone).astimezone(UTC) if day else None


def _unknown(question_id: str) -> ConfigurationError:
    return ConfigurationError(
        f"There is no question `{question_id}` that can be counted so.",
        mend="Write the id of a question of the consultation; only closed ones are crossed and compared.",
    )
