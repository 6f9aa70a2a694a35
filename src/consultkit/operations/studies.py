"""The study of contributions, read from the chronicle: by the first version of each, which never changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from consultkit.operations.forms import Forms
from consultkit.operations.studying import marks_of_study, redacted, study_of
from consultkit.records import Json, Official, Redaction, Study, Submission, Visibility
from consultkit.schema import CodingRule, Consultation, Question, with_inner
from consultkit.storage import Transaction, chronicle, retractions

ROOM = "study"

Redactions = Mapping[UUID, tuple[Redaction, ...]]


@dataclass(frozen=True, slots=True)
class Studied:
    """A contribution on somebody's desk, and what was done about it so far."""

    submission: Submission
    subject_id: UUID
    """Of its first version: what officials do stays when the respondent corrects it."""
    newest_id: UUID
    """Of its last version, which is the one that lists show."""
    study: Study


def coding_questions(rule: CodingRule | None) -> tuple[Question, ...]:
    """Those of the coding form, in their order."""
    return tuple(with_inner(rule.questions)) if rule else ()


def as_read_by(official: Official, study: Study, coding: CodingRule | None) -> Study:
    """Without the personal notes of others; where two code, without a colleague's codes before both have."""
    blind = coding is not None and len(study.codings) < coding.coders
    return replace(
        study,
        notes=tuple(one for one in study.notes if _reads(official, one.visibility, one.by)),
        codings={coder: one for coder, one in study.codings.items() if not blind or coder == official.id},
        events=tuple(one for one in study.events if _reads(official, one.content.get("visibility"), one.by)),
    )


def _reads(official: Official, visibility: Json, by: UUID | None) -> bool:
    return visibility != Visibility.PERSONAL.value or by == official.id


def filter_questions(consultation: Consultation) -> tuple[Question, ...]:
    """The closed questions by which the list may be narrowed down, in their order there."""
    named, policy = consultation.desk.filters, consultation.protect
    closed = [
        question
        for page in consultation.pages
        for question in page.met
        if question.coded and not question.is_protected(policy) and not question.is_searched
    ]
    by_id = {one.id: one for one in closed}
    return tuple(by_id[one] for one in named if one in by_id) if named else tuple(closed)


def carried_marks(tx: Transaction, forms: Forms, submission: Submission) -> tuple[tuple[str, str], ...]:
    """Under which a correction of this contribution is found at the desk too."""
    coding = coding_questions(forms.current(submission.consultation).consultation.desk.coding)
    return marks_of_study(studied(tx, submission).study, {one.id: one for one in coding})


def study_in(tx: Transaction, submission: Submission) -> Study:
    """Of a contribution and of the versions that it replaced. For rules: the notes of all are in it."""
    return studied(tx, submission).study


def studies_in(tx: Transaction, several: Sequence[Submission]) -> Mapping[UUID, Study]:
    """Likewise of each, by its id."""
    first = {one.id: retractions.versions_of(tx, one.id)[0] if one.replaces else one.id for one in several}
    consultations = {one.consultation for one in several}
    found = [chronicle.of_subjects(tx, of, ROOM, list(first.values())) for of in consultations]
    events = {subject: its for one in found for subject, its in one.items()}
    return {one.id: study_of(events.get(first[one.id], ())) for one in several}


def redactions_in(tx: Transaction, consultation: str) -> Redactions:
    """What may not be read, by the first version of the contribution."""
    subjects = chronicle.of_room(tx, consultation, ROOM, kind="redacted")
    its = chronicle.of_subjects(tx, consultation, ROOM, list(subjects)) if subjects else {}
    return {subject: study_of(events).redactions for subject, events in its.items()}


def without_passages(tx: Transaction, submission: Submission, hidden: Redactions) -> Submission:
    """As it may be read by others: without what was redacted in it or in the versions that it replaces."""
    if not hidden:
        return submission
    first = retractions.versions_of(tx, submission.id)[0] if submission.replaces else submission.id
    if first not in hidden:
        return submission
    return replace(submission, answers=redacted(submission.answers, hidden[first]))


def studied(tx: Transaction, submission: Submission) -> Studied:
    first = retractions.versions_of(tx, submission.id)[0]
    newest = retractions.newest_of(tx, submission.id)
    events = chronicle.of_subject(tx, submission.consultation, ROOM, first)
    return Studied(submission, first, newest, study_of(events))


def words_of(value: Json) -> str:
    """All the words of an answer."""
    return "\n".join(_texts(value))


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    parts: Iterable[Json] = (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    )
    for part in parts:
        yield from _texts(part)
