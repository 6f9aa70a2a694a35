"""The stand-in's register: each referral once, whatever the number of its deliveries."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass, replace
from typing import Self

from consultkit import Json, canonical_json
from consultkit_mediator.arrived import Arrived
from consultkit_mediator.conformity import faults
from consultkit_mediator.withdrawal import faults as withdrawal_faults


@dataclass(frozen=True, slots=True)
class Kept:
    """A referral in the register."""

    reference: str
    key: str
    document: Json
    sha256: str
    arrived: Arrived
    deliveries: int = 1
    withdrawn: bool = False
    """Whether its applicant agrees no more."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a delivery is answered."""

    status: int
    content: bytes

    @classmethod
    def refused(cls, status: int, *why: str) -> Self:
        return cls(status, canonical_json({"refused": list(why)}))


class Register:
    """Keeps referrals in memory. Safe to use from several threads."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}
        self._lock = threading.Lock()

    def kept(self) -> list[Kept]:
        """In the order in which they first came."""
        with self._lock:
            return list(self._kept.values())

    def take(self, key: str, arrived: Arrived) -> Taken:
        """201 for a new one, 200 with the same reference for a repeat, 422 for a key with another content."""
        try:
            document: Json = json.loads(arrived.referral)
        except ValueError:
            return Taken.refused(400, "This is not JSON.")
        wrong = faults(document)
        if not wrong and isinstance(document, dict) and document["delivery_key"] != key:
            wrong = ["the Idempotency-Key header is not the document's delivery_key"]
        if not wrong and isinstance(document, dict):
            wrong = arrived.wrong_files(document)
        return Taken.refused(422, *wrong) if wrong else self._keep(key, document, arrived)

    def take_back(self, key: str, content: bytes) -> Taken:
        """200 when the referral is there, however often it comes; 404 when it is not."""
        try:
            document: Json = json.loads(content)
        except ValueError:
            return Taken.refused(400, "This is not JSON.")
        wrong = withdrawal_faults(document)
        if wrong or not isinstance(document, dict):
            return Taken.refused(422, *wrong)
        if document["withdrawal_key"] != key:
            return Taken.refused(422, "the Idempotency-Key header is not the document's withdrawal_key")
        with self._lock:
            kept = self._kept.get(str(document["delivery_key"]))
            if kept is None:
                return Taken.refused(404, "there is no such referral")
            self._kept[kept.key] = replace(kept, withdrawn=True)
            return Taken(200, canonical_json({"reference": kept.reference}))

    def _keep(self, key: str, document: Json, arrived: Arrived) -> Taken:
        sha256 = hashlib.sha256(arrived.referral).hexdigest()
        with self._lock:
            earlier = self._kept.get(key)
            if earlier is not None and earlier.sha256 != sha256:
                return Taken.refused(422, "this delivery key came before with another content")
            if earlier is None:
                reference = f"MED-{len(self._kept) + 1:05d}"
                self._kept[key] = Kept(reference, key, document, sha256, arrived)
                return Taken(201, canonical_json({"reference": reference}))
            self._kept[key] = replace(earlier, deliveries=earlier.deliveries + 1)
            return Taken(200, canonical_json({"reference": earlier.reference}))
