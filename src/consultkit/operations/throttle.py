"""How long to wait before the next try at a password."""

from __future__ import annotations

from datetime import datetime, timedelta

from consultkit.storage.sign_in_attempts import Tries

FREE_TRIES = 5
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=30)
"""Long enough to make guessing hopeless (ten tries in the first hour, then two an hour), short enough that a
nuisance does not keep the owner out: and the mailed link stays open to the owner alone."""
FORGOTTEN_AFTER = timedelta(hours=24)


def may_try_at(tries: Tries) -> datetime | None:
    """From when on; None when at once. The wait doubles with each failure beyond the free ones."""
    beyond = tries.count - FREE_TRIES
    if beyond < 0 or tries.last_at is None:
        return None
    # Doubling without end would leave the numbers that a date can hold.
    factor: int = 1 << min(beyond, 10)
    return tries.last_at + min(FIRST_WAIT * factor, LONGEST_WAIT)
