"""Alembic's entry: runs inside the transaction that `consultkit.storage.migrate` has opened."""

from typing import Any, Literal

from alembic import context

from consultkit.storage.tables import base, metadata

OWN_TYPES = {id(base.document): "document", id(base.big_id): "big_id"}


def render_own_types(kind: str, item: Any, _autogenerate: object) -> str | Literal[False]:
    """Name our column types by the names they have in `tables.base`."""
    if kind == "type" and isinstance(item, base.Instant):
        return "Instant()"
    return OWN_TYPES.get(id(item), False) if kind == "type" else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=render_own_types,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
