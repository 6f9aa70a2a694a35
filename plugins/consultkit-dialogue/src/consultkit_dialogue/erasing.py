"""What problems say of contributions that are erased: nothing any more, but for the verdicts of firms."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import uuid4

from consultkit import Json, Room


def forget(room: Room, consultation: str, references: Collection[str]) -> None:
    """Passages, reasons and references go. That some firm said whether it is solved stays, under a word that
    leads to nothing: what a problem came to is not undone because its cases are kept no longer."""
    nobody: dict[str, Json] = {reference: f"erased-{uuid4().hex}" for reference in references}
    for events in room.subjects(consultation).values():
        for event in events:
            left = _without(event.kind, event.content, nobody)
            if left != event.content:
                room.rewrite(event, left)


def _without(kind: str, content: Mapping[str, Json], nobody: Mapping[str, Json]) -> Mapping[str, Json]:
    reference = content.get("reference")
    if isinstance(reference, str) and reference in nobody:
        if kind != "checked":
            return {}
        return {"reference": nobody[reference], "firm": content["firm"], "solved": content["solved"]}
    return {name: _listed(value, nobody) for name, value in content.items()}


def _listed(value: Json, nobody: Mapping[str, Json]) -> Json:
    if not isinstance(value, list):
        return value
    return [nobody.get(one, one) if isinstance(one, str) else one for one in value]
