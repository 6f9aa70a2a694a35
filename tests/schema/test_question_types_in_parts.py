"""Types whose answer is typed in several controls, and those that choose from an official list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from consultkit.schema import AnswerRefused, Question

Make = Callable[..., Question]


def refusal(question: Question, *posted: str) -> str:
    with pytest.raises(AnswerRefused) as caught:
        question.parse(posted)
    fault = caught.value.fault
    return fault.message.format_map(fault.params)


@pytest.mark.parametrize(
    ("kind", "keys", "posted", "value"),
    [
        ("datetime", {}, ("27/9/2018", "9h"), "2018-09-27T09:00"),
        ("datetime", {}, ("2018-09-27", "14 h 30"), "2018-09-27T14:30"),
        ("datetime", {}, ("27/09/2018", "00:00"), "2018-09-27T00:00"),
        ("time_period", {}, ("01/09/2018", "30/11/2018"), ["2018-09-01", "2018-11-30"]),
        ("time_period", {}, ("01/09/2018", "01/09/2018"), ["2018-09-01", "2018-09-01"]),
        ("time_period", {"may_last": True}, ("01/09/2018", ""), ["2018-09-01", None]),
        ("full_name", {}, (" Élise ", "Kœnig"), {"given": "Élise", "family": "Kœnig"}),
        ("full_name", {}, ("a\nb", "O’Brien"), {"given": "a b", "family": "O’Brien"}),
    ],
)
def test_parts_make_one_canonical_value(make: Make, kind, keys, posted, value) -> None:
    question = make(kind, **keys)
    assert question.parse(posted) == value
    assert question.parse(question.again(value)) == value
    question.check(value, {}, date(2018, 11, 30))
    assert len(question.cells(value, "fr")) == len(question.columns())


@pytest.mark.parametrize(
    ("kind", "posted", "instruction"),
    [
        ("datetime", ("27/09/2018", ""), "Enter a time, such as 14:30."),
        ("datetime", ("", "14:30"), "Enter a date, such as 27/09/2018."),
        ("datetime", ("27/09/2018", "25:00"), "Enter a time, such as 14:30."),
        ("datetime", ("31/02/2018", "14:30"), "Enter a real date, such as 27/09/2018."),
        ("time_period", ("", "30/11/2018"), "Enter the first day, such as 27/09/2018."),
        ("time_period", ("30/11/2018",), "Enter the last day, such as 27/09/2018."),
        ("time_period", ("30/11/2018", "29/11/2018"), "Enter a last day that is not before the first."),
        ("full_name", ("Élise", ""), "Enter the last name too."),
        ("full_name", ("", "Kœnig"), "Enter the first name too."),
        ("full_name", ("a\0", "b"), "Type your answer again: it contains characters that cannot be kept."),
        ("full_name", ("a" * 101, "b"), "Shorten your answer to 100 characters: it has 101."),
        ("siren", ("732829321",), "Check this number: one of its signs must be mistyped."),
        ("siren", ("000000000",), "Check this number: one of its signs must be mistyped."),
        ("siren", ("7328",), "Enter the 9 digits of your SIREN, such as 732 829 320."),
        (
            "iban",
            ("FR7630006000011234567890188",),
            "Check this number: one of its signs must be mistyped.",
        ),
        ("iban", ("hello",), "Enter an IBAN, such as FR76 3000 6000 0112 3456 7890 189."),
        ("vat_number", ("XX123",), "Enter a VAT number with its country, such as FR 40 303 265 045."),
        ("percent", ("101",), "Enter a number that is at most 100."),
        ("money", ("-1",), "Enter a number that is at least 0."),
        ("scale", ("6",), "Choose a number from 1 to 5."),
        ("department", ("ZZ",), "Choose one of the answers."),
        ("department", ("Finistère",), "Choose one of the answers."),
        ("country", ("", "Zanzibaristan"), "Look for something else: nothing has this name."),
        ("country", ("", "ze"), "Choose one of the answers found."),
        ("country", ("FR", "guin"), "Choose one of the answers found."),
        ("commune", ("", "Saint-Denis"), "Choose one of the answers found."),
        ("commune", ("35238", "Bres"), "Choose one of the answers found."),
        ("department", ("20",), "Choose one of the answers."),
    ],
)
def test_what_cannot_be_taken_has_an_instruction(make: Make, kind, posted, instruction) -> None:
    assert refusal(make(kind), *posted) == instruction


def test_a_period_that_is_over_before_today_or_not(make: Make) -> None:
    question = make("time_period", max="today")
    with pytest.raises(AnswerRefused):
        question.check(["2018-11-01", "2018-12-01"], {}, date(2018, 11, 15))
    with pytest.raises(AnswerRefused):
        question.check(["2018-11-01", None], {}, date(2018, 11, 15))


@pytest.mark.parametrize(
    ("kind", "keys", "value", "french", "english"),
    [
        ("money", {}, "1234.50", "1\u202f234,50\u00a0€", "€1,234.50"),
        ("money", {"currency": "USD"}, "5.00", "5,00\u00a0$US", "US$5.00"),
        ("percent", {}, "20.5", "20,5\u00a0%", "20.5\u00a0%"),
        ("scale", {"max_label": "très"}, 5, "5 (très)", "5 (très)"),
        ("datetime", {}, "2018-03-01T14:30", "1er mars 2018, 14 h 30", "1 March 2018, 14:30"),
        (
            "time_period",
            {},
            ["2018-03-01", "2018-11-30"],
            "1er mars 2018 → 30 novembre 2018",
            "1 March 2018 → 30 November 2018",
        ),
        ("full_name", {}, {"given": "Élise", "family": "Kœnig"}, "Élise Kœnig", "Élise Kœnig"),
        ("civility", {}, "mr", "Monsieur", "Mr"),
        ("country", {}, "DE", "Allemagne", "Germany"),
        ("department", {}, "974", "974 La Réunion", "974 La Réunion"),
        (
            "legal_form",
            {},
            "54",
            "Société à responsabilité limitée (SARL)",
            "Société à responsabilité limitée (SARL)",
        ),
        ("headcount_band", {}, "12", "20 à 49 salariés", "20 to 49 employees"),
        ("iban", {}, "FR7630006000011234567890189", *(["FR76 3000 6000 0112 3456 7890 189"] * 2)),
        ("vat_number", {}, "FR40303265045", "FR 40 303 265 045", "FR 40 303 265 045"),
    ],
)
def test_an_answer_is_shown_as_readers_write_it(make: Make, kind, keys, value, french, english) -> None:
    question = make(kind, **keys)
    assert (question.display(value, "fr"), question.display(value, "en")) == (french, english)


def test_the_lists_are_whole(make: Make) -> None:
    sizes = {kind: len(make(kind).all_codes()) for kind in ("country", "department", "region", "legal_form")}
    assert sizes == {"country": 249, "department": 101, "region": 18, "legal_form": 38}
    names = [make("country").code_label(code, "fr") for code in make("country").all_codes()]
    assert names.index("Égypte") < names.index("Finlande")


def test_every_department_is_in_a_region_that_there_is() -> None:
    from consultkit.schema.official.lists import regions, rows_of

    assert {region for _code, _name, region in rows_of("departments")} == set(regions())
