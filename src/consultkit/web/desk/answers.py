"""What was answered to one question, listed and searched."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consultkit.errors import NotFoundError
from consultkit.operations import ContributionRow, redacted
from consultkit.web.access import Access, open_to
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.desk.filtering import asked_of
from consultkit.web.extension import consultation_named, the_kit
from consultkit.web.language import current_language
from consultkit.web.visitor import require_official


@blueprint.get("/<consultation>/answers/<question_id>")
@open_to(Access.OFFICIAL)
def answers(consultation: str, question_id: str) -> ResponseReturnValue:
    """The latest first, a page at a time, each with the way to its contribution."""
    official, found = require_official(consultation), consultation_named(consultation)
    question = the_kit().forms.current(consultation).questions.get(question_id)
    if question is None or not question.yields:
        raise NotFoundError("There is no such question.")
    asked = asked_of(request.args, found, official)
    listed = the_kit().desk.contributions(official, request.args.get("after"), only=asked.only)
    said = [(row.reference, _answer(row, question_id)) for row in listed.rows]
    return render_template(
        "desk/answers.html",
        consultation=found,
        question=question,
        asked=asked,
        listed=listed,
        answers=[(reference, words) for reference, words in said if words],
    )


def _answer(row: ContributionRow, question_id: str) -> str:
    """In the words of the version that was answered, without the passages that were redacted."""
    question = row.form.questions.get(question_id)
    value = redacted(row.submission.answers, row.study.redactions).get(question_id)
    return question.display(value, current_language()) if question and value is not None else ""
