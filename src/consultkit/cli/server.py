"""The command that `consultkit serve` becomes.

python -m consultkit.cli.server --factory package.module:function --port 8000
"""

from __future__ import annotations

import click
from granian.constants import Interfaces
from granian.log import LogLevels

from consultkit.cli import careful_server


@click.command()
@click.option("--factory", required=True, help="What makes the application: package.module:function.")
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8000, type=int)
@click.option("--workers", default=1, type=int)
@click.option("--threads", default=4, type=int)
@click.option("--respawn-interval", default=3.5, help="Seconds that a new process gets to start.")
def main(factory: str, host: str, port: int, workers: int, threads: int, respawn_interval: float) -> None:
    """Serve until SIGTERM, which lets what has begun be ended; SIGHUP renews the processes."""
    careful_server.CarefulServer(
        factory,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=respawn_interval,
        workers_kill_timeout=careful_server.DRAIN_SECONDS,
        log_level=LogLevels.warning,
        log_access=False,
    ).serve()


if __name__ == "__main__":
    main()
