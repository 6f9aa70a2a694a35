"""On what condition a contribution can be sent at all: `submit: [{if: …, otherwise: …}]`."""

from __future__ import annotations

from pydantic import Field

from consultkit.schema.conditions import Condition
from consultkit.schema.file_part import FilePart
from consultkit.schema.text import Text


class SubmitRule(FilePart):
    """A contribution is taken only if the condition holds of its answers."""

    condition: Condition = Field(alias="if")
    otherwise: Text
    """What the respondent reads in place of the button: why not, and what to do instead."""
