"""Sign-ins at a provider, from leaving for it to coming back: each once, and by whoever began it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta

from consultkit.errors import SignInError
from consultkit.identity import RedirectWay, SignInRequest
from consultkit.operations.clock import Clock
from consultkit.records import Identity
from consultkit.storage import Archive, provider_sign_ins

LIFETIME = timedelta(minutes=30)
"""FranceConnect leaves a person as long to sign in."""


class ProviderSignIns:
    """`session_id` is the secret of the visitor's session: a sign-in is finished in the one that began it."""

    def __init__(self, archive: Archive, clock: Clock) -> None:
        self._archive = archive
        self._clock = clock

    def start(
        self,
        way: RedirectWay,
        session_id: str,
        redirect_uri: str,
        asked: SignInRequest,
        errand: Mapping[str, str],
    ) -> str:
        """The address to send the browser to. `errand` is what to do on the way back, for `finish` to return.

        Raises ProviderUnavailableError.
        """
        state = secrets.token_hex(32)
        start = way.start(redirect_uri, state, asked)
        expires_at = self._clock.now() + LIFETIME
        with self._archive.writing() as tx:
            provider_sign_ins.insert(
                tx,
                way.name,
                state=state,
                session_id=session_id,
                details={"way": start.details, "errand": dict(errand)},
                expires_at=expires_at,
            )
        return start.url

    def finish(
        self, way: RedirectWay, session_id: str | None, redirect_uri: str, params: Mapping[str, str]
    ) -> tuple[Identity, Mapping[str, str]]:
        """Who came back, from the parameters of the callback, and the errand. The state is used up anyhow.

        Raises SignInError and ProviderUnavailableError, both safe to show.
        """
        details = self._take(way, session_id, params.get("state", ""))
        return way.finish(params, redirect_uri, details["way"]), details["errand"]

    def purge(self) -> int:
        """Forget those that were not finished in time; how many they were."""
        with self._archive.writing() as tx:
            return provider_sign_ins.purge(tx, self._clock.now())

    def _take(self, way: RedirectWay, session_id: str | None, state: str) -> dict[str, dict[str, str]]:
        details = None
        if session_id and state:
            with self._archive.writing() as tx:
                details = provider_sign_ins.take(
                    tx, way.name, state=state, session_id=session_id, now=self._clock.now()
                )
        if details is None:
            raise SignInError(
                "This sign-in is no longer under way: it was finished, took too long, or began elsewhere.",
                code="sign_in_unknown",
            )
        return details
