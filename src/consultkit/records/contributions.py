"""What a respondent gives: a draft, then one submission and its receipt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from consultkit.records.canonical import Answers


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers on their way, kept at every step. Instants are UTC."""

    id: UUID
    consultation: str
    respondent_id: UUID
    form_digest: str
    answers: Answers
    version: int
    """Grows by one at each save: two tabs never overwrite one another silently."""
    submit_key: str
    """Single use: the same key always leads to the same receipt."""
    created_at: datetime
    updated_at: datetime
    corrects: str = ""
    """The reference of the contribution that it replaces once it is sent; empty for a new one."""
    salt: str = field(default="", repr=False, compare=False)
    """Made of the key of its row, which goes with it; empty in one that was not read back yet."""


@dataclass(frozen=True, slots=True)
class Submission:
    """Answers as they were sent, never changed afterwards. Instants are UTC."""

    id: UUID
    consultation: str
    form_digest: str
    reference: str
    respondent_id: UUID
    answers: Answers
    """As they were sent; in the place of each sealed one stands its mark, see `records.sealed`."""
    received_at: datetime
    """When the request that sent them arrived: the instant that the window judges."""
    decided_at: datetime
    late_by_ms: int = 0
    replaces: str = ""
    """The reference of the contribution that this one corrects; empty for a first one."""
    sealed: bytes = field(default=b"", repr=False)
    """The age file with its sealed answers, which only the officials' key opens; empty where none is."""


@dataclass(frozen=True, slots=True)
class Retraction:
    """Why a submission does not count any more. It stays as it was sent, and its receipt too."""

    reference: str
    at: datetime
    replaced_by: str = ""
    """The reference of the corrected one; empty when it was withdrawn."""

    @property
    def is_withdrawal(self) -> bool:
        return not self.replaced_by


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What the department asks about a contribution: to add a document, or to say something more. UTC."""

    id: UUID
    consultation: str
    reference: str
    text: str
    asked_at: datetime
    until: datetime
    """Until then the contribution can be corrected, whatever the window."""
    form: str = ""
    """The small form of the file that is to be filled in; empty where a correction is asked for."""


@dataclass(frozen=True, slots=True)
class AskedAnswers:
    """What a respondent answered to a small form. `at` is UTC."""

    form: str
    answers: Answers
    at: datetime


@dataclass(frozen=True, slots=True)
class Proof:
    """What lets anybody check a receipt. Its texts are hexadecimal, but for the key's name."""

    salt: str = field(repr=False)
    """Told to nobody but who has the receipt; gone for good with the answers, when these are erased."""
    key: str
    """The name of the key that signed."""
    signature: str
    """Ed25519 (RFC 8032) of the salted digest, see `records.proofs`."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The proof given to the respondent (CRPA, L. 112-11: an acknowledgement without delay)."""

    reference: str
    consultation: str
    form_digest: str
    received_at: datetime
    answers_sha256: str
    """SHA-256 of the canonical JSON of the answers."""
    late_by_ms: int = 0
    proof: Proof | None = field(default=None, repr=False, compare=False)
    """None in one that was given before there were signatures, and in one that was not read back yet."""
