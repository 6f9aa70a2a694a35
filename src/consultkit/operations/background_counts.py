"""What a page of the desk counts where there is too much to open while somebody waits.

A worker makes it as it makes exports: kept sealed for some days, for who asked for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from consultkit.operations.export_reading import Counter, Progress
from consultkit.operations.results import Results
from consultkit.operations.texts import Texts, Written
from consultkit.records import Export, ExportChoice, ExportFormat, ExportState, Filter, Json, Official
from consultkit.results import Summary
from consultkit.results.texts import Campaign, Counted, KeywordCount


def summary_choice(only: Filter) -> ExportChoice:
    """What is asked of the worker for a summary with everything opened."""
    return ExportChoice(format=ExportFormat.SUMMARY, only=only)


def texts_choice(question_id: str, only: Filter) -> ExportChoice:
    """What is asked of the worker for the texts of a question, however many there are."""
    return ExportChoice(format=ExportFormat.TEXTS, questions=(question_id,), only=only)


@dataclass(frozen=True, slots=True)
class Background:
    """How far what was asked for is, and what it came to."""

    state: ExportState
    share: int
    asked_at: datetime
    """UTC. What came later is not counted."""
    summary: Summary | None = None
    written: Written | None = None


class BackgroundCounts:
    """Makes them, and reads them again."""

    def __init__(self, results: Results, texts: Texts) -> None:
        self._results = results
        self._texts = texts

    def pieces(self, official: Official, choice: ExportChoice, progress: Progress) -> Iterator[bytes]:
        """As JSON."""
        counter = Counter(progress, total=self._results.number(official, choice.only))
        if choice.format is ExportFormat.SUMMARY:
            yield _summary_content(self._results.marks_of_all(official, choice.only, counter.move))
        else:
            (question_id,) = choice.questions
            written = self._texts.written_by_all(official, question_id, choice.only, counter.move)
            yield json.dumps(asdict(written)).encode()

    def read(self, official: Official, export: Export, content: bytes) -> Background:
        """What a page shows of it; `content` is empty until it is made."""
        told = Background(export.state, export.share, export.asked_at)
        if export.state is not ExportState.READY:
            return told
        said = json.loads(content)
        if export.choice.format is ExportFormat.SUMMARY:
            marks = {(of, code): number for of, code, number in said}
            summary = self._results.summary_of(official, marks)
            return Background(told.state, 100, told.asked_at, summary=summary)
        return Background(told.state, 100, told.asked_at, written=_written(said))


def _summary_content(marks: Mapping[tuple[str, str], int]) -> bytes:
    return json.dumps([[of, code, number] for (of, code), number in sorted(marks.items())]).encode()


def _written(said: Mapping[str, Json]) -> Written:
    counted = said["counted"] if isinstance(said["counted"], dict) else {}
    campaigns = _dicts(counted["campaigns"])
    groups = (Campaign(_strings(one["references"]), _strings(one["sentences"])) for one in campaigns)
    return Written(
        Counted(_number(counted["respondents"]), tuple(groups), _numbers(counted["commonplaces"])),
        tuple(
            KeywordCount(str(one["code"]), _number(one["texts"]), _number(one["of"]))
            for one in _dicts(said["keywords"])
        ),
        _numbers(said["words"]),
    )


def _dicts(value: Json) -> Iterator[Mapping[str, Json]]:
    yield from (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def _numbers(value: Json) -> tuple[tuple[str, int], ...]:
    pairs = value if isinstance(value, list) else []
    return tuple((str(one[0]), _number(one[1])) for one in pairs if isinstance(one, list))


def _strings(value: Json) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def _number(value: Json) -> int:
    return int(str(value))
