"""Each type: what it takes, what it keeps, what it shows, and the instruction when it takes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultkit.records import Json
from consultkit.schema import BUILT_IN_TYPES, AnswerRefused, Question, TextQuestion
from consultkit.schema.patterns import matches

Make = Callable[..., Question]
NARROW = "\u202f"
OPTIONS = {"north": "Nord", "south": "Sud", "01": "Un"}
REQUIRED_KEYS: dict[str, dict[str, Any]] = {
    "choice": {"options": OPTIONS},
    "choices": {"options": OPTIONS},
    "linked_choice": {"options": {"north": "Nord", "01": {"label": "Un", "under": "north"}}},
    "matrix": {"options": OPTIONS, "rows": {"north": "Nord"}},
    "ranking": {"options": OPTIONS},
    "signature_statement": {"statement": "J'atteste."},
    "computed": {"count": ["before"]},
    "group": {"questions": [TextQuestion(id="inside", type="text", label="Une question")]},
    "repeat": {
        "row": "Ligne",
        "questions": [TextQuestion(id="inside", type="text", label="Une question")],
    },
    "information_wall": {"text": "Voyez ailleurs."},
}
SIGNED = {"address", "signature_statement"}


def refusal(question: Question, *posted: str) -> str:
    with pytest.raises(AnswerRefused) as caught:
        question.parse(posted)
    fault = caught.value.fault
    return fault.message.format_map(fault.params)


@pytest.mark.parametrize(
    ("kind", "keys", "posted", "value"),
    [
        ("text", {}, "  Élise\u00a0Kœnig ", "Élise\u00a0Kœnig"),
        ("text", {}, "E\u0301lise", "Élise"),
        ("text", {}, "two\r\nlines", "two lines"),
        ("text", {}, "bell\x07 and escape\x1b", "bell and escape"),
        ("text", {"pattern": "[0-9]{5}"}, "67000", "67000"),
        ("long_text", {}, "one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("long_text", {}, "\ttab\n\n", "tab"),
        ("yes_no", {}, "yes", True),
        ("yes_no", {}, "no", False),
        ("confirm", {}, "yes", True),
        ("choice", {"options": OPTIONS}, "01", "01"),
        ("integer", {}, f"1{NARROW}234\u00a0567", 1234567),
        ("integer", {}, "-0", 0),
        ("integer", {}, "\u221212", -12),
        ("integer", {}, "007", 7),
        ("decimal", {}, f"1{NARROW}234,5", "1234.50"),
        ("decimal", {}, "1 234.50", "1234.50"),
        ("decimal", {}, ",5", "0.50"),
        ("decimal", {}, "20,", "20.00"),
        ("decimal", {}, "-0,00", "0.00"),
        ("decimal", {"decimals": 0}, "12,0", "12"),
        ("decimal", {"decimals": 1}, "20", "20.0"),
        ("date", {}, "30/11/2018", "2018-11-30"),
        ("date", {}, "1.3.2018", "2018-03-01"),
        ("date", {}, "2018-11-30", "2018-11-30"),
        ("date", {}, " 30 / 11 / 2018 ", "2018-11-30"),
        ("email", {}, " Elise.Koenig@Val-Argent.EXAMPLE ", "Elise.Koenig@val-argent.example"),
        ("email", {}, "o'neil+x@a.b-c.fr", "o'neil+x@a.b-c.fr"),
        ("phone", {}, "06 12 34 56 78", "+33612345678"),
        ("phone", {}, "0033 6.12.34.56.78", "+33612345678"),
        ("phone", {}, "06\u00a012\u202f34-56-78", "+33612345678"),
        ("phone", {}, "0690 12 34 56", "+590690123456"),
        ("phone", {}, "0692 12 34 56", "+262692123456"),
        ("phone", {}, "40 41 23 45", "+68940412345"),
        ("phone", {}, "+32 470 12 34 56", "+32470123456"),
        ("siret", {}, "732 829 320 00074", "73282932000074"),
        ("siret", {}, f"732.829{NARROW}320-00074", "73282932000074"),
        ("siret", {}, "05781313100026", "05781313100026"),
        ("siret", {}, "35600000000048", "35600000000048"),
        ("siret", {}, "35600000049837", "35600000049837"),
        ("siret", {}, "356 000 000 09075", "35600000009075"),
        ("url", {}, "https://www.example.org/a?b=c#d", "https://www.example.org/a?b=c#d"),
        ("url", {}, "www.example.org", "https://www.example.org"),
        ("url", {}, "example.org:8080/x", "https://example.org:8080/x"),
        ("url", {}, "HTTP://EXAMPLE.org", "HTTP://EXAMPLE.org"),
        ("url", {}, "https://épicerie.example.fr/café", "https://épicerie.example.fr/café"),
        ("siren", {}, "732 829 320", "732829320"),
        ("siren", {}, f"732.829{NARROW}320", "732829320"),
        ("iban", {}, "fr76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890189"),
        ("iban", {}, "DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("vat_number", {}, "FR 40 303 265 045", "FR40303265045"),
        ("vat_number", {}, "de136695976", "DE136695976"),
        ("percent", {}, "20", "20.0"),
        ("percent", {"decimals": 2}, "0,25", "0.25"),
        ("money", {}, f"1{NARROW}234,5", "1234.50"),
        ("money", {"currency": "JPY", "decimals": 0}, "1200", "1200"),
        ("scale", {}, "5", 5),
        ("scale", {"min": 0, "max": 10}, "0", 0),
        ("civility", {}, "mrs", "mrs"),
        ("country", {}, "FR", "FR"),
        ("department", {}, "2A", "2A"),
        ("region", {}, "53", "53"),
        ("headcount_band", {}, "12", "12"),
    ],
)
def test_what_people_type_has_one_canonical_value(make: Make, kind, keys, posted, value) -> None:
    question = make(kind, **keys)
    assert question.parse([posted]) == value
    assert type(question.parse([posted])) is type(value)
    assert question.parse(question.again(value)) == value
    question.check(value, {}, date(2018, 11, 15))


@pytest.mark.parametrize(
    ("kind", "keys", "posted", "instruction"),
    [
        ("text", {}, "a\0b", "Type your answer again: it contains characters that cannot be kept."),
        ("long_text", {}, "a\ud800b", "Type your answer again: it contains characters that cannot be kept."),
        ("email", {}, "a\0@b.fr", "Type your answer again: it contains characters that cannot be kept."),
        ("text", {"max_length": 3}, "four", "Shorten your answer to 3 characters: it has 4."),
        ("long_text", {}, "x" * 5001, "Shorten your answer to 5000 characters: it has 5001."),
        ("long_text", {}, "x" * 2_000_000, "Shorten your answer."),
        (
            "text",
            {"pattern": "[0-9]{5}"},
            "670001",
            "Enter your answer in the form that the question describes.",
        ),
        (
            "text",
            {"pattern": "[0-9]+", "example": "67000"},
            "67 000",
            "Enter your answer in this form: 67000.",
        ),
        ("yes_no", {}, "perhaps", "Choose yes or no."),
        ("confirm", {}, "no", "Tick the box, or leave it empty."),
        ("choice", {"options": OPTIONS}, "east", "Choose one of the answers."),
        ("integer", {}, "12.5", "Enter a whole number, such as 12."),
        ("integer", {}, "١٢", "Enter a whole number, such as 12."),
        ("integer", {"min": 100}, "twelve", "Enter a whole number, such as 100."),
        ("integer", {"max": 5}, "twelve", "Enter a whole number, such as 5."),
        ("integer", {"min": 1}, "0", "Enter a number that is at least 1."),
        ("integer", {"max": 5}, "6", "Enter a number that is at most 5."),
        ("integer", {}, "9007199254740992", "Enter a number that is at most 9007199254740991."),
        ("integer", {}, "9" * 1_000_000, "Shorten your answer."),
        ("integer", {}, "9" * 100_000, "Enter a whole number, such as 12."),
        ("decimal", {}, "9" * 100_000, "Enter a number, such as 12,50."),
        ("decimal", {}, "1,234.50", "Enter a number, such as 12,50."),
        ("decimal", {}, "1e5", "Enter a number, such as 12,50."),
        ("decimal", {}, "NaN", "Enter a number, such as 12,50."),
        ("decimal", {"decimals": 0, "max": 5}, "x", "Enter a number, such as 1."),
        ("decimal", {"decimals": 1}, "20,05", "Enter a number with fewer decimals: 1 at most."),
        ("decimal", {"min": 0}, "-0,01", "Enter a number that is at least 0."),
        ("decimal", {"max": 100}, "100,01", "Enter a number that is at most 100."),
        ("date", {}, "31/02/2018", "Enter a real date, such as 27/09/2018."),
        ("date", {}, "11/30/2018", "Enter a real date, such as 27/09/2018."),
        ("date", {}, "30/11/18", "Enter a real date, such as 27/09/2018."),
        ("date", {}, "30/11/0018", "Enter a date that is not before 01/01/1800."),
        ("date", {"min": "2018-01-01"}, "31/12/2017", "Enter a date that is not before 01/01/2018."),
        ("date", {"max": "2018-01-01"}, "02/01/2018", "Enter a date that is not after 01/01/2018."),
        ("email", {}, "elise", "Enter an e-mail address, such as nom@exemple.fr."),
        ("email", {}, "elise@localhost", "Enter an e-mail address, such as nom@exemple.fr."),
        ("email", {}, "a b@example.org", "Enter an e-mail address, such as nom@exemple.fr."),
        ("email", {}, "a..b@example.org", "Enter an e-mail address, such as nom@exemple.fr."),
        (
            "email",
            {},
            "a@example.org\nBcc: b@example.org",
            "Enter an e-mail address, such as nom@exemple.fr.",
        ),
        ("email", {}, "a@-example.org", "Enter an e-mail address, such as nom@exemple.fr."),
        ("email", {}, f"{'a' * 65}@example.org", "Enter an e-mail address, such as nom@exemple.fr."),
        ("phone", {}, "12", "Enter a telephone number, such as 06 12 34 56 78."),
        ("phone", {}, "06 12 34 56", "Enter a telephone number, such as 06 12 34 56 78."),
        ("phone", {}, "06 12 34 56 78 ext. 4", "Enter a telephone number, such as 06 12 34 56 78."),
        ("phone", {}, "+999 12345678", "Enter a telephone number, such as 06 12 34 56 78."),
        ("phone", {}, "٠٦١٢٣٤٥٦٧٨", "Enter a telephone number, such as 06 12 34 56 78."),
        ("siret", {}, "732 829 320", "Enter the 14 digits of your SIRET, such as 732 829 320 00074."),
        ("siret", {}, "٧٣٢٨٢٩٣٢٠٠٠٠٧٤", "Enter the 14 digits of your SIRET, such as 732 829 320 00074."),
        ("siret", {}, "73282932000079", "Check your SIRET: one of its digits must be mistyped."),
        ("siret", {}, "35600000049838", "Check your SIRET: one of its digits must be mistyped."),
        ("siret", {}, "00000000000000", "Check your SIRET: one of its digits must be mistyped."),
        ("url", {}, "javascript:alert(1)", "Enter a web address, such as https://www.exemple.fr/boutique."),
        ("url", {}, "ftp://example.org", "Enter a web address, such as https://www.exemple.fr/boutique."),
        (
            "url",
            {},
            "https://user:pass@example.org",
            "Enter a web address, such as https://www.exemple.fr/boutique.",
        ),
        (
            "url",
            {},
            "https://example.org/a b",
            "Enter a web address, such as https://www.exemple.fr/boutique.",
        ),
        ("url", {}, "https://localhost/", "Enter a web address, such as https://www.exemple.fr/boutique."),
        (
            "url",
            {},
            "https://example.org:99999/",
            "Enter a web address, such as https://www.exemple.fr/boutique.",
        ),
        ("url", {}, "http://[::1/", "Enter a web address, such as https://www.exemple.fr/boutique."),
        (
            "url",
            {},
            'https://example.org/"onclick=x',
            "Enter a web address, such as https://www.exemple.fr/boutique.",
        ),
    ],
)
def test_what_cannot_be_taken_has_an_instruction(make: Make, kind, keys, posted, instruction) -> None:
    assert refusal(make(kind, **keys), posted) == instruction


@pytest.mark.parametrize("kind", [one.kind for one in BUILT_IN_TYPES])
def test_nothing_and_white_space_are_no_answer(make: Make, kind: str) -> None:
    question = make_plain(make, kind)
    assert question.parse([]) is None
    assert question.parse([""]) is None
    assert question.display(None, "fr") == ""
    assert set(question.cells(None, "fr")) <= {""}
    assert question.codes(None) == ()
    assert len(question.cells(None, "fr")) == len(question.columns())


@pytest.mark.parametrize(
    ("kind", "keys", "value", "french", "english"),
    [
        ("yes_no", {}, True, "Oui", "Yes"),
        ("confirm", {}, True, "Oui", "Yes"),
        ("choice", {"options": OPTIONS}, "north", "Nord", "Nord"),
        ("choices", {"options": OPTIONS}, ["north", "01"], "Nord, Un", "Nord, Un"),
        ("integer", {"unit": "jours"}, 12345, f"12{NARROW}345\u00a0jours", "12,345\u00a0jours"),
        ("decimal", {"unit": "€"}, "1234.50", f"1{NARROW}234,50\u00a0€", "1,234.50\u00a0€"),
        ("date", {}, "2018-03-01", "1er mars 2018", "1 March 2018"),
        ("date", {}, "2018-11-30", "30 novembre 2018", "30 November 2018"),
        ("phone", {}, "+33612345678", "06 12 34 56 78", "06 12 34 56 78"),
        ("phone", {}, "+590690123456", "+590 690 12 34 56", "+590 690 12 34 56"),
        ("siret", {}, "73282932000074", "732 829 320 00074", "732 829 320 00074"),
    ],
)
def test_an_answer_is_shown_as_readers_of_the_language_write_it(
    make: Make, kind, keys, value, french, english
) -> None:
    question = make(kind, **keys)
    assert question.display(value, "fr") == french
    assert question.display(value, "en") == english


def test_spreadsheets_have_numbers_and_dates_of_their_language(make: Make) -> None:
    assert make("decimal").cells("1234.50", "fr") == ("1234,50",)
    assert make("decimal").cells("1234.50", "en") == ("1234.50",)
    assert make("date").cells("2018-03-01", "fr") == ("01/03/2018",)
    assert make("date").cells("2018-03-01", "en") == ("2018-03-01",)
    assert make("siret").cells("05781313100026", "fr") == ("05781313100026",)


def test_choices_come_in_the_order_of_the_file_each_once(make: Make) -> None:
    question = make("choices", options=OPTIONS)
    value = question.parse(["01", "north", "01", ""])
    assert value == ["north", "01"]
    assert question.again(value) == ("north", "01")
    assert question.columns() == ("asked.north", "asked.south", "asked.01")
    assert question.cells(value, "fr") == ("1", "0", "1")
    assert question.codes(value) == ("north", "01")
    assert refusal(question, "north", "east") == "Choose among the answers shown."


def test_choices_have_their_number(make: Make) -> None:
    question = make("choices", options=OPTIONS, min=2, max=2)
    assert refusal(question, "north") == "Choose more answers: 2 at least."
    assert refusal(question, "north", "south", "01") == "Choose fewer answers: 2 at most."


def test_an_option_that_is_hidden_cannot_be_chosen(make: Make) -> None:
    options = {"a": "A", "b": {"label": "B", "show_if": {"before": True}}}
    for kind, value in (("choice", "b"), ("choices", ["a", "b"])):
        question = make(kind, options=options)
        question.check(value, {"before": True})
        for answers in ({}, {"before": False}):
            with pytest.raises(AnswerRefused):
                question.check(value, answers)


def test_a_date_is_judged_by_the_day_only_when_it_is_known(make: Make) -> None:
    question = make("date", max="today")
    assert question.parse(["01/01/2100"]) == "2100-01-01"
    question.check("2018-11-15", {}, date(2018, 11, 15))
    with pytest.raises(AnswerRefused) as caught:
        question.check("2018-11-16", {}, date(2018, 11, 15))
    assert caught.value.fault.message == "Enter a date that is not in the future."
    with pytest.raises(AnswerRefused, match="not before"):
        make("date", min="today").check("2018-11-14", {}, date(2018, 11, 15))


@pytest.mark.parametrize("kind", [one.kind for one in BUILT_IN_TYPES if one.asks])
@pytest.mark.parametrize("value", ["", "east", 3, -1.5, False, [], ["east"], [1], {}, {"a": "b"}, "9" * 400])
def test_a_kept_value_of_another_type_is_refused_and_never_breaks_the_replay(make: Make, kind, value) -> None:
    good = {
        ("text", "east"),
        ("text", "9" * 400),
        ("long_text", "east"),
        ("long_text", "9" * 400),
        ("integer", 3),
        ("yes_no", False),
        ("scale", 3),
    }
    question = make(kind, max_length=400) if kind == "text" else make_plain(make, kind)
    if not isinstance(value, dict | list | float) and (kind, value) in good:
        question.check(value, {})
    else:
        with pytest.raises(AnswerRefused):
            question.check(value, {})


def test_every_required_question_says_what_to_do(make: Make) -> None:
    for one in (one for one in BUILT_IN_TYPES if one.asks):
        question = make_plain(make, one.kind)
        said = question.missing().message.format_map(question.missing().params)
        assert re.match(r"(Enter|Choose|Tick|Answer|Give|Add) ", said)


def test_direct_identifiers_are_protected_unless_the_file_says_otherwise(make: Make) -> None:
    personal = {one.kind for one in BUILT_IN_TYPES if make_plain(make, one.kind).is_protected("personal")}
    named = {"email", "phone", "siret", "siren", "iban", "vat_number", "full_name", "file", "files"}
    assert personal == {*named, *SIGNED}
    everything = {one.kind for one in BUILT_IN_TYPES if make_plain(make, one.kind).is_protected("all")}
    assert everything == {one.kind for one in BUILT_IN_TYPES if not one.coded}
    assert not make("siret", personal="none").is_protected("personal")
    assert make("text", personal="direct").is_protected("personal")
    assert make("choice", options=OPTIONS, personal="direct").is_protected("all")


def make_plain(make: Make, kind: str) -> Question:
    return make(kind, **REQUIRED_KEYS.get(kind, {}))


def test_codes_have_labels_and_unknown_ones_stay_readable(make: Make) -> None:
    choice = make("choice", options={"north": {"label": {"fr": "Nord", "en": "North"}}})
    assert choice.codes("north") == choice.all_codes() == ("north",)
    assert choice.code_label("north", "en") == "North"
    assert choice.code_label("withdrawn", "en") == "withdrawn"
    assert choice.display("withdrawn", "fr") == "withdrawn"
    yes_no = make("yes_no")
    assert yes_no.codes(False) == ("no",)
    assert [yes_no.code_label(code, "fr") for code in yes_no.all_codes()] == ["Oui", "Non"]
    assert make("confirm").code_label("yes", "en") == "Yes"
    text = make("text")
    assert (text.codes("free words"), text.all_codes(), text.code_label("kept", "fr")) == ((), (), "kept")


def test_a_pile_of_accents_is_refused_before_it_is_put_in_order(make: Make) -> None:
    # Ordering this pile would keep a server busy for minutes.
    for kind in ("text", "long_text", "email", "integer"):
        said = refusal(make(kind), "a" + "\u0301\u0327" * 90_000)
        assert said == "Type your answer again: it contains characters that cannot be kept."
    assert make("text").parse(["a" + "\u0327\u0301" * 15])


def test_patterns_take_no_longer_than_the_text_is_long(make: Make) -> None:
    # With a backtracking engine each of these takes longer than the universe is old.
    for pattern in ("(a+)+", "(a|a)*", "(.*)*x", "([a-z]+)*[0-9]"):
        assert not matches(pattern, "a" * 2000 + "!")
    assert refusal(make("text", pattern="(a+)+", max_length=2000), "a" * 1999 + "!")


@given(st.text())
def test_whatever_is_typed_is_taken_or_refused_and_what_is_taken_can_be_stored(text: str) -> None:
    for one in BUILT_IN_TYPES:
        keys = {"id": "asked", "type": one.kind, "label": "Une question", **REQUIRED_KEYS.get(one.kind, {})}
        question = one.model_validate(keys)
        value = taken(question, text)
        if value is not None:
            assert "\0" not in str(value)
            str(value).encode()
            assert question.parse(question.again(value)) == value
            question.display(value, "fr")
            assert len(question.cells(value, "en")) == len(question.columns())


def taken(question: Question, text: str) -> Json:
    try:
        value = question.parse([text])
        if value is not None:
            question.check(value, {})
        return value
    except AnswerRefused as refused:
        # A message whose places cannot be filled would raise here.
        refused.fault.message.format_map(refused.fault.params)
        return None


@given(st.integers(-(2**53) + 1, 2**53 - 1), st.integers(0, 6))
def test_numbers_come_back_as_they_were(number: int, decimals: int) -> None:
    whole = {one.kind: one for one in BUILT_IN_TYPES}["integer"]
    integer = whole.model_validate({"id": "asked", "type": "integer", "label": "Combien ?"})
    assert integer.parse(integer.again(number)) == number
    kind = {one.kind: one for one in BUILT_IN_TYPES}["decimal"]
    decimal = kind.model_validate(
        {"id": "asked", "type": "decimal", "label": "Combien ?", "decimals": decimals}
    )
    value = decimal.parse([f"{number // 10**6},{number % 10**decimals:0{max(decimals, 1)}d}"])
    assert decimal.parse(decimal.again(value)) == value


@given(st.dates(date(1800, 1, 1), date(2200, 12, 31)))
def test_dates_come_back_as_they_were(day: date) -> None:
    kind = {one.kind: one for one in BUILT_IN_TYPES}["date"]
    question = kind.model_validate({"id": "asked", "type": "date", "label": "Quand ?"})
    assert question.parse([f"{day.day}/{day.month}/{day.year}"]) == day.isoformat()
    assert question.parse(question.again(day.isoformat())) == day.isoformat()
