"""What a stand-in keeps between two requests: each once, and for as long as its provider keeps it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Generic, TypeVar

from consultkit.testing.provider_rules import AuthorizationRequest, Person

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Grant:
    """Somebody signed in for a service."""

    request: AuthorizationRequest
    person: Person
    auth_time: int

    @property
    def subject(self) -> str:
        return self.person.subject_for(self.request.client.client_id)

    @property
    def acr(self) -> str | None:
        return self.request.acr or self.person.acr


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
