"""Passkeys as a second factor (Web Authentication): a key that stays on a device and names one site."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from consultkit.errors import SignInError

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

LARGEST_ANSWER = 16 * 1024


@dataclass(frozen=True, slots=True)
class Passkey:
    """What is kept of one: nothing of it is secret."""

    credential_id: bytes
    public_key: bytes
    counter: int
    """How often the device says that it signed; 0 for ever where it does not count."""

    def to_bytes(self) -> bytes:
        """To keep, the counter aside."""
        return json.dumps([_text(self.credential_id), _text(self.public_key)]).encode()

    @classmethod
    def from_bytes(cls, kept: bytes, counter: int) -> Passkey:
        credential_id, public_key = json.loads(kept)
        return cls(_bytes(credential_id), _bytes(public_key), counter)


@dataclass(frozen=True, slots=True)
class PasskeySite:
    """The site that passkeys are bound to. A challenge is a text that serves once; options are JSON."""

    public_url: str

    @property
    def host(self) -> str:
        """The name that passkeys are tied to."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def takes_passkeys(self) -> bool:
        """Browsers bind them to names, not to numbers."""
        try:
            ip_address(self.host)
        except ValueError:
            return bool(self.host)
        return False

    def making_options(
        self, account_id: bytes, account: str, known: Sequence[Passkey], challenge: str
    ) -> str:
        """For `navigator.credentials.create`."""
        import webauthn

        options = webauthn.generate_registration_options(
            rp_id=self.host,
            rp_name=self.host,
            user_id=account_id,
            user_name=account,
            challenge=challenge.encode(),
            exclude_credentials=_descriptors(known),
        )
        return webauthn.options_to_json(options)

    def made(self, answer: str, challenge: str) -> Passkey:
        """The passkey that was made for this challenge. Raises SignInError."""
        import webauthn
        from webauthn.helpers.exceptions import WebAuthnException

        try:
            made = webauthn.verify_registration_response(
                credential=_object(answer),
                expected_challenge=challenge.encode(),
                expected_rp_id=self.host,
                expected_origin=self._origin,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
            raise _not_taken() from error
        return Passkey(made.credential_id, made.credential_public_key, made.sign_count)

    def signing_options(self, known: Sequence[Passkey], challenge: str) -> str:
        """For `navigator.credentials.get`."""
        import webauthn

        options = webauthn.generate_authentication_options(
            rp_id=self.host, challenge=challenge.encode(), allow_credentials=_descriptors(known)
        )
        return webauthn.options_to_json(options)

    def counter_after(self, answer: str, challenge: str, passkey: Passkey) -> int:
        """Its counter, when this passkey signed this challenge. Raises SignInError, also for a copy of it."""
        import webauthn
        from webauthn.helpers.exceptions import WebAuthnException

        try:
            proof = webauthn.verify_authentication_response(
                credential=_object(answer),
                expected_challenge=challenge.encode(),
                expected_rp_id=self.host,
                expected_origin=self._origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.counter,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
            raise _not_taken() from error
        if proof.credential_id != passkey.credential_id:
            raise _not_taken()
        return proof.new_sign_count

    @property
    def _origin(self) -> str:
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"


def challenge_in(answer: str) -> str:
    """The challenge that an answer says it is for, to look up; empty when it says none."""
    try:
        client = json.loads(_bytes(_part(_object(answer), "response", "clientDataJSON")))
        return _bytes(client["challenge"]).decode()
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""


def credential_in(answer: str) -> bytes:
    """The passkey that an answer says it is of, to look up; empty when it says none."""
    try:
        return _bytes(_part(_object(answer), "id"))
    except (ValueError, TypeError, KeyError):
        return b""


def _descriptors(known: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in known]


def _object(answer: str) -> dict[str, object]:
    if len(answer) > LARGEST_ANSWER:
        raise ValueError("too large")
    try:
        given = json.loads(answer)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(given, dict):
        raise TypeError("no object")
    return given


def _part(given: dict[str, object], *names: str) -> str:
    found: object = given
    for name in names:
        if not isinstance(found, dict):
            raise TypeError("no object")
        found = found[name]
    if not isinstance(found, str):
        raise TypeError("no text")
    return found


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _not_taken() -> SignInError:
    return SignInError(
        "This passkey was not taken.", mend="Try again, or use another second factor.", code="passkey_refused"
    )
