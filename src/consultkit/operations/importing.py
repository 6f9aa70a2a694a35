"""What was exported as JSON Lines comes back: the same contributions, references, instants and digests."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from consultkit.errors import ConfigurationError, ConsultKitError
from consultkit.form import Form, form_from_document
from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.operations.protection import parted
from consultkit.operations.references import is_reference
from consultkit.operations.tallying import NOBODY_IN_PARTICULAR, marks_of, sending_marks, tallied
from consultkit.records import Json, Submission, digest_of
from consultkit.results.exports import FORMAT, VERSION
from consultkit.schema import Question
from consultkit.storage import AlreadyThereError, Archive, Tallied, Transaction, forms, submissions
from consultkit.storage.loading import Loaded, load, note_statistics

BATCH = 1000
_ALL = "Export it again, whole, and import the file as it is."

Line = tuple[int, dict[str, Json]]
"""With its number in the file, from 1."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many came back, and how many of them without passages that had been redacted."""

    contributions: int
    redacted: int


class Importer:
    """Takes a whole file, or nothing. Nobody is written to, and no plugin is called: that was done before."""

    def __init__(
        self, archive: Archive, forms: Forms, question_types: Mapping[str, type[Question]], clock: Clock
    ) -> None:
        self._archive = archive
        self._forms = forms
        self._question_types = question_types
        self._clock = clock

    def take(self, consultation: str, lines: Iterable[bytes]) -> Imported:
        """Keep what the lines of an export hold.

        Raises ConfigurationError where the file is no such export, is not whole or was changed, and where
        the consultation has contributions already; nothing is kept then.
        """
        read = _read(lines)
        with self._archive.writing() as tx:
            if next(submissions.each(tx, consultation), None) is not None:
                raise ConfigurationError(
                    "Contributions to this consultation are kept here already.",
                    mend="Import into a database that has none.",
                )
            _check_head(next(read, (1, {})), consultation)
            return self._take_all(tx, consultation, read)

    def _take_all(self, tx: Transaction, consultation: str, read: Iterator[Line]) -> Imported:
        taking = _Taking(self._forms.current(consultation), {}, [])
        contributions = redacted = 0
        while batch := list(islice(read, BATCH)):
            loaded = [self._one(tx, taking, line) for line in batch]
            several = [one for one in loaded if one is not None]
            _load(tx, several)
            contributions += len(several)
            redacted += sum(one.answers_sha256 != digest_of(one.submission.answers) for one in several)
        if contributions not in taking.ends:
            raise ConfigurationError("The end of the export is missing.", mend=_ALL)
        note_statistics(tx)
        return Imported(contributions, redacted)

    def _one(self, tx: Transaction, taking: _Taking, line: Line) -> Loaded | None:
        number, document = line
        with _told_where(number):
            if document["kind"] == "contribution":
                return taking.contribution(document)
            if document["kind"] == "form":
                self._take_form(tx, taking, document)
            else:
                taking.ends.append(document["contributions"])
            return None

    def _take_form(self, tx: Transaction, taking: _Taking, document: Mapping[str, Json]) -> None:
        digest, content = str(document["digest"]), document["document"]
        form = form_from_document(content if isinstance(content, dict) else {}, self._question_types)
        if form.digest != digest or form.consultation.id != taking.current.consultation.id:
            raise ValueError("the form is not the one that its digest names")
        forms.register(
            tx,
            digest=digest,
            consultation=form.consultation.id,
            document=form.document(),
            at=self._clock.now(),
        )
        taking.forms[digest] = form


@dataclass(frozen=True, slots=True)
class _Taking:
    """A file that is being taken."""

    current: Form
    forms: dict[str, Form]
    """Those that the file held so far, by digest."""
    ends: list[Json]
    """How many contributions its last line speaks of."""

    def contribution(self, document: Mapping[str, Json]) -> Loaded:
        form, answers, sent = (
            self.forms[str(document["form"])],
            document["answers"],
            document["answers_sha256"],
        )
        if not isinstance(answers, dict) or not answers.keys() <= form.questions.keys():
            raise ValueError("the answers are not those of the form")
        if document["redacted"] is not True and digest_of(answers) != sent:
            raise ValueError("the answers are not those that were sent")
        return Loaded(
            submission=_submission(form, document, answers),
            answers=parted(form, answers),
            marks=marks_of(form, answers),
            tallied=[*tallied(form, answers), *_arrival(form, document)],
            answers_sha256=str(sent),
            submit_key=secrets.token_urlsafe(24),
            only_one=self.current.consultation.respondent.contributions == "one",
        )


def _load(tx: Transaction, several: list[Loaded]) -> None:
    try:
        load(tx, several)
    except AlreadyThereError as error:
        raise ConfigurationError(
            "One of the contributions is there already, here or twice in the file.", mend=_ALL
        ) from error


def _submission(form: Form, document: Mapping[str, Json], answers: dict[str, Json]) -> Submission:
    reference, late = str(document["reference"]), document["late_by_ms"]
    if not is_reference(reference) or not isinstance(late, int) or late < 0:
        raise ValueError("the reference or the lateness is none")
    return Submission(
        id=UUID(str(document["id"])),
        consultation=form.consultation.id,
        form_digest=form.digest,
        reference=reference,
        respondent_id=UUID(hex=str(document["respondent"])),
        answers=answers,
        received_at=_instant(document["received_at"]),
        decided_at=_instant(document["decided_at"]),
        late_by_ms=late,
    )


def _arrival(form: Form, document: Mapping[str, Json]) -> list[Tallied]:
    """When it came. How long it took, and how it was sent, is kept with nothing and told by no export."""
    zone, received_at = form.consultation.window.zone, _instant(document["received_at"])
    marks = sending_marks(zone, received_at, timedelta(0), NOBODY_IN_PARTICULAR)
    return [mark for mark in marks if mark[0] != "@minutes"]


def _instant(value: Json) -> datetime:
    instant = datetime.fromisoformat(str(value))
    if instant.tzinfo is None:
        raise ValueError("an instant has no time zone")
    return instant


def _read(lines: Iterable[bytes]) -> Iterator[Line]:
    for number, line in enumerate(lines, 1):
        with _told_where(number):
            document = json.loads(line)
            if not isinstance(document, dict):
                raise ValueError("it is no JSON object")  # noqa: TRY004 - what is wrong is the file
        yield number, document


def _check_head(line: Line, consultation: str) -> None:
    _number, head = line
    if head.get("format") != FORMAT or head.get("version") != VERSION:
        raise ConfigurationError(
            "That is no export that can be imported.", mend="Take one made as JSON Lines."
        )
    if head.get("consultation") != consultation:
        raise ConfigurationError(
            f"The export is of the consultation {head.get('consultation')!r}, not of {consultation!r}.",
            mend="Give the file of that consultation.",
        )


@contextmanager
def _told_where(number: int) -> Iterator[None]:
    """Raises ConfigurationError with the line, for whatever is wrong in it."""
    try:
        yield
    except ConsultKitError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"Line {number} of the export cannot be read: {error}.", mend=_ALL
        ) from error
