"""`type: linked_choice`: one option of several, each under another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import ClassVar

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.file_part import Fault, did_you_mean
from consultkit.schema.open_data import ROWS, Publication
from consultkit.schema.options import Option
from consultkit.schema.question import changed, refused
from consultkit.schema.question_types.options_question import OptionsQuestion
from consultkit.schema.question_types.searched import SEARCHED_FROM, SearchedQuestion

BETWEEN = " – "


class LinkedChoiceQuestion(OptionsQuestion, SearchedQuestion):
    """Value: the ids of both options, the one that stands above first. What is chosen is the one below."""

    kind: ClassVar[str] = "linked_choice"
    opens: ClassVar[frozenset[Publication]] = ROWS
    operators: ClassVar[tuple[str, ...]] = ("includes", "answered")
    option_keys: ClassVar[frozenset[str]] = frozenset({"under"})

    def _wrong_options(self) -> Iterator[Fault]:
        yield from super()._wrong_options()
        above = [option.id for option in self.options if option.under is None]
        below = Counter(option.under for option in self.options)
        for index, option in enumerate(self.options):
            if option.under is not None and option.under not in above:
                what = f"There is no option `{option.under}` for `{option.id}` to be under."
                mend = did_you_mean(option.under, above) or "Name an option that is under no other."
                yield Fault(("options", index, "under"), what, mend)
            elif option.under is None and not below[option.id]:
                what = f"No option is under `{option.id}`: it could never be chosen."
                mend = f"Write `under: {option.id}` in one at least, or remove it."
                yield Fault(("options", index, "id"), what, mend)

    @cached_property
    def is_searched(self) -> bool:
        return len(self.below) >= SEARCHED_FROM

    @cached_property
    def below(self) -> Mapping[str, Option]:
        """What can be chosen, by id, in the order of what stands above."""
        above = [option.id for option in self.options if option.under is None]
        of = {code: [option for option in self.options if option.under == code] for code in above}
        return {option.id: option for code in above for option in of[code]}

    def texts(self) -> Mapping[str, Iterable[str]]:
        return {
            code: [*option.label.in_all_languages(), *self.by_id[option.under or ""].label.in_all_languages()]
            for code, option in self.below.items()
        }

    def shown_below(self, answers: Answers) -> Iterator[Option]:
        """What can be chosen after the answers given before."""
        for option in self.below.values():
            if self._is_shown(option.id, answers) and self._is_shown(option.under or "", answers):
                yield option

    def names(self) -> tuple[str, ...]:
        return self.search_names if self.is_searched else (self.id,)

    def parse(self, posted: Sequence[str]) -> Json:
        given = self.meant(posted) if self.is_searched else next(iter(posted), "")
        if not given:
            return None
        if given not in self.below:
            raise refused("choice", "Choose one of the answers.")
        return [self.below[given].under, given]

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        if not isinstance(value, list) or self.parse(self.again(value)) != value:
            raise changed()
        if value[-1] not in {option.id for option in self.shown_below(answers)}:
            raise refused("choice", "Choose one of the answers.")

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Choose one of the answers.")

    def again(self, value: Json) -> tuple[str, ...]:
        below = self.codes(value)[-1:]
        return tuple(code for code in below for _name in self.names())

    def display(self, value: Json, language: str) -> str:
        return "".join(self.code_label(code, language) for code in self.codes(value)[-1:])

    def columns(self) -> tuple[str, ...]:
        return (f"{self.id}.first", f"{self.id}.second")

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        if value is None:
            return ("", "")
        return tuple(super(LinkedChoiceQuestion, self).code_label(one, language) for one in self.codes(value))

    def coded_cells(self, value: Json) -> tuple[str, ...]:
        return self.codes(value) or ("", "")

    def codes(self, value: Json) -> tuple[str, ...]:
        return tuple(str(code) for code in value) if isinstance(value, list) else ()

    def all_codes(self) -> tuple[str, ...]:
        """Each option that stands above, before those under it."""
        above = dict.fromkeys(option.under or "" for option in self.below.values())
        of = {code: [one.id for one in self.below.values() if one.under == code] for code in above}
        return tuple(one for code in above for one in (code, *of[code]))

    def code_label(self, code: str, language: str) -> str:
        """« Vente – Déréférencement » for the one below."""
        option, label = self.below.get(code), super().code_label(code, language)
        if option is None:
            return label
        return f"{super().code_label(option.under or '', language)}{BETWEEN}{label}"
