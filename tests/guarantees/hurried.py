"""`consultkit worker` for whom an hour is seconds: `python -m guarantees.hurried worker FILE`.

Waits between tries and time limits are shorter, and nothing else is; referrals go without their PDF, as where
the extra `pdf` is not installed: to draw thousands would take longer than to deliver them.
"""

import os
from datetime import timedelta

from consultkit.cli import main, supervising
from consultkit.operations import backoff, worker
from consultkit_mediator import package, post

HOUR_VARIABLE = "GUARANTEES_HOUR"
"""How many seconds an hour has."""
LEASE = timedelta(seconds=45)
WHOLE_SECONDS = 3


def hurry() -> None:
    hour = timedelta(seconds=float(os.environ[HOUR_VARIABLE]))
    backoff.FIRST, backoff.LONGEST = hour / 120, hour
    worker.LEASE, worker.POLL_SECONDS = LEASE, 0.2
    post.WAIT_SECONDS, post.WHOLE_SECONDS = 2, WHOLE_SECONDS
    supervising.PAUSE_SECONDS = 0.05
    package.can_make_pdf = lambda: False


if __name__ == "__main__":
    hurry()
    main()
