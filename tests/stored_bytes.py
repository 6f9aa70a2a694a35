"""What a database holds, to the last byte: for tests that look for what must not be in it."""

from __future__ import annotations

from pathlib import Path

from consultkit.storage import Archive
from consultkit.storage.tables import metadata


def stored_bytes(archive: Archive) -> bytes:
    """All that a thief of the database would hold: SQLite's files with the log, or a dump of every table."""
    if archive.engine.dialect.name == "sqlite":
        file = Path(str(archive.engine.url.database))
        return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    dumped = []
    with archive.reading() as tx:
        driver = tx.connection.connection.driver_connection
        assert driver is not None
        for table in metadata.sorted_tables:
            with driver.cursor().copy(f"COPY {table.name} TO STDOUT") as copy:
                dumped += [bytes(chunk) for chunk in copy]
    return b"".join(dumped)
