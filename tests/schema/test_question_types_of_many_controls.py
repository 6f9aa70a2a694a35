"""A table, an order, a signature, an address: several controls, one answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from consultkit.schema import AnswerRefused, Question

Make = Callable[..., Question]

MATRIX = {"rows": {"a": "Aide", "b": {"label": "Paiement"}}, "options": {"good": "Bien", "bad": "Mal"}}
RANKING = {"options": {"x": "Le prix", "y": "Les règles", "z": "Les gens"}}
SIGNATURE = {"statement": "J'atteste."}
NO_STREET = "Enter the number and the street, or the name of the place."
TOO_LONG = "Shorten your answer to 100 characters: it has 101."
HOME = ("12 rue du Port", "", "29 200", "Brest", "")


def refusal(act: Callable[..., Any], *given: Any) -> str:
    with pytest.raises(AnswerRefused) as caught:
        act(*given)
    fault = caught.value.fault
    return fault.message.format_map(fault.params)


@pytest.mark.parametrize(
    ("kind", "keys", "posted", "value"),
    [
        ("matrix", MATRIX, ("good", "bad"), {"a": "good", "b": "bad"}),
        ("matrix", {**MATRIX, "required": False}, ("", "bad"), {"b": "bad"}),
        ("ranking", RANKING, ("2", "1", "3"), ["y", "x", "z"]),
        ("ranking", {**RANKING, "most": 1}, ("", "", "1"), ["z"]),
        (
            "signature_statement",
            SIGNATURE,
            (" Élise\nKœnig ", "yes"),
            {"name": "Élise Kœnig", "signed": True},
        ),
        (
            "address",
            {},
            HOME,
            {
                "street": "12 rue du Port",
                "complement": "",
                "postal_code": "29200",
                "town": "Brest",
                "country": "FR",
            },
        ),
        (
            "address",
            {"abroad": True},
            ("1 High St", "Flat 2", "SW1A 1AA", "London", "GB"),
            {
                "street": "1 High St",
                "complement": "Flat 2",
                "postal_code": "SW1A 1AA",
                "town": "London",
                "country": "GB",
            },
        ),
    ],
)
def test_what_is_posted_makes_one_canonical_value(make: Make, kind, keys, posted, value) -> None:
    question = make(kind, **keys)
    assert question.parse(posted) == value
    assert question.parse(question.again(value)) == value
    question.check(value, {})
    assert len(question.cells(value, "fr")) == len(question.columns()) == len(question.cells(None, "fr"))
    assert set(question.codes(value)) <= set(question.all_codes())


@pytest.mark.parametrize(
    ("kind", "keys", "posted"),
    [
        ("matrix", MATRIX, ("", "")),
        ("ranking", RANKING, ("", "", "")),
        ("signature_statement", SIGNATURE, ("",)),
        ("address", {"abroad": True}, ("", "", " ", "", "BE")),
        ("address", {}, ()),
    ],
)
def test_nothing_is_no_answer(make: Make, kind, keys, posted) -> None:
    assert make(kind, **keys).parse(posted) is None


@pytest.mark.parametrize(
    ("kind", "keys", "posted", "instruction"),
    [
        ("matrix", MATRIX, ("good", ""), "Choose an answer on every line."),
        ("matrix", MATRIX, ("good", "ugly"), "Choose among the answers shown."),
        ("ranking", RANKING, ("1", "1", "2"), "Give rank 1 to one answer only."),
        ("ranking", RANKING, ("1", "2", "2"), "Give rank 2 to one answer only."),
        ("ranking", RANKING, ("1", "3", ""), "Give rank 2 to an answer too."),
        ("ranking", RANKING, ("2", "", ""), "Give rank 1 to an answer too."),
        ("ranking", RANKING, ("4", "1", "2"), "Choose among the ranks shown."),
        ("ranking", RANKING, ("²", "1", "2"), "Choose among the ranks shown."),
        ("signature_statement", SIGNATURE, ("", "yes"), "Enter your first and last name, as your signature."),
        ("signature_statement", SIGNATURE, ("Élise",), "Tick the box too: that is how you sign."),
        ("signature_statement", SIGNATURE, ("Élise", "no"), "Tick the box too: that is how you sign."),
        (
            "address",
            {},
            ("", "", "29200", "Brest"),
            NO_STREET,
        ),
        (
            "address",
            {},
            ("1 quai", "", "2920", "Brest"),
            "Enter the 5 digits of the postal code, such as 67000.",
        ),
        ("address", {}, ("1 quai", "", "29200", ""), "Enter the town."),
        ("address", {"abroad": True}, ("1 quai", "", "", "Brest", "ZZ"), "Choose a country of the list."),
        (
            "address",
            {},
            ("é" * 101, "", "29200", "Brest"),
            "Shorten your answer to 100 characters: it has 101.",
        ),
    ],
)
def test_what_cannot_be_taken_has_an_instruction(make: Make, kind, keys, posted, instruction) -> None:
    assert refusal(make(kind, **keys).parse, posted) == instruction


def test_an_address_that_does_not_ask_for_the_country_is_french_whatever_is_posted(make: Make) -> None:
    value = make("address").parse(("1 quai", "", "29200", "Brest", "BE"))
    assert isinstance(value, dict)
    assert value["country"] == "FR"


def test_a_ranking_gives_every_rank_that_the_shown_options_allow(make: Make) -> None:
    options = {"x": "Le prix", "y": {"label": "Les règles", "show_if": {"kind": "firm"}}, "z": "Les gens"}
    question = make("ranking", options=options)
    question.check(["z", "x"], {"kind": "other"})
    assert refusal(question.check, ["z", "x"], {"kind": "firm"}) == (
        "Give every rank from 1 to 3, each to one answer."
    )
    assert refusal(question.check, ["z", "y", "x"], {"kind": "other"}) == "Choose among the answers shown."


@pytest.mark.parametrize(
    ("kind", "keys", "value"),
    [
        ("matrix", MATRIX, {"gone": "good"}),
        ("matrix", MATRIX, {"a": "good"}),
        ("matrix", MATRIX, ["good", "bad"]),
        ("ranking", RANKING, ["x", "gone", "y"]),
        ("ranking", RANKING, ["x", "x", "y"]),
        ("ranking", RANKING, "x"),
        ("signature_statement", SIGNATURE, {"name": "Élise", "signed": False}),
        ("address", {}, {"street": "1 quai"}),
    ],
)
def test_a_kept_value_of_another_form_is_asked_again(make: Make, kind, keys, value) -> None:
    question = make(kind, **keys)
    with pytest.raises(AnswerRefused):
        question.check(value, {})


def test_a_row_has_an_answer_and_a_count_of_its_own(make: Make) -> None:
    question = make("matrix", **MATRIX)
    value = {"a": "good", "b": "bad"}
    assert question.names() == question.columns() == ("asked.a", "asked.b")
    assert question.cells(value, "fr") == ("Bien", "Mal")
    assert question.codes(value) == ("a.good", "b.bad")
    assert question.all_codes() == ("a.good", "a.bad", "b.good", "b.bad")
    assert question.display(value, "fr") == "Aide – Bien\nPaiement – Mal"


def test_an_option_is_counted_at_each_rank(make: Make) -> None:
    question = make("ranking", **RANKING, most=2)
    assert question.cells(["z", "x"], "fr") == ("2", "", "1")
    assert question.codes(["z", "x"]) == ("z.1", "x.2")
    assert question.display(["z", "x"], "fr") == "1. Les gens\n2. Le prix"
    assert question.code_label("z.1", "fr") == "Les gens – 1"


def test_an_address_is_read_as_on_a_letter(make: Make) -> None:
    question = make("address", abroad=True)
    value = question.parse(("Kerloc'h", "", "29200", "Brest", ""))
    assert question.display(value, "fr") == "Kerloc'h\n29200 Brest"
    value = question.parse(("1 High St", "", "", "London", "GB"))
    assert question.display(value, "fr") == "1 High St\nLondon\nRoyaume-Uni"


def test_an_address_and_a_signature_are_direct_identifiers(make: Make) -> None:
    assert make("address").is_protected("personal")
    assert make("signature_statement", **SIGNATURE).is_protected("personal")


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (
            "{type: matrix, rows: {a: {label: A, show_if: {b: c}}}, options: {b: B}}",
            "A row has no `show_if`.",
        ),
        ("{type: ranking, most: 3, options: {a: A, b: B}}", "`most` is more than there are options."),
        ("{type: signature_statement}", "`statement` is missing."),
    ],
)
def test_a_file_that_cannot_be_met_is_refused(page_faults: Callable[[str], Any], wrong, what) -> None:
    line = wrong.replace("{", "{id: asked, label: Une question, ", 1)
    assert any(what in said for _line, said in page_faults(f"- {line}"))
