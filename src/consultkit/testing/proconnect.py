"""A stand-in for ProConnect, for tests and demonstrations: strict, and never for production."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from consultkit.testing.proconnect_people import PROFESSIONALS, ProConnectPerson
from consultkit.testing.proconnect_rules import ProConnectClient, ProConnectProfile
from consultkit.testing.provider import ProviderStandIn


class ProConnectStandIn(ProviderStandIn):
    """See `ProviderStandIn`: `sign_in`, `refuse`, `rotate_keys`, `answering_wrongly`, `issuer`."""

    def __init__(
        self,
        clients: Iterable[ProConnectClient],
        *,
        port: int = 0,
        people: Iterable[ProConnectPerson] = PROFESSIONALS,
        now: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(ProConnectProfile(), clients, people, port, now)
