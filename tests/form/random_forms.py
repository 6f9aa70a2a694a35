"""Random forms of every type of question, with random answers to them, and a naive reading of their rules."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from consultkit.schema import BUILT_IN_TYPES, Question

Written = dict[str, Any]
"""A question as a stored form writes it."""
Posted = tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """A type of question: what its file says, and what a browser may post to it, all of which is taken."""

    posted: Sequence[Posted]
    keys: Written = field(default_factory=dict)
    fits_in_a_row: bool = True


def options(*ids: str, **more: Written) -> list[Written]:
    return [{"id": code, "label": f"Option {code}", **more.get(code, {})} for code in ids]


def file_entry(number: int) -> str:
    identity = f"{number:08x}-0000-4000-8000-000000000000"
    entry = {"id": identity, "name": "a.pdf", "size": 12, "sha256": f"{number:064x}", "format": "pdf"}
    return json.dumps(entry)


COUNTED = {"specify": True}
KINDS: Mapping[str, Kind] = {
    "text": Kind([("x",), ("Élise Kœnig",), ("=1+1; « mais »",), ("'=quoted'",), ("'quoted'",)]),
    "long_text": Kind([("one\r\ntwo",), ("+33\n@x",)]),
    "yes_no": Kind([("yes",), ("no",)]),
    "choice": Kind([("a", ""), ("c", "some words")], {"options": options("a", "b", "c", c=COUNTED)}),
    "choices": Kind(
        [("a", "", "", "", ""), ("a", "b", "", "", ""), ("", "", "z", "", ""), ("", "b", "", "c", "-words")],
        {"options": options("a", "b", "z", "c", z={"exclusive": True}, c=COUNTED)},
    ),
    "linked_choice": Kind(
        [("low",), ("deep",)],
        {"options": options("high", "low", "deep", low={"under": "high"}, deep={"under": "high"})},
    ),
    "integer": Kind([("2",), ("1 234",), ("0",)]),
    "decimal": Kind([("1,5",), ("-3.25",)], {"decimals": 2, "min": -10}),
    "date": Kind([("27/09/2018",)]),
    "email": Kind([("lea@example.org",)]),
    "phone": Kind([("06 12 34 56 78",)]),
    "siret": Kind([("732 829 320 00074",)]),
    "url": Kind([("https://example.org/a?b=c",)]),
    "statement": Kind([]),
    "confirm": Kind([("yes",)]),
    "datetime": Kind([("27/09/2018", "10:30")]),
    "time_period": Kind([("01/09/2018", "30/11/2018")]),
    "money": Kind([("12,50",), ("0,05",)]),
    "percent": Kind([("50",), ("12,5",)], {"decimals": 1}),
    "scale": Kind([("3",), ("5",)]),
    "civility": Kind([("mrs",), ("mr",)]),
    "full_name": Kind([("Élise", "Kœnig")]),
    "siren": Kind([("732 829 320",)]),
    "vat_number": Kind([("FR 40 303 265 045",)]),
    "iban": Kind([("FR76 3000 6000 0112 3456 7890 189",)]),
    "headcount_band": Kind([("00",)]),
    "legal_form": Kind([("54",)]),
    "department": Kind([("29",), ("2A",)]),
    "region": Kind([("53",)]),
    "country": Kind([("", "Islande"), ("FR", "FR")]),
    "commune": Kind([("", "brest"), ("35238", "Rennes (35)")]),
    "naf": Kind([("", "6201Z")]),
    "matrix": Kind([("a", "b"), ("b", "b")], {"options": options("a", "b"), "rows": options("r", "s")}),
    "ranking": Kind([("1", "2"), ("2", "1")], {"options": options("a", "b")}),
    "signature_statement": Kind([("Léa Martin", "yes")], {"statement": "J'atteste."}),
    "address": Kind([("2 rue du Port", "", "29000", "Quimper", "")]),
    "file": Kind([(file_entry(1),)], fits_in_a_row=False),
    "files": Kind([(file_entry(1), file_entry(2))], fits_in_a_row=False),
}
OFTEN = ["choice", "integer", "yes_no"]
STRUCTURES = {"computed", "group", "information_wall", "repeat"}
"""Types that are made of other questions, or that end the road."""
COMPARED: Mapping[str, Sequence[Any]] = {
    "yes_no": [True, False],
    "choice": ["a", {"one_of": ["b", "c"]}],
    "choices": [{"includes": "a"}, {"includes": "c"}],
    "linked_choice": [{"includes": "high"}, {"includes": "deep"}],
    "integer": [{"above": 1}, 0],
    "department": ["29"],
    "commune": ["29019"],
}
"""What conditions may say of an answer, besides whether there is one."""


def missing_kinds() -> set[str]:
    """Types that nothing here draws: a new one is added to `KINDS`."""
    return {one.kind for one in BUILT_IN_TYPES} - KINDS.keys() - STRUCTURES


@st.composite
def forms(draw: st.DrawFn) -> list[Written]:
    """Up to three pages, each with what makes it show and up to three entries."""
    made = _Draft(draw)
    return [made.page() for _ in range(draw(st.integers(1, 3)))]


@dataclass
class _Draft:
    """A form that is being drawn: what was asked before may be read by what comes after."""

    draw: st.DrawFn
    earlier: list[Written] = field(default_factory=list)
    count: int = 0

    def page(self) -> Written:
        shown = self.condition()
        entries = [self.entry() for _ in range(self.draw(st.integers(1, 3)))]
        return {"questions": entries, **shown}

    def entry(self) -> Written:
        makers = [*[self.simple] * 5, self.group, self.repeat, *[self.computed] * 2, self.wall]
        return self.draw(st.sampled_from(makers))()

    def simple(self, kinds: Sequence[str] = tuple(KINDS)) -> Written:
        # What conditions read comes often: most of what can go wrong hangs on them.
        kind = self.draw(st.sampled_from([*sorted(kinds), *OFTEN * 6]))
        asked = {"type": kind, "required": self.draw(st.booleans()), **KINDS[kind].keys}
        if kind == "choice" and self.earlier:
            first, *rest = asked["options"]
            asked["options"] = [{**first, "show_if": self.rule()}, *rest]
        return self.named(asked)

    def group(self) -> Written:
        shown = self.condition()
        inner = [self.simple() for _ in range(self.draw(st.integers(1, 2)))]
        return self.named({"type": "group", "questions": inner, **shown}, conditioned=False, is_read=False)

    def repeat(self) -> Written:
        kinds = [kind for kind, one in KINDS.items() if one.fits_in_a_row and one.posted]
        known = list(self.earlier)
        inner = [self.simple(kinds) for _ in range(self.draw(st.integers(1, 2)))]
        self.earlier = known
        return self.named(
            {
                "type": "repeat",
                "row": "Row",
                "questions": inner,
                "max": 2,
                "required": self.draw(st.booleans()),
            }
        )

    def computed(self) -> Written:
        numbers = [one["id"] for one in self.earlier if one["type"] == "integer"]
        if not numbers:
            return self.simple()
        return self.named({"type": "computed", self.draw(st.sampled_from(["sum", "count"])): numbers})

    def wall(self) -> Written:
        sources = [one for one in self.earlier if one["type"] == "yes_no"]
        if not sources:
            return self.simple()
        asked = self.named(
            {"type": "information_wall", "text": "Elsewhere."}, conditioned=False, is_read=False
        )
        return {**asked, "show_if": {self.draw(st.sampled_from(sources))["id"]: True}}

    def named(self, asked: Written, *, conditioned: bool = True, is_read: bool = True) -> Written:
        self.count += 1
        named = {"id": f"q{self.count}", "label": f"Question {self.count}", **asked}
        named = {**named, **self.condition()} if conditioned else named
        if is_read and named["type"] not in {"statement", "repeat"}:
            self.earlier.append(named)
        return named

    def condition(self) -> Written:
        return {"show_if": self.rule()} if self.earlier and self.draw(st.booleans()) else {}

    def rule(self) -> Written:
        """One comparison, its contrary, or two of them together."""
        if self.draw(st.integers(0, 3)):
            return self.comparison()
        return {self.draw(st.sampled_from(["all", "any"])): [self.comparison(), self.comparison()]}

    def comparison(self) -> Written:
        source = self.draw(st.sampled_from(self.earlier))
        said = self.draw(st.sampled_from([{"answered": True}, *COMPARED.get(source["type"], [])]))
        condition = {source["id"]: said}
        return {"not": condition} if self.draw(st.booleans()) else condition


def all_questions(pages: Sequence[Written]) -> Iterator[Written]:
    """Those that have an answer of their own, in the order in which they are met."""
    for page in pages:
        for entry in page["questions"]:
            yield from entry["questions"] if entry["type"] == "group" else [entry]


def posted_answers(draw: st.DrawFn, asked: Written) -> Posted | list[dict[str, Posted]] | None:
    """What is posted to a question; to a `repeat`, by row."""
    if asked["type"] == "repeat":
        rows = st.lists(st.just(None), min_size=1, max_size=2)
        inner = asked["questions"]
        return [
            {one["id"]: draw(_posted(one)) for one in inner if draw(st.integers(0, 5))} for _ in draw(rows)
        ]
    posted = KINDS[asked["type"]].posted if asked["type"] in KINDS else ()
    return draw(st.sampled_from(posted)) if posted else None


def _posted(asked: Written) -> st.SearchStrategy[Posted]:
    return st.sampled_from(KINDS[asked["type"]].posted)


@st.composite
def answered(draw: st.DrawFn) -> tuple[list[Written], dict[str, Any]]:
    """A form, and what is posted to some of its questions."""
    pages = draw(forms())
    some = (asked for asked in all_questions(pages) if draw(st.integers(0, 3)))
    posted = {asked["id"]: posted_answers(draw, asked) for asked in some}
    return pages, {id_: given for id_, given in posted.items() if given is not None}


def value_of(question: Question, posted: Any) -> Any:
    """What the question makes of it; of a `repeat`, row after row."""
    if question.kind != "repeat":
        return question.parse(posted)
    inner = {one.id: one for one in question.questions}  # type: ignore[attr-defined]
    return [{id_: inner[id_].parse(given) for id_, given in row.items()} for row in posted]
