"""What the stand-ins of the State's identity providers have in common, for tests and demonstrations.

They refuse what the real ones refuse and answer in their forms. They have no password, no second factor,
and no memory of who is signed in: they are never for production.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import requests

from consultkit.testing.loopback import LoopbackServer
from consultkit.testing.provider_endpoints import PREFIX, Endpoints
from consultkit.testing.provider_faults import check_words
from consultkit.testing.provider_profile import Profile
from consultkit.testing.provider_rules import Person, RegisteredClient

_ACTION = re.compile(r'action="([^"]+)"')


class ProviderStandIn:
    """Serves on this machine only, from `start` to `stop`, or for the length of a `with` block.

    `port` 0 takes a free one; `issuer` has it from the beginning. `now` is the clock of its codes and tokens.
    """

    def __init__(
        self,
        profile: Profile,
        clients: Iterable[RegisteredClient],
        people: Iterable[Person],
        port: int,
        now: Callable[[], float],
    ) -> None:
        self._server = LoopbackServer(port)
        self.issuer = f"{self._server.address}{PREFIX}"
        self._endpoints = Endpoints(
            self.issuer,
            profile,
            {client.client_id: client for client in clients},
            {person.id: person for person in people},
            now,
        )

    def start(self) -> None:
        self._server.serve(self._endpoints)

    def stop(self) -> None:
        """At once, whatever is being held back."""
        self._endpoints.over.set()
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
        """Sign with new keys from now on, without notice."""
        self._endpoints.answers.keys.rotate()

    @contextmanager
    def answering_wrongly(self, *faults: str) -> Iterator[None]:
        """Be the provider that a client must not believe. The words are in `provider_faults`.

        Raises ValueError for a word that is not among them.
        """
        check_words(faults)
        self._endpoints.faults.update(faults)
        try:
            yield
        finally:
            self._endpoints.faults.difference_update(faults)

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
