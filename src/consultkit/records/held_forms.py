"""What somebody had typed when their visit was over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class HeldForm:
    """A form that came too late to be saved, as it was sent."""

    consultation: str
    draft_id: UUID
    """Whose owner it is shown to, and nobody else."""
    path: str
    """The address of the page that it is shown on again."""
    fields: Mapping[str, tuple[str, ...]]
    """What was typed, by the names of the controls, to the letter."""
