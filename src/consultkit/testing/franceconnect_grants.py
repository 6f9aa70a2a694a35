"""What the stand-in keeps between two requests: each once, and for as long as FranceConnect keeps it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Generic, TypeVar

from consultkit.testing.franceconnect_people import FranceConnectPerson
from consultkit.testing.franceconnect_rules import AuthorizationRequest

INTERACTION_SECONDS = 30 * 60
CODE_SECONDS = 30
TOKEN_SECONDS = 60

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Grant:
    """Somebody signed in for a service."""

    request: AuthorizationRequest
    person: FranceConnectPerson
    auth_time: int

    @property
    def subject(self) -> str:
        return self.person.subject_for(self.request.client.client_id)


class Kept(Generic[T]):
    """Things under a secret each, which expire."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: dict[str, tuple[float, T]] = {}

    def put(self, thing: T, now: float) -> str:
        secret = secrets.token_urlsafe(43)
        self._kept[secret] = (now + self._seconds, thing)
        return secret

    def get(self, secret: str, now: float) -> T | None:
        return self._living(self._kept.get(secret), now)

    def take(self, secret: str, now: float) -> T | None:
        """At most once."""
        return self._living(self._kept.pop(secret, None), now)

    def _living(self, found: tuple[float, T] | None, now: float) -> T | None:
        return found[1] if found is not None and now < found[0] else None
