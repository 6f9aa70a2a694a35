"""Endpoints that break, in ways that have nothing to do with who signs in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator

from werkzeug.wrappers import Response

from consultkit.testing.provider_answers import as_json, see
from consultkit.testing.provider_faults import QUICK_BREAKDOWNS, SLOW_BREAKDOWNS

HUGE = 300_000
"""Bytes: more than any honest answer has."""
HELD_SECONDS = 30.0
DRIP_SECONDS = 0.5
"""Between two bytes."""


class Breakdowns:
    """`over` is set when the stand-in stops: nothing is held any longer."""

    def __init__(self, issuer: str, faults: Collection[str], over: threading.Event) -> None:
        self._issuer = issuer
        self._faults = faults
        self._over = over

    def around(self, endpoint: str, answer: Callable[[], Response]) -> Response:
        """The answer, or what comes of it when the endpoint breaks as a word says."""
        words = (*QUICK_BREAKDOWNS, *SLOW_BREAKDOWNS)
        match next((word for word in words if f"{endpoint}_{word}" in self._faults), None):
            case "down":
                return as_json({"error": "server_error"}, 503)
            case "garbage":
                return Response("[" * 100_000, content_type="application/json")
            case "redirects":
                return see(f"{self._issuer}/elsewhere", {})
            case "huge":
                return _padded(answer())
            case "slow":
                self._over.wait(HELD_SECONDS)
                return answer()
            case "drips":
                return self._dripping(answer())
            case _:
                return answer()

    def _dripping(self, response: Response) -> Response:
        content = response.get_data()
        response.response = self._bytes_of(content)
        response.headers["Content-Length"] = str(len(content))
        return response

    def _bytes_of(self, content: bytes) -> Iterator[bytes]:
        for byte in content:
            if self._over.wait(DRIP_SECONDS):
                return
            yield bytes([byte])


def _padded(response: Response) -> Response:
    response.data = b" " * HUGE + response.get_data()
    return response
