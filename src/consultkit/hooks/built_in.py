"""What comes with consultkit is a plugin too, so that its hooks are the ones that everybody uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from consultkit.hooks.specs import hookimpl
from consultkit.identity import SignInSettings, SignInWay, built_in_way
from consultkit.schema import BUILT_IN_TYPES, Question


class QuestionTypes:
    """The types of `schema/question_types/`."""

    @hookimpl
    def register_question_types(self) -> Sequence[type[Question]]:
        return BUILT_IN_TYPES


class SignIn:
    """FranceConnect and local accounts."""

    @hookimpl
    def register_sign_in(self, name: str, settings: SignInSettings) -> SignInWay | None:
        return built_in_way(name, settings)


BUILT_IN: Mapping[str, object] = {
    "consultkit.question_types": QuestionTypes(),
    "consultkit.sign_in": SignIn(),
}
"""Their names are no words that a file could write under `plugins:`."""
