"""A browser without JavaScript, as far as a journey needs one: it notes how long each answer took."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

PATIENCE_SECONDS = 30
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Sample:
    """One answer, or one whole journey. `ended` is on the monotonic clock, which all processes share."""

    kind: str
    ended: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `location` is empty where it leads nowhere."""

    status: int
    location: str
    text: str


class WrongAnswerError(Exception):
    """The journey cannot go on from here."""


@dataclass(slots=True)
class Visitor:
    """Somebody with one connection to one site, and its cookies."""

    site: str
    samples: list[Sample] = field(default_factory=list)
    _cookies: dict[str, str] = field(default_factory=dict)
    _line: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        host = urlsplit(self.site).netloc
        self._line = http.client.HTTPConnection(host, timeout=PATIENCE_SECONDS)

    def page(self, kind: str, address: str) -> str:
        """The text of a page. Raises WrongAnswerError when there is another answer."""
        answer = self._ask(kind, "GET", address)
        return _expect(answer, http.client.OK, f"GET {address}").text

    def led(self, kind: str, address: str) -> str:
        """Where an address leads. Raises WrongAnswerError when it leads nowhere."""
        answer = self._ask(kind, "GET", address)
        return _expect_redirection(answer, f"GET {address}")

    def send(self, kind: str, address: str, fields: Iterable[tuple[str, str]]) -> str:
        """Where a form leads. Raises WrongAnswerError when it leads nowhere."""
        answer = self._ask(kind, "POST", address, urlencode(list(fields)))
        return _expect_redirection(answer, f"POST {address}")

    def close(self) -> None:
        self._line.close()

    def _ask(self, kind: str, method: str, address: str, body: str | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        began = time.monotonic()
        self._line.request(method, _path(address), body, headers | (FORM if body is not None else {}))
        response = self._line.getresponse()
        text = response.read().decode()
        ended = time.monotonic()
        self.samples.append(Sample(kind, ended, ended - began))
        self._keep_cookies(response.msg.get_all("Set-Cookie") or [])
        return Answer(response.status, response.headers.get("Location", ""), text)

    def _keep_cookies(self, lines: list[str]) -> None:
        for line in lines:
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value


def _path(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _expect(answer: Answer, status: int, what: str) -> Answer:
    if answer.status != status:
        raise WrongAnswerError(f"{what}: HTTP {answer.status} {answer.location}")
    return answer


def _expect_redirection(answer: Answer, what: str) -> str:
    if answer.status not in {http.client.FOUND, http.client.SEE_OTHER}:
        raise WrongAnswerError(f"{what}: HTTP {answer.status}")
    return answer.location
