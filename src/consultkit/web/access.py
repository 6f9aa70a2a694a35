"""Who may open each address. Every route says it; one that does not keeps the application from starting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TypeVar

from flask import Flask, current_app, request

from consultkit.errors import NotFoundError, PluginError
from consultkit.records import Role
from consultkit.web.extension import the_kit
from consultkit.web.visitor import (
    require_any_official,
    require_caseworker,
    require_manager,
    require_official,
    require_outside,
    require_person,
    require_respondent,
)

View = TypeVar("View", bound=Callable[..., object])

PLUGINS_OF_PAGES = "consultkit.plugins_of_pages"
"""The plugin of each blueprint that comes from one, in the application's extensions."""

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
    CASEWORKER = "caseworker"
    """Likewise, with the role of a caseworker or of a manager."""
    MANAGER = "manager"
    """Likewise, with the role of a manager."""
    MEDIATOR = "mediator"
    """Whoever takes cases of the consultation of the address from outside the desk."""
    PARTY = "party"
    """Whoever speaks for a party concerned by the consultation of the address."""


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
        _refuse_where_not_named(request.blueprint)


def _refuse_where_not_named(blueprint: str | None) -> None:
    """A plugin's pages are not there for a consultation whose file does not name it. Raises NotFoundError."""
    plugin = current_app.extensions[PLUGINS_OF_PAGES].get(blueprint)
    if plugin is None:
        return
    if not any(one.id == _here() and plugin in one.plugins for one in the_kit().consultations):
        raise NotFoundError("There is no such page.")


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
    Access.CASEWORKER: lambda: require_caseworker(_here()),
    Access.MANAGER: lambda: require_manager(_here()),
    Access.MEDIATOR: lambda: require_outside(_here(), Role.MEDIATOR),
    Access.PARTY: lambda: require_outside(_here(), Role.PARTY),
}
