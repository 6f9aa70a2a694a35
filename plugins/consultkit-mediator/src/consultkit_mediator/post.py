"""One POST with two time limits: for each wait, and for the whole."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from threading import Event, Timer

from consultkit import DeliveryError
from consultkit_mediator.address import Address

WAIT_SECONDS = 10
WHOLE_SECONDS = 20
LONGEST_ANSWER = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


def post(address: Address, content: Iterator[bytes], headers: Mapping[str, str]) -> Answer:
    """`headers` say the length. Follows no redirect and uses no proxy.

    Raises DeliveryError when no whole answer came back.
    """
    connection = _connection(address)
    try:
        with closing(connection):
            connection.connect()
            with _hung_up_in_time(connection.sock):
                connection.request("POST", address.path, body=content, headers=dict(headers))
                return _whole(connection.getresponse())
    except (OSError, HTTPException) as error:
        raise DeliveryError(f"The mediator could not be reached ({type(error).__name__}).") from error


def _whole(response: HTTPResponse) -> Answer:
    body = response.read(LONGEST_ANSWER)
    # http.client takes a line that breaks off for the end of the answer: then nothing was promised yet.
    is_cut = not response.headers or (response.length and len(body) < LONGEST_ANSWER)
    if is_cut:
        raise IncompleteRead(body)
    return Answer(response.status, body)


@contextmanager
def _hung_up_in_time(connected: socket.socket) -> Iterator[None]:
    """A receiver that sends a byte now and then would never meet the limit for one wait."""
    is_late = Event()

    def hang_up() -> None:
        is_late.set()
        with suppress(OSError):
            connected.shutdown(socket.SHUT_RDWR)

    watch = Timer(WHOLE_SECONDS, hang_up)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
    if is_late.is_set():
        raise TimeoutError


def _connection(address: Address) -> HTTPConnection:
    if address.secure:
        context = ssl.create_default_context()
        return HTTPSConnection(address.host, address.port, timeout=WAIT_SECONDS, context=context)
    return HTTPConnection(address.host, address.port, timeout=WAIT_SECONDS)
