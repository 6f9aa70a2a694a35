"""On what condition a contribution can be sent at all: `submit: [{if: …, otherwise: …}]`."""

from __future__ import annotations

from pydantic import Field

from consultkit.schema.conditions import Condition
from consultkit.schema.file_part import FilePart
from consultkit.schema.text import Text


class Requirement(FilePart):
    """A condition that must hold of the answers, and what is said where it does not."""

    condition: Condition = Field(alias="if")
    otherwise: Text


class SubmitRule(Requirement):
    """A contribution is taken only if the condition holds of its answers."""

    otherwise: Text
    """What the respondent reads in place of the button: why not, and what to do instead."""
