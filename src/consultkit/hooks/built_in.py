"""What comes with consultkit is a plugin too, so that its hooks are the ones that everybody uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from consultkit.hooks.specs import hookimpl
from consultkit.hooks.theme import MakeTheme, Theme
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


class NeutralTheme:
    """The look that comes with the pages, which anybody may wear."""

    @hookimpl
    def register_themes(self) -> Mapping[str, MakeTheme]:
        return {"neutral": lambda _site: Theme()}


BUILT_IN: Mapping[str, object] = {
    "consultkit.question_types": QuestionTypes(),
    "consultkit.sign_in": SignIn(),
    "consultkit.theme": NeutralTheme(),
}
"""Their names are no words that a file could write under `plugins:`."""
