"""One POST with two time limits: for each wait, and for the whole."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer

from consultkit import DeliveryError
from consultkit_mediator.address import Address

WAIT_SECONDS = 10
WHOLE_SECONDS = 20
LONGEST_ANSWER = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


def post(address: Address, content: bytes, headers: Mapping[str, str]) -> Answer:
    """Follows no redirect and uses no proxy. Raises DeliveryError when no whole answer came back."""
    connection = _connection(address)
    try:
        with closing(connection):
            connection.connect()
            # A receiver that sends a byte now and then would never meet the limit for one wait.
            watch = Timer(WHOLE_SECONDS, _hang_up, [connection.sock])
            watch.daemon = True
            watch.start()
            try:
                return _exchange(connection, address.path, content, headers)
            finally:
                watch.cancel()
    except (OSError, HTTPException) as error:
        raise DeliveryError(f"The mediator could not be reached ({type(error).__name__}).") from error


def _exchange(connection: HTTPConnection, path: str, content: bytes, headers: Mapping[str, str]) -> Answer:
    connection.request("POST", path, body=content, headers=dict(headers))
    response = connection.getresponse()
    return Answer(response.status, response.read(LONGEST_ANSWER))


def _connection(address: Address) -> HTTPConnection:
    if address.secure:
        context = ssl.create_default_context()
        return HTTPSConnection(address.host, address.port, timeout=WAIT_SECONDS, context=context)
    return HTTPConnection(address.host, address.port, timeout=WAIT_SECONDS)


def _hang_up(connected: socket.socket) -> None:
    try:
        connected.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it has ended by itself meanwhile
