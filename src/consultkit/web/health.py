"""Whether this process can serve: for the supervisor and the proxy."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from consultkit.web.access import Access, open_to
from consultkit.web.extension import the_kit


@open_to(Access.EVERYBODY)
def health() -> ResponseReturnValue:
    """`ok` when the database answers, else 503 with our page."""
    with the_kit().archive.reading() as tx:
        tx.database_now()
    return "ok", {"Content-Type": "text/plain; charset=utf-8"}
