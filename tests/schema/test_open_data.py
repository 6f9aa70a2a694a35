"""What a file may say of open data, and answers made coarser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from consultkit.records import Json
from consultkit.schema import BUILT_IN_TYPES, Consultation, Question, all_sources, band_in_words, sources_of

CONSULTATIONS = Path(__file__).parents[1] / "consultations"
PageFaults = Callable[[str], list[tuple[int, str]]]
Make = Callable[..., Question]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "type: file, publication: public",
            "`file` question is answered cannot be `public`. Write one of: never.",
        ),
        ("type: ranking, options: {a: A, b: B}, publication: aggregate", "cannot be `aggregate`"),
        ("type: email, publication: public", "cannot be `public`"),
        ("type: text, personal: direct, publication: public", "names somebody"),
        ("type: text, sealed: true, publication: public", "is sealed: the server cannot read"),
        ("type: text, publication: aggregate", "cannot be `aggregate`. Write one of: never, public."),
        ("type: date, publication: aggregate", "Days are counted by the span"),
        ("type: integer, publication: generalise", "does not say how coarsely"),
        ("type: integer, publication: public, generalise: {band: [0, 5]}", "Write `publication: generalise`"),
        (
            "type: integer, publication: generalise, generalise: {to: region}",
            "no `region`. Write one of: band.",
        ),
        ("type: integer, publication: generalise, generalise: {band: [5, 0]}", "The edges of bands rise."),
        ("type: integer, publication: generalise, generalise: {}", "made coarser in one way"),
        (
            "type: date, publication: generalise, generalise: {to: year, band: [0, 9]}",
            "Write `to`, `band` or `groups`.",
        ),
        (
            "type: choice, options: {a: A, b: B}, publication: generalise, generalise: {groups: {x: [a]}}",
            "The option `b` is in no group.",
        ),
        (
            "type: choice, options: {alpha: A}, publication: generalise, generalise: {groups: {x: [alpa]}}",
            "Did you mean `alpha`?",
        ),
    ],
)
def test_a_class_that_does_not_fit_is_a_fault(page_faults: PageFaults, question: str, said: str) -> None:
    found = page_faults(f"- {{id: asked, label: Asked, {question}}}")
    assert any(said in words for _line, words in found), found


@pytest.mark.parametrize(
    ("source", "class_", "is_refused"),
    [
        ("never", "never", False),
        ("never", "aggregate", True),
        ("aggregate", "aggregate", False),
        ("aggregate", "public", True),
        ("public", "public", False),
    ],
)
def test_what_shows_on_a_condition_is_no_more_open_than_what_it_looks_at(
    page_faults: PageFaults,
    source: str,
    class_: str,
    *,
    is_refused: bool,
) -> None:
    questions = (
        f"- {{id: first, type: yes_no, label: First, publication: {source}}}\n"
        f"- {{id: second, type: yes_no, label: Second, publication: {class_}, show_if: {{first: true}}}}"
    )
    # The last is a fault of its own, so that there is one to be told.
    found = page_faults(f"{questions}\n- {{id: last, type: text, label: Last, publication: aggregate}}")
    assert [line for line, said in found if "would tell something of `first`" in said] == [2] * is_refused


def test_what_follows_a_band_is_counted_at_most(page_faults: PageFaults) -> None:
    ((line, said),) = page_faults(
        "- {id: size, type: integer, label: Size, publication: generalise, generalise: {band: [0, 10]}}\n"
        "- {id: more, type: yes_no, label: More, publication: public, show_if: {size: {above: 7}}}"
    )
    assert (line, "`more` is `public`" in said) == (2, True)


def test_the_part_names_questions_that_there_are(tiny: Callable[[str], Consultation], faults) -> None:
    smallest = tiny("smallest").pages[0].questions[0].id
    text = (CONSULTATIONS / "smallest.yaml").read_text()
    found = faults(f"{text}open_data: {{firm: {smallest}, quasi_identifiers: [nowhere], k: 5}}\n")
    assert {"does not say which firm" in one.message for one in found} == {True, False}
    assert any("no question `nowhere`" in one.message for one in found)
    for weaker in ("k: 2", "dominance: {firms: 2}", "dominance: {share: 90}", "licence: mine"):
        assert faults(f"{text}open_data: {{{weaker}}}\n")


def test_dependence_is_followed_through_pages_groups_options_and_sums(
    tiny: Callable[[str], Consultation],
) -> None:
    sources = sources_of(tiny("open_data").pages)
    assert sources["warned"] == {"troubles"}
    chained = {"a": frozenset[str](), "b": frozenset({"a"}), "c": frozenset({"b"})}
    assert all_sources(chained)["c"] == {"a", "b"}


@pytest.mark.parametrize(
    ("kind", "generalise", "keys", "value", "told"),
    [
        ("integer", {"band": [0, 10, 50]}, {}, 9, "0-<10"),
        ("integer", {"band": [0, 10, 50]}, {}, 10, "10-<50"),
        ("integer", {"band": [0, 10, 50]}, {}, 50, ">=50"),
        ("integer", {"band": [0, 10, 50]}, {}, -1, "<0"),
        ("decimal", {"band": [0, 10]}, {}, "9.99", "0-<10"),
        ("money", {"band": [0, 10]}, {}, "10.00", ">=10"),
        ("computed", {"band": [0, 10]}, {"sum": ["x"]}, "3.5", "0-<10"),
        ("date", {"to": "month"}, {}, "2018-11-30", "2018-11"),
        ("date", {"to": "quarter"}, {}, "2018-11-30", "2018-Q4"),
        ("date", {"to": "quarter"}, {}, "2018-03-31", "2018-Q1"),
        ("datetime", {"to": "year"}, {}, "2018-11-30T10:00", "2018"),
        ("department", {"to": "region"}, {}, "2A", "94"),
        ("department", {"to": "department"}, {}, "974", "974"),
        ("commune", {"to": "department"}, {}, "35238", "35"),
        ("commune", {"to": "region"}, {}, "35238", "53"),
        ("address", {"to": "department"}, {}, {"postal_code": "20000", "country": "FR"}, "2A"),
        ("address", {"to": "region"}, {}, {"postal_code": "67000", "country": "FR"}, "44"),
        ("address", {"to": "region"}, {}, {"postal_code": "67000", "country": "DE"}, "DE"),
        ("address", {"to": "region"}, {}, {"postal_code": "99999", "country": "FR"}, ""),
        (
            "choice",
            {"groups": {"small": ["a", "b"], "large": ["c"]}},
            {"options": {"a": "A", "b": "B", "c": "C"}},
            "b",
            "small",
        ),
    ],
)
def test_an_answer_is_made_coarser(
    make: Make, kind: str, generalise: dict[str, Json], keys: dict[str, Json], value: Json, told: str
) -> None:
    question = make(kind, publication="generalise", generalise=generalise, **keys)
    assert question.generalised(value) == told


@pytest.mark.parametrize("question_type", BUILT_IN_TYPES, ids=lambda one: one.kind)
def test_a_type_that_can_be_made_coarser_says_how(question_type: type[Question]) -> None:
    assert ("generalise" in question_type.opens) == bool(question_type.coarser)
    assert "never" in question_type.opens


@pytest.mark.parametrize(
    ("code", "french", "english"),
    [
        ("<0", "moins de 0", "under 0"),
        ("-5-<10", "de -5 à moins de 10", "-5 to under 10"),
        (">=250", "250 ou plus", "250 or more"),
    ],
)
def test_a_band_is_read_in_words(code: str, french: str, english: str) -> None:
    assert (band_in_words(code, "fr"), band_in_words(code, "en")) == (french, english)
