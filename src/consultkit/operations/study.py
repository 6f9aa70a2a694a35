"""Studying contributions: who does it, what they note, how they code it, and what came of it.

Each act is an event; nothing is overwritten. What is done to several contributions at once is one act with
one name, and can be undone as one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from consultkit.errors import NotFoundError, RespondentError
from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.operations.recipients import write_to
from consultkit.operations.references import is_reference
from consultkit.operations.rooms import Entry, Room
from consultkit.operations.studies import ROOM, Studied, as_read_by, coding_questions, studied, words_of
from consultkit.operations.studying import marks_of_study, study_of
from consultkit.records import (
    LABEL,
    Attachment,
    Event,
    Json,
    Note,
    Official,
    Respondent,
    Study,
    StudyState,
    Submission,
    Visibility,
    readable,
)
from consultkit.schema import CodingRule
from consultkit.storage import Archive, Transaction, accounts, facets, new_id, submissions

MOST_AT_ONCE = 500
MOST_CHARACTERS = 5000
MOST_OF_A_LABEL = 40

_MENTION = re.compile(r"(?<!\w)@([\w.+-]+)")
_OPPOSITE = {"labelled": "unlabelled", "unlabelled": "labelled", "closed": "reopened"}


class StudyDesk:
    """Every call takes the official and reaches that office's consultation only.

    All raise NotFoundError for what does not stand there, and RespondentError for what cannot be done, with
    what to do instead.
    """

    def __init__(self, archive: Archive, forms: Forms, clock: Clock) -> None:
        self._archive = archive
        self._forms = forms
        self._room = Room(archive, clock, ROOM)

    def of(self, official: Official, reference: str) -> Study:
        """The study as this official may read it: without the personal notes of others, and, where two code,
        without a colleague's codes before their own are given."""
        with self._archive.reading() as tx:
            return as_read_by(official, self._open(tx, official, reference).study, self._coding(official))

    def colleagues(self, official: Official) -> tuple[Official, ...]:
        """Who works at the same desk, by address."""
        with self._archive.reading() as tx:
            found = accounts.colleagues(tx, official.consultation)
        return tuple(one for one in found if one.role.is_inside)

    def labels(self, official: Official) -> tuple[str, ...]:
        """Those in use at the desk."""
        with self._archive.reading() as tx:
            return tuple(sorted(label for _, label in facets.counts(tx, official.consultation, [LABEL])))

    def assign(self, official: Official, references: Sequence[str], to: UUID | None) -> str:
        """To a colleague, or to nobody. Returns the name of the act, by which it can be undone."""
        if to is not None and to not in {one.id for one in self.colleagues(official)}:
            raise RespondentError("There is no such colleague.", mend="Choose one of those offered.")
        said: dict[str, Json] = {"to": to.hex if to else ""}
        return self.act(official, references, lambda study: study.assigned_to != to, "assigned", said)

    def label(self, official: Official, references: Sequence[str], label: str) -> str:
        """Returns the name of the act."""
        words = _words(label, MOST_OF_A_LABEL)
        return self.act(
            official, references, lambda study: words not in study.labels, "labelled", {"label": words}
        )

    def unlabel(self, official: Official, references: Sequence[str], label: str) -> str:
        """Returns the name of the act."""
        return self.act(
            official, references, lambda study: label in study.labels, "unlabelled", {"label": label}
        )

    def close(self, official: Official, references: Sequence[str], outcome: str) -> str:
        """With what came of it, in words. Returns the name of the act."""
        words = _words(outcome, MOST_CHARACTERS)
        return self.act(
            official,
            references,
            lambda study: study.state is not StudyState.CLOSED,
            "closed",
            {"outcome": words},
        )

    def reopen(self, official: Official, references: Sequence[str]) -> str:
        """Returns the name of the act."""
        return self.act(official, references, lambda study: study.state is StudyState.CLOSED, "reopened", {})

    def undo(self, official: Official, references: Sequence[str], act: str) -> int:
        """Take one's own act back where nothing was done about it since; of how many contributions."""
        undone = 0
        with self._archive.writing() as tx:
            for found in [self._open(tx, official, one) for one in dict.fromkeys(references[:MOST_AT_ONCE])]:
                before, last = found.study.events[:-1], found.study.events[-1:]
                if any(one.content.get("act") == act and one.by == official.id for one in last):
                    entry = _taking_back(study_of(before), last[0], found.subject_id)
                    self._write(tx, official, found, entry)
                    undone += 1
        return undone

    def note(
        self,
        official: Official,
        reference: str,
        text: str,
        visibility: Visibility,
        files: Sequence[Attachment] = (),
    ) -> None:
        """Colleagues whose address begins as a word after an `@` find it among what mentions them.

        Who sent the contribution is told by a letter without content of a note that is for them. `files` were
        taken for it, see `NoteFiles`.
        """
        words = _words(text, MOST_CHARACTERS)
        mentioned = self._mentioned(official, words) if visibility is not Visibility.PERSONAL else ()
        said: dict[str, Json] = {
            "text": words,
            "visibility": visibility.value,
            "mentions": [one.hex for one in mentioned],
            "files": [one.as_answer() for one in files],
        }
        with self._archive.writing() as tx:
            found = self._open(tx, official, reference)
            self._write(tx, official, found, Entry(found.subject_id, "noted", said))
            if visibility is Visibility.PUBLIC:
                consultation = self._forms.current(official.consultation).consultation
                sender = found.submission.respondent_id
                write_to(tx, sender, "followed_up", consultation, at=self._room.now(tx))

    def told(self, reference: str, respondent: Respondent) -> tuple[Note, ...]:
        """The notes that are for who sent it. Raises NotFoundError for somebody else's."""
        with self._archive.reading() as tx:
            notes = studied(tx, _sent_by(tx, reference, respondent)).study.notes
        return tuple(note for note in notes if note.visibility is Visibility.PUBLIC)

    def subject(self, official: Official, reference: str) -> UUID:
        """What its events are about: the first version of the contribution."""
        with self._archive.reading() as tx:
            return self._open(tx, official, reference).subject_id

    def subject_of_sender(self, reference: str, respondent: Respondent) -> UUID:
        """Likewise, for who sent it. Raises NotFoundError for somebody else's."""
        with self._archive.reading() as tx:
            return studied(tx, _sent_by(tx, reference, respondent)).subject_id

    def redact(self, official: Official, reference: str, question: str, passage: str, reason: str) -> None:
        """Let a passage be shown, exported and quoted no more. It must be written in the answer just so."""
        why, words = _words(reason, MOST_CHARACTERS), passage.strip()
        with self._archive.writing() as tx:
            found = self._open(tx, official, reference)
            if not words or words not in words_of(readable(found.submission.answers).get(question)):
                raise RespondentError(
                    "This passage is not in the answer.", mend="Copy it from the answer, word for word."
                )
            said: dict[str, Json] = {"question": question, "passage": words, "reason": why}
            self._write(tx, official, found, Entry(found.subject_id, "redacted", said))

    def show_again(self, official: Official, reference: str, question: str, passage: str) -> None:
        """Take a redaction back. That it was there stays in the history."""
        said: dict[str, Json] = {"question": question, "passage": passage}
        self.act(official, [reference], lambda study: _hides(study, question, passage), "shown_again", said)

    # --- how ---------------------------------------------------------------------

    def act(
        self,
        official: Official,
        references: Sequence[str],
        changes: Callable[[Study], bool],
        kind: str,
        said: Mapping[str, Json],
    ) -> str:
        """The same act on each of them that it changes something about."""
        if not references:
            raise RespondentError("Nothing is chosen.", mend="Choose one contribution at least.")
        if len(references) > MOST_AT_ONCE:
            raise RespondentError(
                "That is too much at once.", mend="Choose {most} at most.", params={"most": MOST_AT_ONCE}
            )
        act = new_id().hex
        with self._archive.writing() as tx:
            for reference in dict.fromkeys(references):
                found = self._open(tx, official, reference)
                if changes(found.study):
                    entry = Entry(found.subject_id, kind, {**said, "act": act})
                    self._write(tx, official, found, entry)
        return act

    def _coding(self, official: Official) -> CodingRule | None:
        return self._forms.current(official.consultation).consultation.desk.coding

    def _write(self, tx: Transaction, official: Official, found: Studied, entry: Entry) -> None:
        coding = {one.id: one for one in coding_questions(self._coding(official))}
        before = marks_of_study(found.study, coding)
        (event,) = self._room.write_in(tx, official.consultation, entry, by=official)
        after = marks_of_study(study_of([*found.study.events, event]), coding)
        facets.replace(tx, official.consultation, found.newest_id, before, after)

    def _open(self, tx: Transaction, official: Official, reference: str) -> Studied:
        submission = submissions.by_reference(tx, reference) if is_reference(reference) else None
        if submission is None or submission.consultation != official.consultation:
            raise NotFoundError("There is no such contribution.")
        return studied(tx, submission)

    def _mentioned(self, official: Official, words: str) -> tuple[UUID, ...]:
        names = {name.rstrip(".").casefold() for name in _MENTION.findall(words)}
        people = self.colleagues(official)
        return tuple(one.id for one in people if one.email.partition("@")[0].casefold() in names)


def _sent_by(tx: Transaction, reference: str, respondent: Respondent) -> Submission:
    submission = submissions.by_reference(tx, reference) if is_reference(reference) else None
    if submission is None or submission.respondent_id != respondent.id:
        raise NotFoundError("There is no such contribution.")
    return submission


def _taking_back(before: Study, last: Event, subject_id: UUID) -> Entry:
    """The event that leads back to how it was before the last one."""
    content: dict[str, Json] = {name: value for name, value in last.content.items() if name != "act"}
    match last.kind:
        case "assigned":
            return Entry(subject_id, "assigned", {"to": before.assigned_to.hex if before.assigned_to else ""})
        case "reopened":
            return Entry(subject_id, "closed", {"outcome": before.outcome})
        case kind if kind in _OPPOSITE:
            return Entry(subject_id, _OPPOSITE[kind], content)
    raise RespondentError("This cannot be undone.", mend="Do the opposite.")


def _hides(study: Study, question: str, passage: str) -> bool:
    return any((one.question, one.passage) == (question, passage) for one in study.redactions)


def _words(text: str, most: int) -> str:
    words = text.strip()
    if not words:
        raise RespondentError("There are no words.", mend="Write what is to be kept.")
    if len(words) > most:
        raise RespondentError(
            "That is too long.", mend="Write {most} characters at most.", params={"most": most}
        )
    return words
