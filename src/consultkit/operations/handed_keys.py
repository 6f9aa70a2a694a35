"""An officials' key for one visit: the browser keeps it, wrapped so that the browser alone cannot use it."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from consultkit.age import OfficialsKey, UnsealingError
from consultkit.operations.clock import Clock
from consultkit.records import canonical_json
from consultkit.schema import Consultation
from consultkit.storage import Archive, Place, SealBrokenError
from consultkit.storage.sealing import seal, unseal

KEPT_FOR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class HandedKey:
    """A key that is there for now. `until` is UTC."""

    key: OfficialsKey
    until: datetime


class HandedKeys:
    """Nothing is stored here: a cookie holds the key, and only this server within that session opens it."""

    def __init__(self, archive: Archive, clock: Clock) -> None:
        self._secret = bytes.fromhex(archive.keys.keyed_digest("secret", "handed key"))
        self._clock = clock

    def wrap(self, key: OfficialsKey, consultation: Consultation, session: str) -> str:
        """What the browser keeps. Raises UnsealingError for a key that opens nothing of what is sent now."""
        if consultation.seal is None or key.recipient not in consultation.seal.recipients:
            raise UnsealingError(
                "This key opens nothing of what this consultation receives.",
                mend="Hand in a key that its file names; former keys open by the command line.",
            )
        until = int((self._clock.now() + KEPT_FOR).timestamp())
        said = canonical_json({"secret": key.secret, "recipient": key.recipient, "until": until})
        return urlsafe_b64encode(seal(self._secret, _place(consultation, session), said)).decode()

    def unwrap(self, kept: str, consultation: Consultation, session: str) -> HandedKey | None:
        """None for what is of another session or desk, was changed, or is over."""
        try:
            said = json.loads(unseal(self._secret, _place(consultation, session), urlsafe_b64decode(kept)))
        except (SealBrokenError, ValueError):
            return None
        until = datetime.fromtimestamp(said["until"], self._clock.now().tzinfo)
        if self._clock.now() >= until:
            return None
        return HandedKey(OfficialsKey(said["secret"], said["recipient"]), until)


def _place(consultation: Consultation, session: str) -> Place:
    return Place("handed_keys", session, "cookie", consultation.id)
