"""What of the answers may be told to everybody, and how coarsely: declared question by question."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, Strict, model_validator

from consultkit.schema.file_part import Fault, FilePart, OptionId, QuestionId, fault, faults_error

Publication = Literal["never", "aggregate", "generalise", "public"]
OPENNESS: Mapping[Publication, int] = {"never": 0, "aggregate": 1, "generalise": 2, "public": 3}
"""From the most closed to the most open."""
CLOSED: frozenset[Publication] = frozenset({"never", "aggregate", "public"})
"""What can be said of one closed answer, or of several."""
EVERY: frozenset[Publication] = frozenset(OPENNESS)
ROWS: frozenset[Publication] = frozenset({"never", "public"})
"""Of what is told answer by answer, or not at all."""
Place = Literal["department", "region"]
Span = Literal["month", "quarter", "year"]
Licence = Literal["etalab-2.0", "odbl-1.0"]
FEWEST_FIRMS = 3
"""INSEE, Guide du secret statistique: no figure of fewer than three firms."""
LARGEST_SHARE = 85
"""Per cent, by the same guide: no figure of which one firm makes more."""

Edge = Annotated[int, Strict()]


def _rising(edges: tuple[int, ...]) -> tuple[int, ...]:
    if any(one >= other for one, other in pairwise(edges)):
        raise fault("The edges of bands rise.", "Write them from the smallest, such as `[0, 10, 50, 250]`.")
    return edges


Edges = Annotated[tuple[Edge, ...], Field(min_length=1, max_length=50), AfterValidator(_rising)]


class Coarsening(FilePart):
    """How an answer is made coarser: one of the three."""

    to: Place | Span | None = None
    """A place of France, or a span of time, in which the answer lies."""
    band: Annotated[tuple[Edge, ...], Field(min_length=1, max_length=50), AfterValidator(_rising)] | None = (
        None
    )
    """Where each band of numbers begins; the last has no end."""
    groups: Mapping[OptionId, tuple[OptionId, ...]] | None = None
    """The options that are told as one, by the name that stands for them."""

    @model_validator(mode="after")
    def _is_one(self) -> Coarsening:
        if sum(way is not None for way in (self.to, self.band, self.groups)) != 1:
            what = "An answer is made coarser in one way."
            raise faults_error("generalise", [Fault((), what, "Write `to`, `band` or `groups`.")])
        return self

    @property
    def way(self) -> str:
        """The word that question types know it by: `region`, `year`, `band`, `groups` …"""
        return self.to or ("groups" if self.band is None else "band")


class DominanceRule(FilePart):
    """What a sum must be made of to be told."""

    firms: Annotated[int, Strict(), Field(ge=FEWEST_FIRMS, le=100)] = FEWEST_FIRMS
    """How many, at least."""
    share: Annotated[int, Strict(), Field(ge=1, le=LARGEST_SHARE)] = LARGEST_SHARE
    """The largest part, in per cent, that one of them may make."""


class OpenDataRule(FilePart):
    """How the open data of a consultation are made. Thresholds can be made stricter, never weaker."""

    licence: Licence = "etalab-2.0"
    """One of those that an administration may choose (CRPA, art. D. 323-2-1)."""
    k: Annotated[int, Strict(), Field(ge=FEWEST_FIRMS, le=1000)] = 5
    """Nobody can be told apart from fewer than `k - 1` others, and no count of fewer is told."""
    dominance: DominanceRule = Field(default_factory=DominanceRule)
    quasi_identifiers: Annotated[tuple[QuestionId, ...], Field(max_length=30)] = ()
    """Answers that others may know of somebody, beside those of `personal: indirect`."""
    firm: QuestionId | None = None
    """The question that says which firm answers; without it, every respondent counts as one."""
