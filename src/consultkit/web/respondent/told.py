"""Which answers of a page are what an identity provider told, and were not changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from consultkit.web.extension import the_kit
from consultkit.web.render import QuestionView
from consultkit.web.respondent.drafts import OpenDraft
from consultkit.web.visitor import require_person


def marked_as_told(views: Sequence[QuestionView], opened: OpenDraft) -> list[QuestionView]:
    """The same views, with the provider's name where it told the answer that is shown."""
    way = require_person().way
    rule = opened.consultation.respondent.rule_of(way)
    if rule is None or not {view.name for view in views} & set(rule.prefill.values()):
        return list(views)
    told = the_kit().prefill.answers(opened.form, opened.respondent, way)
    title = the_kit().way_title(way)
    kept = opened.draft.answers
    return [
        replace(view, told_by=title) if view.name in told and told[view.name] == kept.get(view.name) else view
        for view in views
    ]
