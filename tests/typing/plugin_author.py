"""A plugin with a question type, settings, routing and delivery; a strict checker reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from consultkit import (
    Acknowledgement,
    AnswerFault,
    AnswerRefused,
    Case,
    Condition,
    DeliveryError,
    Form,
    Json,
    PluginSettings,
    Question,
    Referral,
    Submission,
    Text,
    hookimpl,
)


class Initials(Question):
    """Two or three capital letters."""

    kind: ClassVar[str] = "initials"

    def parse(self, posted: Sequence[str]) -> Json:
        letters = posted[0].strip().upper() if posted else ""
        if not letters:
            return None
        if not (letters.isalpha() and len(letters) in {2, 3}):
            raise AnswerRefused(AnswerFault("initials", "Write two or three letters."))
        return letters


class TransportSettings(PluginSettings):
    lines: str
    subject: Text
    when: Condition | None = None

    def reads(self) -> frozenset[str]:
        return frozenset({self.lines}) | (self.when.sources if self.when else frozenset())


class TransportDesk:
    @hookimpl
    def register_question_types(self) -> Sequence[type[Question]]:
        return [Initials]

    @hookimpl
    def register_settings(self) -> type[PluginSettings]:
        return TransportSettings

    @hookimpl
    def route_submission(
        self, form: Form, submission: Submission, settings: TransportSettings
    ) -> Sequence[Referral]:
        lines = submission.answers.get(settings.lines)
        if lines is None:
            return []
        subject = settings.subject.in_language(form.consultation.languages[0])
        return [Referral(destination="transport-desk", subject=subject, body={"lines": lines})]

    @hookimpl
    def deliver_referral(self, referral: Referral, case: Case) -> Acknowledgement:
        if not referral.body:
            raise DeliveryError("There is nothing to hand over.", permanent=True)
        return Acknowledgement(receiver_reference=str(case.id))
