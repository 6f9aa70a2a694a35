"""A real provider over HTTP for every test of this folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from consultkit.identity import ProviderSettings, RedirectWay, SignInRequest
from consultkit.identity.franceconnect import FranceConnect
from consultkit.records import Identity
from consultkit.testing import FranceConnectClient, FranceConnectStandIn
from consultkit.testing.provider import ProviderStandIn

HOME = "https://consultation.example.fr/auth/franceconnect"


class MovableTime:
    """The time of the stand-in, which a test sets ahead, in seconds."""

    ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@dataclass
class Visit:
    """One sign-in, step by step."""

    stand_in: ProviderStandIn
    way: RedirectWay
    callback: str = f"{HOME}/callback"
    signed_out: str = f"{HOME}/logout-callback"
    state: str = "5" * 64
    scopes: tuple[str, ...] = ()
    second_factor: bool = False
    usual: str = "helene"

    def leave(self) -> None:
        asked = SignInRequest(self.scopes, self.second_factor)
        start = self.way.start(self.callback, self.state, asked)
        self.url, self.details = start.url, dict(start.details)

    def choose(self, person: str | None = None) -> None:
        self.params = params_of(self.stand_in.sign_in(self.url, person or self.usual))

    def refuse(self) -> None:
        self.params = params_of(self.stand_in.refuse(self.url))

    def come_back(self) -> Identity:
        return self.way.finish(self.params, self.callback, self.details)

    def whole(self, person: str | None = None) -> Identity:
        self.leave()
        self.choose(person)
        return self.come_back()


def params_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


@pytest.fixture
def client() -> FranceConnectClient:
    return FranceConnectClient("consultation", "s3cret" * 8, (Visit.callback,), (Visit.signed_out,))


@pytest.fixture
def provider_time() -> MovableTime:
    return MovableTime()


@pytest.fixture
def stand_in(client: FranceConnectClient, provider_time: MovableTime) -> Iterator[FranceConnectStandIn]:
    with FranceConnectStandIn([client], now=provider_time) as stand_in:
        yield stand_in


@pytest.fixture
def visit_with(stand_in: FranceConnectStandIn, client: FranceConnectClient) -> Callable[..., Visit]:
    """A visit whose provider settings differ in what is given."""

    def make(**others: Any) -> Visit:
        usual = {
            "issuer": stand_in.issuer,
            "client_id": client.client_id,
            "client_secret": client.client_secret,
        }
        return Visit(stand_in, FranceConnect(ProviderSettings(**(usual | others))))

    return make


@pytest.fixture
def visit(visit_with: Callable[..., Visit]) -> Visit:
    return visit_with()
