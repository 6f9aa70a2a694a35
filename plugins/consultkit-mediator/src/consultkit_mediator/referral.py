"""From the answers to a referral, or to the list of what it lacks.

A referral needs the identity and address of the applicant, the identity of the other party, the subject of
the dispute and the undertaking of confidentiality (decree 2018-919 of 26 October 2018, article 3). The
mediator gives the applicant's identity to the other party to obtain its agreement: so nothing is referred
without a consent of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consultkit import Form, Json, Referral, Submission
from consultkit_mediator.settings import MediatorSettings, each
from consultkit_mediator.words import Words, words_in

DESTINATION = "mediator"
IDENTITY = ("company", "siret", "address", "family_name", "given_name", "email")
"""What makes the applicant's identity and address, as far as the file asks for it."""


def refer(form: Form, submission: Submission, settings: MediatorSettings) -> list[Referral]:
    """One referral, or none without the respondent's consent."""
    read = Reader(form, submission, settings)
    if not read.is_asked_for:
        return []
    return [
        Referral(
            destination=DESTINATION,
            subject=read.title(),
            body=read.body(),
            missing=tuple(read.missing()),
            ineligible=tuple(read.ineligible()),
        )
    ]


class Reader:
    """A submission, read by the settings, in the first language of the consultation."""

    def __init__(self, form: Form, submission: Submission, settings: MediatorSettings) -> None:
        self._form = form
        self._submission = submission
        self._answers = submission.answers
        self._settings = settings
        self._language = form.consultation.languages[0]
        self._words: Words = words_in(self._language)

    @property
    def is_asked_for(self) -> bool:
        """Whether the respondent consents and the file's own condition holds."""
        when = self._settings.when
        holds = when is None or when.holds(self._answers)
        return holds and self._answers.get(self._settings.consent) is True

    def title(self) -> str:
        company = self._text(self._settings.applicant.company) or self._submission.reference
        return self._words["title"].format(company=company, other_party=self._other_name() or "?")

    def missing(self) -> Iterator[str]:
        """In words that an official reads."""
        if self._answers.get(self._settings.confidentiality) is not True:
            yield self._words["lacks_confidentiality"]
        for name in IDENTITY:
            question = getattr(self._settings.applicant, name)
            if question is not None and not self._text(question):
                yield self._words["lacks_applicant"].format(what=self._label(question))
        if not self._other_name():
            yield self._words["lacks_other_party"]
        if not any(self._text(question) for question in each(self._settings.subject)):
            yield self._words["lacks_subject"]

    def ineligible(self) -> Iterator[str]:
        """Why the mediator does not take it, in the department's own words."""
        for requirement in self._settings.eligible:
            if not requirement.condition.holds(self._answers):
                yield requirement.otherwise.in_language(self._language)

    def body(self) -> dict[str, Json]:
        """All but the delivery key of what `referral.schema.json` describes."""
        replaces = self._submission.replaces
        return {
            "reference": self._submission.reference,
            **({"replaces": replaces} if replaces else {}),
            "received_at": self._submission.received_at.isoformat(),
            "consultation": {
                "id": self._form.consultation.id,
                "title": self._form.consultation.title.in_language(self._language),
            },
            "language": self._language,
            "undertakings": {
                "consent": True,
                "confidentiality": self._answers.get(self._settings.confidentiality) is True,
            },
            "applicant": self._texts(dict(self._settings.applicant)),
            "other_party": self._other_party(),
            "subject": self._said(each(self._settings.subject)),
            "facts": self._said(each(self._settings.facts)),
            "previous_steps": self._said(each(self._settings.previous_steps)),
            "situation": self._said(each(self._settings.situation)),
        }

    def _other_name(self) -> str | None:
        party = self._settings.other_party
        return self._text(party.other_name) or self._text(party.name) or self._text(party.legal_entity)

    def _other_party(self) -> dict[str, Json]:
        names = dict(self._settings.other_party)
        del names["other_name"]
        return {**self._texts(names), "name": self._other_name() or ""}

    def _texts(self, names: dict[str, str | None]) -> dict[str, Json]:
        """What was answered, by the name that the settings give it."""
        said = {name: self._text(question) for name, question in names.items()}
        return {name: text for name, text in said.items() if text}

    def _said(self, questions: Sequence[str]) -> list[Json]:
        """Question and answer as they were read, with the codes of closed answers."""
        return [
            {
                "id": question,
                "question": self._label(question),
                "answer": text,
                "codes": list(self._form.questions[question].codes(self._answers[question])),
            }
            for question in questions
            if (text := self._text(question))
        ]

    def _text(self, question: str | None) -> str | None:
        """An answer as text: as it was given, or the label of what was chosen."""
        value = None if question is None else self._answers.get(question)
        if question is None or value is None:
            return None
        asked = self._form.questions[question]
        if isinstance(value, str) and not asked.coded:
            return value
        return asked.display(value, self._language)

    def _label(self, question: str) -> str:
        asked = self._form.questions.get(question)
        # The settings are today's: a contribution to an older version was perhaps not asked.
        return question if asked is None else asked.label.in_language(self._language)
