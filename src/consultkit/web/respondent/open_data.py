"""The files of what was published, for everybody."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from consultkit.web.access import Access, open_to
from consultkit.web.extension import consultation_named, the_kit
from consultkit.web.file_views import to_be_saved
from consultkit.web.respondent.blueprint import blueprint


@blueprint.get("/<consultation>/open-data/<int:number>.zip")
@open_to(Access.EVERYBODY)
def open_data(consultation: str, number: int) -> ResponseReturnValue:
    """One publication, as it was published."""
    found = consultation_named(consultation)
    packed = the_kit().open_data.package(found.id, number)
    return to_be_saved(f"{found.id}-{number}.zip", len(packed), iter([packed]))
