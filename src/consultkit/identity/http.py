"""Talking to a provider without trusting it: a short wait, small answers, no redirects."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, wait
from typing import Any

from authlib.integrations.requests_client import OAuth2Session
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.exceptions import ContentDecodingError, ReadTimeout
from urllib3 import BaseHTTPResponse

from consultkit.identity.deadline import Deadline
from consultkit.identity.settings import ProviderSettings

LARGEST_ANSWER = 256 * 1024


class _Bounded:
    """The body of a response, cut off when it grows too large or drips for too long."""

    def __init__(self, raw: BaseHTTPResponse, deadline: Deadline) -> None:
        self._raw = raw
        self._deadline = deadline

    def stream(self, amount: int, **_options: object) -> Iterator[bytes]:
        size = 0
        while chunk := self._raw.read1(amount):
            size += len(chunk)
            if size > LARGEST_ANSWER:
                raise ContentDecodingError(f"The answer is larger than {LARGEST_ANSWER} bytes.")
            if not self._deadline.left():
                raise ReadTimeout("The answer took longer than the sign-in may.")
            yield chunk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)


class BoundedAdapter(HTTPAdapter):
    """`send` returns a whole answer, or raises, before the deadline."""

    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002 - the signature is requests'
        timeout: Any = None,  # noqa: ARG002 - the deadline is shared by several requests
        verify: bool | str = True,  # noqa: FBT001, FBT002
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        # A compressed answer would be small here and large afterwards.
        request.headers["Accept-Encoding"] = "identity"
        left = self._deadline.left()
        if not left:
            raise ReadTimeout("The sign-in has waited long enough.")
        send = super().send

        def whole() -> Response:
            response = send(request, stream, left, verify, cert, proxies)
            try:
                self._read(response)
            except BaseException:
                response.close()
                raise
            return response

        return _within(left, whole)

    def _read(self, response: Response) -> None:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise ContentDecodingError("The answer is compressed, which was not asked for.")
        response.raw = _Bounded(response.raw, self._deadline)
        _ = response.content


def open_session(settings: ProviderSettings, deadline: Deadline) -> OAuth2Session:
    """For one sign-in: requests go out as our client's, and raise what `requests` raises."""
    session = OAuth2Session(
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        token_endpoint_auth_method="client_secret_post",  # noqa: S106 - a method, not a secret
    )
    session.max_redirects = 0
    for scheme in ("https://", "http://"):
        session.mount(scheme, BoundedAdapter(deadline))
    return session


def _within(seconds: float, work: Callable[[], Response]) -> Response:
    # A thread, because the waits of a socket do not add up to a limit: each name server, each address of a
    # host and each piece of a header has its own. One that is given up ends with the socket's own wait.
    future: Future[Response] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:
            future.set_exception(error)

    threading.Thread(target=run, name="consultkit-provider", daemon=True).start()
    if not wait([future], seconds).done:
        raise ReadTimeout("The answer took longer than the sign-in may.")
    return future.result()
