"""How letters go out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The SMTP server that takes our letters."""

    host: str = "127.0.0.1"
    port: int = 25
    sender: str = "ne-pas-repondre@localhost"
    starttls: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)


Post = Callable[[EmailMessage], str]
"""Hands a mail to the deployment's mail server; gives back its Message-ID. Raises DeliveryError."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a plugin. It carries no answer: mail is read on the way."""

    subject: str
    """One line."""
    text: str
    html: str
    """The same, marked up; without pictures or scripts from elsewhere."""
