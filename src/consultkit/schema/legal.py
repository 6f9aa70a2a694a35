"""What the law makes every public site tell of itself: its publisher, its host, and how accessible it is."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from consultkit.schema.file_part import FilePart, fault
from consultkit.schema.text import Text

Compliance: TypeAlias = Literal["not_compliant", "partial", "full"]
_YEARS_OF_AN_AUDIT = 3
_HALF, _ALL = 50, 100


def _web_address(written: str) -> str:
    if not written.startswith("https://"):
        raise fault(f"`{written}` is not the address of a page.", "Write it with its `https://`.")
    return written


class Body(FilePart):
    """Somebody with an address: the publisher, or whoever keeps the machines."""

    name: Text
    address: Text
    phone: str


class Director(FilePart):
    """The publication director: a person, with the office that makes them it."""

    name: Text
    role: Text


class Audit(FilePart):
    """A check of the site against the RGAA."""

    ended: date
    """The day. It is good for three years."""
    by: Text
    rate: Annotated[int, Field(ge=0, le=_ALL)]
    """The share of the criteria that are met, in whole per cent."""
    version: str = "4.1.2"
    """Of the RGAA."""
    gaps: tuple[Text, ...] = ()
    """What is not accessible, and should be."""
    exempted: tuple[Text, ...] = ()
    """What is not, because it would be a disproportionate burden (loi 2005-102, art. 47)."""
    not_covered: tuple[Text, ...] = ()
    """What need not be, such as recordings that go out live."""
    environments: tuple[Text, ...] = ()
    """Browsers and aids that it was tested with."""
    tools: tuple[Text, ...] = ()
    pages: tuple[Text, ...] = ()
    """Those that were checked."""

    @model_validator(mode="after")
    def _full_without_gaps(self) -> Audit:
        if self.rate == _ALL and self.gaps:
            raise fault("Nothing is left to mend where all is met.", "Remove `gaps`, or correct `rate`.")
        return self

    @property
    def compliance(self) -> Compliance:
        """The word that the law gives to this rate."""
        if self.rate == _ALL:
            return "full"
        return "partial" if self.rate >= _HALF else "not_compliant"

    def holds_on(self, day: date) -> bool:
        """Whether it may still be relied on."""
        return (day.year, day.month, day.day) < (
            self.ended.year + _YEARS_OF_AN_AUDIT,
            *self.ended.timetuple()[1:3],
        )


class Legal(FilePart):
    """The legal notice (loi 2004-575, art. 1-1) and the accessibility statement (loi 2005-102, art. 47)."""

    publisher: Body | None = None
    """Without it, the notice names the controller of `privacy` alone."""
    director: Director
    host: Body
    audit: Audit | None = None
    plan: Annotated[str, AfterValidator(_web_address)] | None = None
    """The page of the multi-year plan of accessibility."""
    actions: Annotated[str, AfterValidator(_web_address)] | None = None
    """The page of the action plan of the year."""

    def audit_on(self, day: date) -> Audit | None:
        """The audit, while it is in force."""
        return self.audit if self.audit is not None and self.audit.holds_on(day) else None
