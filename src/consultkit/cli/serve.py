"""`consultkit serve`: the consultations over HTTP, by the server of `server.py`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click
from click.core import ParameterSource

from consultkit.cli.deployment import (
    FILES_VARIABLE,
    REHEARSAL_VARIABLE,
    instructions,
    of_files,
    rehearsing,
    required,
    settings_with,
)
from consultkit.cli.doctor import refuse_unsafe
from consultkit.hooks import Plugins
from consultkit.kit import begin_rehearsal

METRICS_FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


@click.command()
@of_files
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1), help="Processes.")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1), help="Threads in each.")
@rehearsing
def command(
    files: tuple[Path, ...], host: str, port: int, workers: int, threads: int, rehearse_at: str | None
) -> None:
    """Serve the consultations of FILES. Behind it, run `consultkit worker`; before it, a proxy with TLS.

    SIGHUP renews the processes without a request lost, SIGTERM ends what has begun. In production nothing is
    served that `consultkit doctor` calls unsafe.

    More than one process wants PostgreSQL: SQLite takes one writer at a time.
    """
    with instructions():
        paths = required(files)
        settings = settings_with(rehearse_at)
        if settings.production:
            refuse_unsafe(paths, settings)
        Plugins().theme(settings.theme, settings.site)  # Said here, not by each process that starts in vain.
        if click.get_current_context().get_parameter_source("rehearse_at") is ParameterSource.COMMANDLINE:
            # Said here and now, the date begins here and now; from the environment, a rehearsal goes on.
            begin_rehearsal(settings)
    os.environ[FILES_VARIABLE] = os.pathsep.join(str(path.resolve()) for path in paths)
    if rehearse_at:
        os.environ[REHEARSAL_VARIABLE] = rehearse_at
    if settings.metrics_token:
        # The files in which the processes count together; a later start counts from nothing.
        os.environ[METRICS_FOLDER_VARIABLE] = tempfile.mkdtemp(prefix="consultkit-metrics-")
    os.execv(sys.executable, server_command(host, port, workers, threads))  # noqa: S606 - our own interpreter


def server_command(
    host: str, port: int, workers: int, threads: int, factory: str = "consultkit.cli.wsgi:make_app"
) -> list[str]:
    """The words of the command that serves the application made by `factory`."""
    return [
        *(sys.executable, "-m", "consultkit.cli.server", "--factory", factory),
        *("--host", host, "--port", str(port)),
        *("--workers", str(workers), "--threads", str(threads)),
    ]
