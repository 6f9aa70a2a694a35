"""What an OpenID provider says of itself: its endpoints and its keys (OpenID Connect Discovery 1.0)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests.exceptions import RequestException

from consultkit.identity.deadline import Deadline
from consultkit.identity.http import open_session
from consultkit.identity.refusals import Refusals
from consultkit.identity.settings import ProviderSettings, is_safe_address

KEPT_SECONDS = 3600.0
"""A key that the provider withdraws is trusted no longer than this."""

T = TypeVar("T")

_NEEDED = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")

_KEY_TYPES = {"ES256": "EC", "RS256": "RSA"}


class Provider:
    """Fetched when first needed, then kept for an hour. Every fault is a ProviderUnavailableError."""

    def __init__(self, settings: ProviderSettings, refusals: Refusals) -> None:
        self._settings = settings
        self._refusals = refusals
        self._metadata: _Kept[dict[str, Any]] = _Kept()
        self._keys: _Kept[KeySet] = _Kept()

    def within(self, deadline: Deadline) -> AskedProvider:
        """The same, for one sign-in: waiting for another that is asking counts too."""
        return AskedProvider(self._settings, self._refusals, self._metadata, self._keys, deadline)


class AskedProvider:
    """What one sign-in asks the provider, until its deadline."""

    def __init__(
        self,
        settings: ProviderSettings,
        refusals: Refusals,
        metadata: _Kept[dict[str, Any]],
        keys: _Kept[KeySet],
        deadline: Deadline,
    ) -> None:
        self._settings = settings
        self._refusals = refusals
        self._metadata = metadata
        self._keys = keys
        self._deadline = deadline

    def endpoint(self, name: str) -> str:
        """An endpoint by its name in the discovery document, such as `token_endpoint`."""
        return self._endpoint_in(self._kept(self._metadata.value, self._fetch_metadata), name)

    def names_issuer(self) -> bool:
        """Whether its answers carry `iss` (RFC 9207, 3)."""
        metadata = self._kept(self._metadata.value, self._fetch_metadata)
        return metadata.get("authorization_response_iss_parameter_supported") is True

    def keys(self) -> KeySet:
        return self._kept(self._keys.value, self._fetch_keys)

    def newest_keys(self) -> KeySet:
        """Fetched now: for a token signed with a key that was not there before."""
        return self._kept(self._keys.fresh, self._fetch_keys)

    def _kept(self, read: Callable[[Callable[[], T], Deadline], T], fetch: Callable[[], T]) -> T:
        try:
            return read(fetch, self._deadline)
        except TimeoutError as error:
            raise self._refusals.unavailable("another sign-in was still asking it") from error

    def _fetch_metadata(self) -> dict[str, Any]:
        issuer = self._settings.issuer
        metadata = self._fetch(issuer.rstrip("/") + "/.well-known/openid-configuration")
        if metadata.get("issuer") != issuer:
            raise self._refusals.unavailable("its discovery document names another issuer")
        for name in _NEEDED:
            # Looked at before it is kept: a document that nobody can sign in with would be kept for an hour.
            self._endpoint_in(metadata, name)
        return metadata

    def _endpoint_in(self, metadata: dict[str, Any], name: str) -> str:
        address = metadata.get(name)
        if not isinstance(address, str) or not is_safe_address(address):
            raise self._refusals.unavailable(f"its discovery document has no usable {name}")
        return address

    def _fetch_keys(self) -> KeySet:
        published = self._fetch(self.endpoint("jwks_uri")).get("keys")
        try:
            keys = KeySet.import_key_set({"keys": [key for key in published or () if self._is_ours(key)]})
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise self._refusals.unavailable(f"its keys cannot be read: {type(error).__name__}") from error
        if not keys:
            raise self._refusals.unavailable(f"it has no key for {self._settings.algorithm}")
        return keys

    def _is_ours(self, key: object) -> bool:
        """Keys for other purposes may stand beside ours, of kinds that we do not know."""
        return (
            isinstance(key, dict)
            and key.get("kty") == _KEY_TYPES[self._settings.algorithm]
            and key.get("use", "sig") == "sig"
            and key.get("alg", self._settings.algorithm) == self._settings.algorithm
        )

    def _fetch(self, address: str) -> dict[str, Any]:
        try:
            with open_session(self._settings, self._deadline) as session:
                response = session.request("GET", address, withhold_token=True)
            document = response.json()
        except (RequestException, ValueError, RecursionError) as error:
            raise self._refusals.unavailable(f"{address}: {type(error).__name__}") from error
        if response.status_code != 200 or not isinstance(document, dict):
            raise self._refusals.unavailable(f"{address}: HTTP {response.status_code}")
        return document


class _Kept(Generic[T]):
    """A value that is fetched by one thread at a time and kept for a while. Raises TimeoutError."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: tuple[float, T] | None = None

    def value(self, fetch: Callable[[], T], deadline: Deadline) -> T:
        if (good := self._good()) is not None:
            return good[1]
        with self._alone(deadline):
            if (good := self._good()) is None:
                self._found = good = (time.monotonic(), fetch())
            return good[1]

    def fresh(self, fetch: Callable[[], T], deadline: Deadline) -> T:
        with self._alone(deadline):
            self._found = (time.monotonic(), fetch())
            return self._found[1]

    def _good(self) -> tuple[float, T] | None:
        found = self._found
        return found if found is not None and time.monotonic() - found[0] <= KEPT_SECONDS else None

    @contextmanager
    def _alone(self, deadline: Deadline) -> Iterator[None]:
        if not self._lock.acquire(timeout=deadline.left()):
            raise TimeoutError
        try:
            yield
        finally:
            self._lock.release()
