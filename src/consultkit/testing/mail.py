"""A mail server that delivers to nobody: it keeps the letters, for a test to read or a person to look at."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self, cast
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller

from consultkit.testing.loopback import HOST, LoopbackServer
from consultkit.testing.mail_page import mail_page

_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class CaughtLetter:
    """A letter as it came."""

    recipients: tuple[str, ...]
    subject: str
    text: str
    message: EmailMessage = field(repr=False)

    @property
    def links(self) -> tuple[str, ...]:
        return tuple(_LINK.findall(self.text))

    @property
    def token(self) -> str:
        """The secret in the first link: what `Accounts` takes. Raises IndexError when there is no link."""
        return urlsplit(self.links[0]).path.rpartition("/")[2]


class MailCatcher:
    """Takes letters from `start` to `stop`, or for the length of a `with` block.

    `port` 0 takes a free one, known once started. With a `web_port`, a page on this machine lists the letters
    with their links; 0 takes a free one here too.
    """

    def __init__(self, port: int = 0, web_port: int | None = None) -> None:
        self._controller = _OnFreePort(_Handler(self._keep), hostname=HOST, port=port)
        self._page = None if web_port is None else LoopbackServer(web_port)
        self._arrived = threading.Condition()
        self._letters: list[CaughtLetter] = []
        self._unread: list[CaughtLetter] = []

    def start(self) -> None:
        self._controller.start()
        if self._page is not None:
            self._page.serve(mail_page(lambda: self.messages))

    def stop(self) -> None:
        self._controller.stop()
        if self._page is not None:
            self._page.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """Where to send letters to, on 127.0.0.1."""
        port: int = self._controller.port
        return port

    @property
    def web_address(self) -> str | None:
        return None if self._page is None else self._page.address

    @property
    def messages(self) -> tuple[CaughtLetter, ...]:
        """All that came, in their order."""
        with self._arrived:
            return tuple(self._letters)

    def wait_for(self, recipient: str, *, seconds: float = 10.0) -> CaughtLetter:
        """The first letter to this address that was not waited for before. Raises TimeoutError."""
        until = time.monotonic() + seconds
        with self._arrived:
            while True:
                for letter in self._unread:
                    if recipient in letter.recipients:
                        self._unread.remove(letter)
                        return letter
                if not self._arrived.wait(until - time.monotonic()):
                    raise TimeoutError(f"No letter to {recipient} came within {seconds} s.")

    def _keep(self, recipients: tuple[str, ...], content: bytes) -> None:
        message = message_from_bytes(content, policy=policy.default)
        body = message.get_body(("plain", "html"))
        text = "" if body is None else body.get_content()
        letter = CaughtLetter(recipients, str(message["Subject"] or ""), text, message)
        with self._arrived:
            self._letters.append(letter)
            self._unread.append(letter)
            self._arrived.notify_all()


class _Handler:
    def __init__(self, keep: Callable[[tuple[str, ...], bytes], None]) -> None:
        self._keep = keep

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
        self._keep(tuple(envelope.rcpt_tos), envelope.content)
        return "250 OK"


class _OnFreePort(Controller):
    """aiosmtpd's controller, which otherwise connects to port 0 when it was asked to listen there."""

    def _trigger_server(self) -> None:
        server = cast("asyncio.Server", self.server)
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]
