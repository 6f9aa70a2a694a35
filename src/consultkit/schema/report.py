"""A report: what is asked of the contributions, written down so that it can be asked again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from consultkit.schema.file_part import ConsultationId, Fault, FilePart, QuestionId, faults_error
from consultkit.schema.text import Text

Code = Annotated[str, StringConstraints(max_length=200)]
_WAYS = ("text", "summary", "cross", "compare", "keywords")


class ReportPart(FilePart):
    """One of `text`, `summary`, `cross`, `compare`, `keywords`, under a heading of its own or the last."""

    heading: Text | None = None
    text: Text | None = None
    """Words between the figures."""
    summary: Annotated[tuple[QuestionId, ...], Field(min_length=1)] | None = None
    """Questions, one after the other."""
    cross: Annotated[tuple[QuestionId, QuestionId], Field()] | None = None
    """Rows, then columns: two closed questions."""
    shares: Literal["row", "column", "total"] = "row"
    compare: QuestionId | None = None
    """The closed question that parts two groups."""
    groups: Annotated[tuple[Code, Code], Field()] | None = None
    questions: Annotated[tuple[QuestionId, ...], Field(min_length=1)] | None = None
    """Those in which the groups are compared; all closed ones otherwise."""
    keywords: QuestionId | None = None
    """A question answered at length: in how many texts the keywords of the codebook stand."""
    where: Mapping[QuestionId, Code | tuple[Code, ...]] = Field(default_factory=dict)
    """Only of those who gave this closed answer, or one of these."""
    since: date | None = None
    until: date | None = None
    """Only of those received from the first of these days to the second."""

    @model_validator(mode="after")
    def _is_one(self) -> ReportPart:
        if sum(getattr(self, way) is not None for way in _WAYS) != 1:
            what = "A part of a report is a `text`, a `summary`, a `cross`, a `compare` or `keywords`."
            raise faults_error("report", [Fault((), what, "Write one of the five.")])
        if self.compare is None and self.questions is not None:
            what = "Only a `compare` has `questions`."
            raise faults_error("report", [Fault(("questions",), what, "Take them out.")])
        if (self.compare is None) != (self.groups is None):
            what = "`compare` names a question, and `groups` two of its answers."
            raise faults_error("report", [Fault((), what, "Write both.")])
        return self


class Report(FilePart):
    """One file. It counts what it is asked to, and says what it counted."""

    id: ConsultationId = Field(alias="report")
    title: Text
    consultation: ConsultationId
    language: Literal["fr", "en"] = "fr"
    snapshot: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")] | None = None
    """The contributions that it is of, by the digest that an earlier run told. Others are refused."""
    parts: Annotated[tuple[ReportPart, ...], Field(min_length=1, max_length=200)]

    @field_validator("parts", mode="after")
    @classmethod
    def _has_figures(cls, parts: tuple[ReportPart, ...]) -> tuple[ReportPart, ...]:
        if all(part.text is not None for part in parts):
            raise faults_error("report", [Fault((), "Nothing is counted.", "Add a `summary` or a `cross`.")])
        return parts
