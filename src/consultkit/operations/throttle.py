"""How long to wait before the next try at a secret, counted in the database for all workers together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from consultkit.storage import Transaction, locks, sign_in_attempts
from consultkit.storage.sign_in_attempts import Kind, Tries

FORGOTTEN_AFTER = timedelta(hours=24)
"""Also how long tries are kept."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Some tries are free; each one beyond doubles the wait."""

    free: int
    first_wait: timedelta
    longest_wait: timedelta
    forgotten_after: timedelta = FORGOTTEN_AFTER

    def may_try_at(self, tries: Tries) -> datetime | None:
        """From when on; None when at once."""
        beyond = tries.count - self.free
        if beyond < 0 or tries.last_at is None:
            return None
        # Doubling without end would leave the numbers that a date can hold.
        factor: int = 1 << min(beyond, 10)
        return tries.last_at + min(self.first_wait * factor, self.longest_wait)


ONE_ACCOUNT = Limit(free=5, first_wait=timedelta(minutes=1), longest_wait=timedelta(minutes=30))
"""Long enough to make guessing hopeless (ten tries in the first hour, then two an hour), short enough that a
nuisance does not keep the owner out: and the mailed link stays open to the owner alone."""

ONE_ORIGIN = Limit(
    free=50,
    first_wait=timedelta(minutes=1),
    longest_wait=timedelta(minutes=10),
    forgotten_after=timedelta(hours=1),
)
"""Generous: a firm, a town hall or a telephone network shares one address."""

LETTERS_OF_ONE_ORIGIN = Limit(
    free=20,
    first_wait=timedelta(minutes=5),
    longest_wait=timedelta(minutes=30),
    forgotten_after=timedelta(hours=1),
)


@dataclass(frozen=True, slots=True)
class Guarded:
    """What a try is counted for."""

    kind: Kind
    value: str
    limit: Limit


def count_try(tx: Transaction, guarded: Sequence[Guarded], now: datetime) -> datetime | None:
    """Count a try, or say from when on one may try again; then nothing is counted.

    Counted before the secret is looked at: of many tries at once, none slips through. The values are held in
    the order given, which is to be the same everywhere.
    """
    waits = [_may_try_at(tx, one, now) for one in guarded]
    later = [again_at for again_at in waits if again_at is not None and again_at > now]
    if later:
        return max(later)
    for one in guarded:
        sign_in_attempts.add(tx, one.kind, one.value, now)
    return None


def minutes_until(instant: datetime, now: datetime) -> int:
    """Rounded up: who waits as long as was said does not wait in vain."""
    return -(-(instant - now) // timedelta(minutes=1))


def network_of(origin: str) -> str:
    """A network address as it is counted: of IPv6 the first half, which is what one household is given."""
    try:
        address = ip_address(origin.partition("%")[0])
    except ValueError:
        return origin
    if not isinstance(address, IPv6Address):
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped) if mapped else address.exploded[:19]


def _may_try_at(tx: Transaction, one: Guarded, now: datetime) -> datetime | None:
    # Otherwise a hundred guesses at once would each find that there were none before.
    locks.hold(tx, one.kind, one.value)
    tries = sign_in_attempts.since(tx, one.kind, one.value, now - one.limit.forgotten_after)
    return one.limit.may_try_at(tries)
