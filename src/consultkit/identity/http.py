"""Talking to a provider without trusting it: short waits, small answers, no redirects."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

from authlib.integrations.requests_client import OAuth2Session
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.exceptions import ContentDecodingError, ReadTimeout
from urllib3 import BaseHTTPResponse

from consultkit.identity.settings import ProviderSettings

TIMEOUT_SECONDS = 5.0
"""For a connection, and between two pieces of an answer."""
WHOLE_ANSWER_SECONDS = 10.0
LARGEST_ANSWER = 256 * 1024


class _Bounded:
    """The body of a response, cut off when it grows too large or drips for too long."""

    def __init__(self, raw: BaseHTTPResponse) -> None:
        self._raw = raw
        self._until = time.monotonic() + WHOLE_ANSWER_SECONDS

    def stream(self, amount: int, **_options: object) -> Iterator[bytes]:
        size = 0
        while chunk := self._raw.read1(amount):
            size += len(chunk)
            if size > LARGEST_ANSWER:
                raise ContentDecodingError(f"The answer is larger than {LARGEST_ANSWER} bytes.")
            if time.monotonic() > self._until:
                raise ReadTimeout(f"The answer took longer than {WHOLE_ANSWER_SECONDS} s.")
            yield chunk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)


class BoundedAdapter(HTTPAdapter):
    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002 - the signature is requests'
        timeout: Any = None,
        verify: bool | str = True,  # noqa: FBT001, FBT002
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        # A compressed answer would be small here and large afterwards.
        request.headers["Accept-Encoding"] = "identity"
        response = super().send(request, stream, timeout, verify, cert, proxies)
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise ContentDecodingError("The answer is compressed, which was not asked for.")
        response.raw = _Bounded(response.raw)
        return response


def open_session(settings: ProviderSettings) -> OAuth2Session:
    """For one sign-in: requests go out as our client's, and raise what `requests` raises."""
    session = OAuth2Session(
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        token_endpoint_auth_method="client_secret_post",  # noqa: S106 - a method, not a secret
        default_timeout=TIMEOUT_SECONDS,
    )
    session.max_redirects = 0
    for scheme in ("https://", "http://"):
        session.mount(scheme, BoundedAdapter())
    return session
