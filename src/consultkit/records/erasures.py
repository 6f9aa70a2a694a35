"""That something was erased, and nothing of what it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

ErasedKind = Literal["contribution", "person"]


@dataclass(frozen=True, slots=True)
class Erased:
    """A contribution, by the id of its submission, or a person, by that of the respondent; `at` is UTC."""

    subject_id: UUID
    kind: ErasedKind
    at: datetime
    consultation: str = ""
    """Of a contribution."""
