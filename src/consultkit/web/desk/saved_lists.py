"""Lists that an official comes back to: what was asked for, under a name of their own."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.operations import Entry
from consultkit.records import Official
from consultkit.web.access import Access, open_to
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.extension import the_kit
from consultkit.web.visitor import require_official

ROOM = "lists"
MOST_OF_A_NAME = 60
MOST_OF_A_QUERY = 2000


def saved_lists(official: Official) -> Mapping[str, str]:
    """What each asks for, as an address holds it after its `?`, by name."""
    saved: dict[str, str] = {}
    for event in the_kit().room(ROOM).events(official.consultation, official.id):
        name = str(event.content["name"])
        saved.pop(name, None)
        if event.kind == "saved":
            saved[name] = str(event.content["query"])
    return saved


@blueprint.post("/<consultation>/lists/save")
@open_to(Access.OFFICIAL)
def save_list(consultation: str) -> ResponseReturnValue:
    """Under a name; one of the same name gives way."""
    official, query = require_official(consultation), _query()
    name = request.form.get("name", "").strip()[:MOST_OF_A_NAME]
    if name and query:
        entry = Entry(official.id, "saved", {"name": name, "query": query})
        the_kit().room(ROOM).write(consultation, entry, by=official)
    return redirect(_address(consultation, query), code=303)


@blueprint.post("/<consultation>/lists/remove")
@open_to(Access.OFFICIAL)
def remove_list(consultation: str) -> ResponseReturnValue:
    """Forget a name. What was listed under it stays where it is."""
    official, name = require_official(consultation), request.form.get("name", "")
    if name in saved_lists(official):
        the_kit().room(ROOM).write(consultation, Entry(official.id, "removed", {"name": name}), by=official)
    return redirect(_address(consultation, _query()), code=303)


def _query() -> str:
    """Written anew, so that nothing but a query can be in it."""
    return urlencode(parse_qsl(request.form.get("query", "")[:MOST_OF_A_QUERY]))


def _address(consultation: str, query: str) -> str:
    address = url_for("desk.contributions", consultation=consultation)
    return f"{address}?{query}" if query else address
