"""From the answers to a referral, or to the list of what it lacks."""

from __future__ import annotations

from collections.abc import Iterator

from consultkit import Form, Json, Referral, Submission
from consultkit_referral_email.settings import ReferralEmailSettings


def refer(form: Form, submission: Submission, settings: ReferralEmailSettings) -> list[Referral]:
    """One referral, or none without the respondent's consent."""
    answers, language = submission.answers, form.consultation.languages[0]
    is_wanted = settings.when is None or settings.when.holds(answers)
    if not is_wanted or answers.get(settings.consent) is not True:
        return []
    reasons = (
        one.otherwise.in_language(language) for one in settings.eligible if not one.condition.holds(answers)
    )
    missing = (
        _label(form, question) for question in settings.required if answers.get(question) in (None, "", [])
    )
    return [
        Referral(
            settings.destination,
            f"{settings.title.in_language(language)} – {submission.reference}",
            _body(form, submission, settings),
            missing=tuple(missing),
            ineligible=tuple(reasons),
        )
    ]


def _body(form: Form, submission: Submission, settings: ReferralEmailSettings) -> dict[str, Json]:
    language = form.consultation.languages[0]
    return {
        "reference": submission.reference,
        **({"replaces": submission.replaces} if submission.replaces else {}),
        "received_at": submission.received_at.isoformat(),
        "consultation": form.consultation.title.in_language(language),
        "answers": list(_said(form, submission, settings)),
    }


def _said(form: Form, submission: Submission, settings: ReferralEmailSettings) -> Iterator[Json]:
    """Question and answer as they were read, with the codes of closed answers."""
    language = form.consultation.languages[0]
    for question in settings.questions:
        value = submission.answers.get(question)
        if value is not None and question in form.questions:
            asked = form.questions[question]
            yield {
                "id": question,
                "question": _label(form, question),
                "answer": asked.display(value, language),
                "codes": list(asked.codes(value)),
            }


def _label(form: Form, question: str) -> str:
    asked = form.questions.get(question)
    # The settings are today's: a contribution to an older version was perhaps not asked.
    return question if asked is None else asked.label.in_language(form.consultation.languages[0])
