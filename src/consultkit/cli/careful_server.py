"""granian, which renews its processes on SIGHUP: here only when the new ones would start."""

from __future__ import annotations

import subprocess
import sys
import time
from types import FrameType

import click
from granian.server.mp import MPServer

DRAIN_SECONDS = 300
"""How long a process that is to end may go on with what it has begun: a large file over a slow line."""


class CarefulServer(MPServer):
    """Serves on when what it was told to reload is broken."""

    def signal_handler_reload(self, _number: int, _frame: FrameType | None) -> None:
        """Make the application once, elsewhere: granian would stop the old processes before it noticed."""
        module, _, function = self.target.partition(":")
        code = f"from {module} import {function}; {function}()"
        began = time.monotonic()
        made = subprocess.run([sys.executable, "-c", code], check=False)  # noqa: S603 - our own words
        # The old processes are stopped after this wait, whether or not the new ones listen by then.
        self.respawn_interval = max(self.respawn_interval, 2 * (time.monotonic() - began))
        if made.returncode:
            click.echo("Nothing was reloaded: what is above would not start. The old goes on.", err=True)
        else:
            super().signal_handler_reload()  # type: ignore[no-untyped-call]
