"""What an official chose to have exported: said again in the export itself, and remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from consultkit.records.canonical import Json
from consultkit.records.filters import Filter

DELIMITERS = (";", ",")


class ExportFormat(StrEnum):
    """In which form the contributions go out."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
    """Lossless: what `consultkit import` reads."""
    PARQUET = "parquet"
    ZIP = "zip"
    """CSV with the files that respondents handed in."""
    SUMMARY = "summary"
    """What the page of the summary shows, with everything opened."""
    TEXTS = "texts"
    """What the page of texts shows, of one question."""


FORMS_OF_FILES = tuple(ExportFormat)[:5]
"""Those that officials ask for as files; pages ask for the others."""


class Wording(StrEnum):
    """How answers are written."""

    LABELS = "labels"
    """As people read them, in a language."""
    CODES = "codes"
    """As programs do: ids, ISO 8601, decimal points."""


class ExportState(StrEnum):
    """How far an export is."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What goes into an export, and how it is written."""

    format: ExportFormat = ExportFormat.CSV
    questions: tuple[str, ...] = ()
    """By id; none for all of them. JSON Lines holds whole contributions."""
    study: bool = True
    """Whether the columns of the desk stand beside the answers."""
    only: Filter = field(default_factory=Filter)
    wording: Wording = Wording.LABELS
    language: str = "fr"
    delimiter: str = ";"
    bom: bool = True

    def content(self) -> dict[str, Json]:
        """As JSON."""
        return {
            "format": self.format.value,
            "questions": list[Json](self.questions),
            "study": self.study,
            "only": _filter_content(self.only),
            "wording": self.wording.value,
            "language": self.language,
            "delimiter": self.delimiter,
            "bom": self.bom,
        }


@dataclass(frozen=True, slots=True)
class Export:
    """One that was asked for. Instants are UTC."""

    id: UUID
    consultation: str
    asked_by: UUID
    """The account of the official."""
    choice: ExportChoice
    state: ExportState
    asked_at: datetime
    kept_until: datetime
    done: int = 0
    total: int = 0
    """Contributions read so far, and to be read in all, each once for every table."""
    size: int = 0
    """Bytes; 0 until it is ready."""

    @property
    def share(self) -> int:
        """How far it is, in per cent."""
        return min(100, 100 * self.done // self.total) if self.total else 0


def choice_of(content: Mapping[str, Json]) -> ExportChoice:
    """From JSON that `ExportChoice.content` wrote."""
    questions, only = content["questions"], content["only"]
    return ExportChoice(
        format=ExportFormat(str(content["format"])),
        questions=tuple(str(one) for one in questions) if isinstance(questions, list) else (),
        study=content["study"] is True,
        only=_filter_of(only if isinstance(only, dict) else {}),
        wording=Wording(str(content["wording"])),
        language=str(content["language"]),
        delimiter=str(content["delimiter"]),
        bom=content["bom"] is True,
    )


def _filter_content(only: Filter) -> dict[str, Json]:
    return {
        "marks": {question: list[Json](codes) for question, codes in only.marks.items()},
        "since": only.since.isoformat() if only.since else None,
        "before": only.before.isoformat() if only.before else None,
        "words": only.words,
    }


def _filter_of(content: Mapping[str, Json]) -> Filter:
    marks = content.get("marks")
    read = marks if isinstance(marks, dict) else {}
    return Filter(
        marks={one: tuple(str(code) for code in its) for one, its in read.items() if isinstance(its, list)},
        since=_instant(content.get("since")),
        before=_instant(content.get("before")),
        words=str(content.get("words") or ""),
    )


def _instant(value: Json) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None
