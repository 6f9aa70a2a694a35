"""The product's server with its modules loaded before it forks: `python -m guarantees.preloaded …`.

A worker that is killed is there again in a moment: else hundreds of kills would time Python's imports. And
granian takes a worker that dies twice within seconds for one that cannot live, and gives up; these can.
"""

from typing import Any

from granian.server.mp import MPServer

import guarantees.market  # noqa: F401 - loaded here, for the workers
from consultkit.cli.server import main

_respawn = MPServer._respawn_workers


def _respawn_and_forget(server: Any, *arguments: Any, **named: Any) -> None:
    _respawn(server, *arguments, **named)
    server.respawned_wrks.clear()


MPServer._respawn_workers = _respawn_and_forget
main()
