"""A stand-in for FranceConnect v2, for tests and demonstrations: strict, on this machine only.

It refuses what the real one refuses and answers in its forms (its public source, as of February 2026). It has
no password, no second factor, and no memory of who is signed in: it is never for production.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import requests

from consultkit.testing.franceconnect_endpoints import PREFIX, Endpoints
from consultkit.testing.franceconnect_faults import EVERY_FAULT
from consultkit.testing.franceconnect_people import PEOPLE, FranceConnectPerson
from consultkit.testing.franceconnect_rules import FranceConnectClient
from consultkit.testing.loopback import LoopbackServer

_ACTION = re.compile(r'action="([^"]+)"')


class FranceConnectStandIn:
    """Serves from `start` to `stop`, or for the length of a `with` block.

    `port` 0 takes a free one; `issuer` has it from the beginning. `now` is the clock of its codes and tokens.
    """

    def __init__(
        self,
        clients: Iterable[FranceConnectClient],
        *,
        port: int = 0,
        people: Iterable[FranceConnectPerson] = PEOPLE,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._server = LoopbackServer(port)
        self._faults: set[str] = set()
        self.issuer = f"{self._server.address}{PREFIX}"
        self._endpoints = Endpoints(
            self.issuer,
            {client.client_id: client for client in clients},
            {person.id: person for person in people},
            now,
            self._faults,
        )

    def start(self) -> None:
        self._server.serve(self._endpoints)

    def stop(self) -> None:
        self._server.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def sign_in(self, url: str, person: str) -> str:
        """Do what a browser does at the address that a service sends it to: choose a person by id.

        Returns the address that the browser is sent back to. Raises ValueError when the request is refused on
        a page of the stand-in.
        """
        return self._choose(url, {"person": person})

    def refuse(self, url: str) -> str:
        """Likewise, with the button that refuses."""
        return self._choose(url, {"refuse": "1"})

    def rotate_keys(self) -> None:
        """Sign with a new key from now on, without notice."""
        self._endpoints.signer.rotate()

    @contextmanager
    def answering_wrongly(self, *faults: str) -> Iterator[None]:
        """Be the provider that a client must not believe. The words are in `franceconnect_faults`."""
        unknown = set(faults) - EVERY_FAULT
        if unknown:
            raise ValueError(f"The stand-in does not know how to go wrong so: {', '.join(sorted(unknown))}.")
        self._faults.update(faults)
        try:
            yield
        finally:
            self._faults.difference_update(faults)

    def _choose(self, url: str, choice: dict[str, str]) -> str:
        page = requests.get(url, timeout=5, allow_redirects=False)
        if page.is_redirect:
            return page.headers["Location"]
        action = _ACTION.search(page.text)
        if page.status_code != 200 or action is None:
            raise ValueError(f"The stand-in refused the request: HTTP {page.status_code}\n{page.text}")
        address = self._server.address + action[1]
        answer = requests.post(address, data=choice, timeout=5, allow_redirects=False)
        return answer.headers["Location"]
