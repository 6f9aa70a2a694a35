"""A contribution as the dialogue reads it: whose, against whom, what it says and what it shares."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from consultkit import Consultation, Json, Question, Submission
from consultkit_dialogue.disclosure import TOTAL, Cell
from consultkit_dialogue.settings import DialogueSettings

SIREN_DIGITS = 9
MONTH_CHARACTERS = 7


class Sharing(Enum):
    """What the author lets the party read."""

    NOTHING = "nothing"
    UNNAMED = "unnamed"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Case:
    """What is read of one contribution. `reference` is that of what stands now."""

    reference: str
    firm: str
    """The same for every contribution of one firm; says nothing to who has not the key."""
    party: str
    practices: tuple[str, ...]
    month: str
    """`2018-06`; empty when it is not known."""
    sharing: Sharing
    company: str
    texts: Mapping[str, str]
    submission: Submission


class CaseReader:
    """Reads the contributions to one consultation. `secret` is the deployment's."""

    def __init__(self, consultation: Consultation, settings: DialogueSettings, secret: str) -> None:
        self._settings = settings
        self._questions = {question.id: question for page in consultation.pages for question in page.met}
        self._secret = secret.encode()

    def read(self, submission: Submission) -> Case:
        """Whatever is not answered is empty."""
        answers, settings = submission.answers, self._settings
        party = self._codes(settings.party, answers)
        return Case(
            reference=submission.reference,
            firm=self._firm(submission),
            party=party[0] if party else "",
            practices=tuple(self._codes(settings.practice, answers)),
            month=_text(answers, settings.month)[:MONTH_CHARACTERS],
            sharing=self._sharing(answers),
            company=_text(answers, settings.company),
            texts={one: _text(answers, one) for one in settings.texts if _text(answers, one)},
            submission=submission,
        )

    def question(self, question_id: str) -> Question:
        return self._questions[question_id]

    def label(self, question_id: str, code: str, language: str) -> str:
        """Of an option, as people read it."""
        return self._questions[question_id].code_label(code, language)

    def _codes(self, question_id: str, answers: Mapping[str, Json]) -> Sequence[str]:
        value = answers.get(question_id)
        return () if value is None else self._questions[question_id].codes(value)

    def _sharing(self, answers: Mapping[str, Json]) -> Sharing:
        rule = self._settings.sharing
        given = {rule.named: Sharing.NAMED, rule.unnamed: Sharing.UNNAMED}
        return given.get(_text(answers, rule.question), Sharing.NOTHING)

    def _firm(self, submission: Submission) -> str:
        """Who gives no number is taken for one firm with all that they sent."""
        number = _text(submission.answers, self._settings.firm)
        is_siret = self._questions[self._settings.firm].kind == "siret"
        known = number[:SIREN_DIGITS] if is_siret else number
        said = f"number {known}" if known else f"respondent {submission.respondent_id}"
        return hmac.new(self._secret, said.encode(), hashlib.sha256).hexdigest()[:24]


def cells_of(cases: Iterable[Case]) -> dict[Cell, dict[str, int]]:
    """For each figure that could be told, its firms and how many cases each has."""
    cells: dict[Cell, dict[str, int]] = {TOTAL: {}}
    for case in cases:
        counted = [TOTAL, *(Cell("practice", practice) for practice in case.practices)]
        counted += [Cell("month", case.month)] if case.month else []
        for cell in counted:
            firms = cells.setdefault(cell, {})
            firms[case.firm] = firms.get(case.firm, 0) + 1
    return cells


def firms_of(cases: Iterable[Case]) -> int:
    """Distinct ones."""
    return len({case.firm for case in cases})


def _text(answers: Mapping[str, Json], question_id: str | None) -> str:
    value = answers.get(question_id) if question_id is not None else None
    return value if isinstance(value, str) else ""
