"""A stand-in for FranceConnect v2, for tests and demonstrations: strict, and never for production."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from consultkit.testing.franceconnect_people import PEOPLE, FranceConnectPerson
from consultkit.testing.franceconnect_rules import FranceConnectClient, FranceConnectProfile
from consultkit.testing.provider import ProviderStandIn


class FranceConnectStandIn(ProviderStandIn):
    """See `ProviderStandIn`: `sign_in`, `refuse`, `rotate_keys`, `answering_wrongly`, `issuer`."""

    def __init__(
        self,
        clients: Iterable[FranceConnectClient],
        *,
        port: int = 0,
        people: Iterable[FranceConnectPerson] = PEOPLE,
        now: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(FranceConnectProfile(), clients, people, port, now)
