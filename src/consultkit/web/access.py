"""Who may open each address. Every route says it; one that does not keeps the application from starting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TypeVar

from flask import Flask, current_app, request

from consultkit.errors import PluginError
from consultkit.web.visitor import (
    require_any_official,
    require_manager,
    require_official,
    require_person,
    require_respondent,
)

View = TypeVar("View", bound=Callable[..., object])

_RULE = "consultkit_access"


class Access(Enum):
    """From the widest to the narrowest."""

    EVERYBODY = "everybody"
    PERSON = "person"
    """Whoever is signed in, by any way."""
    RESPONDENT = "respondent"
    """Whoever is signed in by a way that the consultation of the address lists."""
    ANY_OFFICIAL = "any official"
    """Whoever may work at some desk in this visit."""
    OFFICIAL = "official"
    """Whoever may work at the desk of the consultation of the address."""
    MANAGER = "manager"
    """Likewise, with the role of a manager."""


def open_to(access: Access) -> Callable[[View], View]:
    """Declare it, under the decorator of the route."""

    def declare(view: View) -> View:
        setattr(view, _RULE, access)
        return view

    return declare


def access_of(view: Callable[..., object]) -> Access | None:
    """What was declared; None when nothing was."""
    return getattr(view, _RULE, None)


def install_access(app: Flask) -> None:
    """Look the rule up before each request, also for what other blueprints bring later. Denied by default."""
    open_to(Access.EVERYBODY)(app.view_functions["static"])
    app.before_request(_enforce)


def refuse_undeclared(app: Flask) -> None:
    """Raises PluginError for a route that does not say who may open it."""
    for endpoint, view in app.view_functions.items():
        _declared(endpoint, view)


def _enforce() -> None:
    if request.endpoint is not None:
        access = _declared(request.endpoint, current_app.view_functions[request.endpoint])
        _REQUIRE[access]()


def _declared(endpoint: str, view: Callable[..., object]) -> Access:
    access = access_of(view)
    if access is None:
        raise PluginError(
            f"The route {endpoint!r} does not say who may open it.",
            mend="Put `@open_to(Access.…)` under the decorator of its route.",
        )
    return access


def _here() -> str:
    return str((request.view_args or {}).get("consultation", ""))


_REQUIRE: Mapping[Access, Callable[[], object]] = {
    Access.EVERYBODY: lambda: None,
    Access.PERSON: require_person,
    Access.RESPONDENT: require_respondent,
    Access.ANY_OFFICIAL: require_any_official,
    Access.OFFICIAL: lambda: require_official(_here()),
    Access.MANAGER: lambda: require_manager(_here()),
}
