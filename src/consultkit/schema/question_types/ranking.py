"""`type: ranking`: options in the order in which they matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, Strict, model_validator

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.conditions import evaluate
from consultkit.schema.file_part import Fault, faults_error
from consultkit.schema.question import changed, refused
from consultkit.schema.question_types.options_question import OptionsQuestion


class RankingQuestion(OptionsQuestion):
    """Value: the ids of the options, the first before the second. All are ranked, or the first `most`."""

    kind: ClassVar[str] = "ranking"
    operators: ClassVar[tuple[str, ...]] = ("includes", "answered")

    most: Annotated[int, Strict(), Field(ge=1)] | None = None
    """How many ranks there are; as many as options when it is not said."""

    @model_validator(mode="after")
    def _can_be_met(self) -> RankingQuestion:
        if self.most is not None and self.most > len(self.options):
            mend = "Correct it, or add options."
            raise faults_error("ranking", [Fault(("most",), "`most` is more than there are options.", mend)])
        return self

    @property
    def ranks(self) -> tuple[str, ...]:
        """What can be chosen beside each option."""
        return tuple(str(rank) for rank in range(1, (self.most or len(self.options)) + 1))

    def names(self) -> tuple[str, ...]:
        return tuple(f"{self.id}.{option}" for option in self.by_id)

    def parse(self, posted: Sequence[str]) -> Json:
        ranked = [(rank, option) for option, rank in zip(self.by_id, posted, strict=False) if rank]
        if not ranked:
            return None
        if not all(rank in self.ranks for rank, _option in ranked):
            raise refused("choice", "Choose among the ranks shown.")
        in_order = sorted((int(rank), option) for rank, option in ranked)
        self._refuse_ties_and_gaps([rank for rank, _option in in_order])
        return [option for _rank, option in in_order]

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        if not isinstance(value, list) or self.parse(self.again(value)) != value:
            raise changed()
        shown = [option.id for option in self.options if evaluate(option.show_if, answers)]
        if not set(self._ranked(value)) <= set(shown):
            raise refused("choice", "Choose among the answers shown.")
        needed = min(len(self.ranks), len(shown))
        if len(value) < needed:
            raise refused("too_few", "Give every rank from 1 to {last}, each to one answer.", last=needed)

    def missing(self) -> AnswerFault:
        # Not how many: options may be hidden, and each shown has its list of ranks.
        return AnswerFault("missing", "Give each rank to one answer.")

    def again(self, value: Json) -> tuple[str, ...]:
        places = {option: str(place) for place, option in enumerate(self._ranked(value), 1)}
        return tuple(places.get(option, "") for option in self.by_id)

    def display(self, value: Json, language: str) -> str:
        """One line a rank."""
        ranked = (self._option_label(option, language) for option in self._ranked(value))
        return "\n".join(f"{place}. {label}" for place, label in enumerate(ranked, 1))

    def columns(self) -> tuple[str, ...]:
        return self.names()

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        """The rank of each option; empty where it has none."""
        return self.again(value)

    def codes(self, value: Json) -> tuple[str, ...]:
        return tuple(f"{option}.{place}" for place, option in enumerate(self._ranked(value), 1))

    def all_codes(self) -> tuple[str, ...]:
        """Each option at each rank: how often it was put there."""
        return tuple(f"{option}.{rank}" for option in self.by_id for rank in self.ranks)

    def code_label(self, code: str, language: str) -> str:
        option, _, rank = code.partition(".")
        return f"{self._option_label(option, language)} – {rank}" if rank else code

    def _option_label(self, option: str, language: str) -> str:
        return super().code_label(option, language)

    def _ranked(self, value: Json) -> tuple[str, ...]:
        return tuple(str(option) for option in value) if isinstance(value, list) else ()

    def _refuse_ties_and_gaps(self, ranks: Sequence[int]) -> None:
        for expected, rank in enumerate(ranks, 1):
            if rank < expected:
                raise refused("tie", "Give rank {rank} to one answer only.", rank=rank)
            if rank > expected:
                raise refused("gap", "Give rank {rank} to an answer too.", rank=expected)
