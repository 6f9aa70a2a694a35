"""What a browser does, at little cost: one connection kept open, cookies, forms, and a stop-watch.

Nothing of consultkit is imported here: the processes that make the load stay small.
"""

from __future__ import annotations

import html
import http.client
import re
import time
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

TIMEOUT_SECONDS = 30
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')

Fields = list[tuple[str, str]]
Times = dict[str, list[float]]
"""Seconds of each request, by its kind."""


class UnexpectedAnswerError(Exception):
    """A page that a journey cannot go on from."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    location: str
    text: str

    def hidden_fields(self, action: str) -> Fields:
        """What the form that is sent to `action` carries already."""
        start = self.text.find(f'action="{action}"')
        if start < 0:
            raise UnexpectedAnswerError(f"The page has no form for {action}.")
        form = self.text[start : self.text.index("</form>", start)]
        return [(html.unescape(name), html.unescape(value)) for name, value in _HIDDEN.findall(form)]


class Browser:
    """One person's browser at one site."""

    def __init__(self, host: str, port: int) -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
        self._cookies: dict[str, str] = {}
        self.times: Times = defaultdict(list)

    def forget(self) -> None:
        """Become a browser that was never here."""
        self._cookies.clear()

    def get(self, kind: str, address: str, expected: int = 200) -> Answer:
        return self._ask(kind, "GET", address, None, expected)

    def post(self, kind: str, address: str, fields: Fields, expected: int = 303) -> Answer:
        return self._ask(kind, "POST", address, urlencode(fields).encode(), expected)

    def close(self) -> None:
        self._connection.close()

    def _ask(self, kind: str, method: str, address: str, body: bytes | None, expected: int) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self._connection.request(method, _path(address), body, headers)
        response = self._connection.getresponse()
        content = response.read()
        self.times[kind].append(time.perf_counter() - began)
        self._keep_cookies(response)
        if response.status != expected:
            raise UnexpectedAnswerError(f"{method} {_path(address)} was answered with {response.status}.")
        return Answer(response.status, response.getheader("Location") or "", content.decode())

    def _keep_cookies(self, response: http.client.HTTPResponse) -> None:
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value


def _path(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
