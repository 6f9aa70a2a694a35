"""What comes with consultkit is a plugin too, so that its hooks are the ones that everybody uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from consultkit.hooks.specs import hookimpl
from consultkit.identity import BUILT_IN_WAYS, OfferedWay
from consultkit.schema import BUILT_IN_TYPES, Question


class QuestionTypes:
    """The types of `schema/question_types/`."""

    @hookimpl
    def register_question_types(self) -> Sequence[type[Question]]:
        return BUILT_IN_TYPES


class SignIn:
    """The State's identity providers, and accounts kept here."""

    @hookimpl
    def register_sign_in(self) -> Mapping[str, OfferedWay]:
        return BUILT_IN_WAYS


BUILT_IN: Mapping[str, object] = {
    "consultkit.question_types": QuestionTypes(),
    "consultkit.sign_in": SignIn(),
}
"""Their names are no words that a file could write under `plugins:`."""
