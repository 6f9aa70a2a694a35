"""A provider that is slow, silent or endless is said to be unavailable: nobody waits for it without end.

None of the answers below ever ends: without a limit on the whole exchange these tests would not either.
"""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from consultkit.errors import ProviderUnavailableError
from consultkit.identity import ProviderSettings, SignInRequest, oidc
from consultkit.identity.deadline import Deadline
from consultkit.identity.franceconnect import FranceConnect
from consultkit.identity.provider import Provider
from consultkit.identity.refusals import Refusals

CALLBACK = "https://consultation.example.fr/auth/franceconnect/callback"
ASKED = SignInRequest()
NEVER: dict[str, tuple[bytes, bytes]] = {
    "silence": (b"", b""),
    "header": (b"HTTP/1.1 200 OK\r\n", b"X-Wait: a while\r\n"),
    "body": (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{", b" "),
}
"""How an answer begins, and what then comes for ever."""


class Endless(socketserver.ThreadingTCPServer):
    """Answers what is in `documents`, and to all else begins an answer that has no end."""

    daemon_threads = True
    block_on_close = False
    kind = "silence"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), EndlessAnswer)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}/api/v2"
        self.over = threading.Event()
        self.documents: dict[str, object] = {}


class EndlessAnswer(socketserver.StreamRequestHandler):
    server: Endless

    def handle(self) -> None:
        path = self.rfile.readline().decode().split(" ")[1]
        document = self.server.documents.get(path)
        try:
            if document is not None:
                content = json.dumps(document).encode()
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(content) + content)
                return
            beginning, then = NEVER[self.server.kind]
            self.wfile.write(beginning)
            while not self.server.over.wait(0.01):
                self.wfile.write(then)
        except OSError:
            return


@pytest.fixture
def endless() -> Iterator[Endless]:
    with Endless() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.over.set()
        server.shutdown()


@pytest.fixture
def way(endless: Endless, monkeypatch: pytest.MonkeyPatch) -> FranceConnect:
    monkeypatch.setattr(oidc, "Deadline", partial(Deadline, 0.2))
    return FranceConnect(ProviderSettings(endless.issuer, "consultation", "secret"))


@pytest.mark.parametrize("kind", NEVER)
def test_an_endless_discovery_stops_a_sign_in_and_not_a_sign_out(
    endless: Endless, way: FranceConnect, kind: str
) -> None:
    endless.kind = kind
    with pytest.raises(ProviderUnavailableError):
        way.start(CALLBACK, "5" * 64, ASKED)
    assert way.sign_out_url("token", CALLBACK, "5" * 64) is None


@pytest.mark.parametrize("kind", NEVER)
def test_an_endless_answer_with_the_tokens_stops_a_sign_in(
    endless: Endless, way: FranceConnect, kind: str
) -> None:
    endless.documents["/api/v2/.well-known/openid-configuration"] = {
        "issuer": endless.issuer,
        "authorization_endpoint": f"{endless.issuer}/authorize",
        "jwks_uri": f"{endless.issuer}/jwks",
        "token_endpoint": f"{endless.issuer}/token",
        "userinfo_endpoint": f"{endless.issuer}/userinfo",
    }
    endless.kind = kind
    start = way.start(CALLBACK, "5" * 64, ASKED)
    with pytest.raises(ProviderUnavailableError):
        way.finish({"code": "c" * 43, "iss": endless.issuer}, CALLBACK, start.details)


def test_waiting_for_another_sign_in_that_asks_counts_too(endless: Endless) -> None:
    settings = ProviderSettings(endless.issuer, "consultation", "secret")
    provider = Provider(settings, Refusals("FranceConnect"))
    ends: list[str] = []

    def ask(seconds: float) -> None:
        try:
            provider.within(Deadline(seconds)).endpoint("token_endpoint")
        except ProviderUnavailableError:
            ends.append(f"after {seconds}")

    threads = [threading.Thread(target=ask, args=(seconds,)) for seconds in (0.6, 0.2, 0.2)]
    run(threads)
    assert sorted(ends) == ["after 0.2", "after 0.2", "after 0.6"]


def test_a_sign_in_that_has_waited_long_enough_asks_nothing_more(endless: Endless) -> None:
    settings = ProviderSettings(endless.issuer, "consultation", "secret")
    over = Provider(settings, Refusals("FranceConnect")).within(Deadline(0))
    for ask in (over.keys, over.newest_keys, lambda: over.endpoint("token_endpoint")):
        must_be_unavailable(ask)


def must_be_unavailable(ask: Callable[[], object]) -> None:
    with pytest.raises(ProviderUnavailableError):
        ask()


def run(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
