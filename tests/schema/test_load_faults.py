"""Every fault of a file is said at once, with its line, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from consultkit.errors import ConsultationFileError, Problem
from consultkit.schema import Consultation, PluginSettings, load_consultation

Faults = Callable[[str], list[Problem]]
PageFaults = Callable[[str], list[tuple[int, str]]]
SMALLEST = (Path(__file__).parent.parent / "consultations" / "smallest.yaml").read_text()


def test_twelve_different_faults_give_twelve_problems_with_line_and_mend(tiny) -> None:
    with pytest.raises(ConsultationFileError) as caught:
        tiny("twelve_faults")
    problems = caught.value.problems
    assert [(problem.line, problem.path) for problem in problems] == [
        (2, "titel"),
        (6, "window.timezone"),
        (8, "respondent.sign_in[0]"),
        (9, "respondent.contributions"),
        (21, "pages[0].questions[0].type"),
        (31, "pages[0].questions[2].max"),
        (35, "pages[0].questions[3].show_if.practices.includes"),
        (39, "pages[0].questions[4].pattern"),
        (40, "pages[0].questions[4].show_if.later"),
        (44, "pages[1].questions[0].id"),
        (50, "pages[1].questions[1].reqired"),
        (52, "plugins.mediatr"),
    ]
    assert all(problem.mend for problem in problems)
    suggested = ["title", "Europe/Paris", "franceconnect", "choice", "delisting", "required", "mediator"]
    assert all(any(f"Did you mean `{word}`?" in problem.mend for problem in problems) for word in suggested)
    assert str(problems[0]).endswith(
        "twelve_faults.yaml:2: There is no key `titel` here. Did you mean `title`?"
    )


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: [1\nb: 2\n", 2, "This is not YAML"),
        ("a: 1\n  b: 2\n", 2, "This is not YAML"),
        ("a: 'one\n", 2, "This is not YAML"),
        ("a: \x01\n", 1, "a character that YAML does not allow"),
        ("# nothing\n", 1, "takes a mapping"),
        ("- a\n- b\n", 1, "takes a mapping"),
        ("just words\n", 1, "takes a mapping"),
    ],
)
def test_what_is_no_file_of_keys_has_one_fault(faults: Faults, text: str, line: int, said: str) -> None:
    (problem,) = faults(text)
    assert problem.line == line
    assert said in problem.message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: Votre avis", "title: &name Votre avis", "`&name` is an anchor."),
        ("controller: La mairie", "controller: *name", "`*name` repeats another part."),
        ("title: Votre avis", "title: !!str Votre avis", "is a tag."),
        ("title: Votre avis", "title: !!python/name:os.system Votre avis", "is a tag."),
        ("title: Votre avis", "title: Votre avis\ntitle: Un autre", "The key `title` is written twice."),
        ("title: Votre avis", "title: Votre avis\n? [a]\n: b", "A key is a word."),
        ("title: Votre avis", 'title: "Votre\\0 avis"', "The text contains U+0000"),
        ("dpo: dpo@mairie", 'dpo: "dpo@mairie\\ud800.example"  #', "or half of a character"),
        ("id: only", 'id: only\n    "in\\0tro": Du texte', "The text contains U+0000"),
        ("plugins:", "---\nplugins:", "more than one document"),
    ],
)
def test_what_says_something_else_than_its_reader_sees_is_refused_once(
    faults: Faults, old: str, new: str, said: str
) -> None:
    problems = faults((SMALLEST + "plugins: {}\n").replace(old, new))
    assert len([problem for problem in problems if said in problem.message]) == 1
    # The two parts of a key that is no word are one fault for the key, one for what it stands for.
    assert len(problems) <= 2


def test_the_words_of_yaml_1_1_are_texts(load: Callable[[str], Consultation]) -> None:
    text = SMALLEST.replace("Votre avis", "no").replace("La mairie", "18:00").replace("Écouter", "2018-11-30")
    consultation = load(text)
    assert [str(consultation.title), str(consultation.privacy.controller)] == ["no", "18:00"]
    assert str(consultation.privacy.purpose) == "2018-11-30"


def test_a_file_of_more_than_a_mebibyte_is_refused_unread(faults: Faults) -> None:
    (problem,) = faults(SMALLEST + "#" * 1024 * 1024)
    assert "larger than 1 MiB" in problem.message


def test_a_file_of_more_than_twenty_levels_is_refused(faults: Faults) -> None:
    (problem,) = faults(SMALLEST + "plugins: " + "{a: " * 10_000)
    assert (problem.line, "more than 20 levels" in problem.message) == (12, True)


def test_a_file_that_is_not_utf_8_names_the_line(tmp_path: Path, types, plugins) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"consultation: one\ntitle: \xc9cole\n")
    with pytest.raises(ConsultationFileError) as caught:
        load_consultation(path, types, plugins, {"account": {}, "franceconnect": {}})
    assert [(problem.line, problem.message) for problem in caught.value.problems] == [
        (2, "The file is not in UTF-8.")
    ]


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path, types, plugins) -> None:
    with pytest.raises(ConsultationFileError, match="cannot be read: No such file"):
        load_consultation(tmp_path / "absent.yaml", types, plugins, {})


def test_an_empty_mapping_says_each_key_that_is_missing(faults: Faults) -> None:
    missing = {problem.message for problem in faults("{}")}
    keys = ("consultation", "title", "window", "respondent", "privacy", "pages")
    assert missing == {f"`{key}` is missing." for key in keys}


def test_a_fault_in_a_question_does_not_hide_those_of_others(page_faults: PageFaults) -> None:
    assert page_faults("""
- {id: one, type: text, label: 3, show_if: {two: true}}
- {id: two, type: yes_no}
- {id: three, type: text, label: Trois, show_if: {two: maybe}}
- {id: four, type: text, label: Quatre, show_if: {absent: true}, max_length: none}
- {id: five, label: Cinq}
- {id: six, type: text, label: Six, show_if: {five: true}}
""") == [
        (1, "A text is expected here, not `3`. Write a text, between quotes if need be."),
        (1, "`two` comes later than this condition. Name a question that comes earlier, or move it."),
        (2, "`label` is missing. Add `label:` here."),
        (3, "`two` is answered by yes or no. Write `{two: true}` or `{two: false}`."),
        (4, "`max_length` takes a whole number, not `none`. Write digits, without quotes."),
        (4, "There is no question `absent`. Write one of: one, three, two."),
        (5, "`type` is missing. Add `type:`, such as `type: text`."),
    ]


def test_a_faulty_option_is_not_said_again_by_the_conditions_that_name_it(page_faults: PageFaults) -> None:
    assert page_faults("""
- {id: one, type: choice, label: Un, options: {a: A, b: {lable: B}, "c d": C}}
- {id: two, type: text, label: Deux, show_if: {one: b}}
- {id: three, type: text, label: Trois, show_if: {one: {one_of: [a, e]}}}
""") == [
        (1, "There is no key `lable` here. Did you mean `label`?"),
        (1, "`c d` cannot be used as `id`. Use letters, digits, `_` and `-`, without accents; at most 63."),
        (3, "`one` has no option `e`. Write one of: a, b."),
    ]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("{three: true}", "`three` cannot depend on its own answer."),
        ("{later: true}", "`later` comes later than this condition."),
        ("{pratices: {includes: a}}", "There is no question `pratices`. Did you mean `practices`?"),
        ("{practices: a}", "cannot be compared by equality. Use `{practices: {includes: …}}`"),
        ("{number: {includes: a}}", "cannot be compared by `includes`."),
        ("{amount: 3}", "cannot be compared by equality."),
        ("{day: {above: 3}}", "cannot be compared by `above`."),
        ("{read: {answered: true}}", "`read` is a statement: it has no answer."),
        ("{box: false}", "`box` is a box: it is ticked, or it has no answer."),
        ("{number: '3'}", "`number` is answered by a whole number."),
        ("{choice: 11}", 'Write it between quotes: "11".'),
        ("{practices: {include: a}}", "There is no comparison `include`. Did you mean `includes`?"),
        ("{number: {above: many}}", "`above` takes a number."),
        ("{day: {before: 30/11/2018}}", "`before` takes a date such as 2018-11-30."),
        ("{number: {answered: false}}", "for the contrary, write `not: {…: {answered: true}}`"),
        ("{number: {one_of: 3}}", "`one_of` takes a list of values."),
        ("{number: [3, 4]}", "Write `one_of:` before a list."),
        ("{number: }", "`number` is compared with nothing that an answer can equal."),
        ("{number: {}}", "`number` is compared with nothing."),
        ("{any: {number: 3}}", "`any` takes a list of conditions."),
        ("{all: []}", "`all` takes a list of conditions."),
        ("{all: [3]}", "A condition is a mapping."),
        ("[number]", "A condition is a mapping."),
        ("{}", "A condition is a mapping."),
        ("{not: {not: {number: {abve: 3}}}}", "Did you mean `above`?"),
    ],
)
def test_a_condition_that_can_never_be_decided_is_refused(
    page_faults: PageFaults, condition: str, said: str
) -> None:
    ((line, fault),) = page_faults(f"""
- {{id: practices, type: choices, label: P, options: {{a: A, b: B}}}}
- {{id: choice, type: choice, label: C, options: {{"11": Onze}}}}
- {{id: number, type: integer, label: N}}
- {{id: amount, type: decimal, label: M}}
- {{id: day, type: date, label: J}}
- {{id: box, type: confirm, label: B}}
- {{id: read, type: statement, label: L}}
- id: three
  type: text
  label: Trois
  show_if: {condition}
- {{id: later, type: yes_no, label: Plus tard}}
""")
    assert said in fault
    assert line == 11


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("{id: Un, type: text, label: L}", "`Un` cannot be used as `id`. Use lower-case letters"),
        ("{id: a, type: texte, label: L}", "There is no question type `texte`. Did you mean `text`?"),
        ("{id: a, type: [text], label: L}", "There is no question type"),
        ("{id: a, type: text, label: L, max_length: 0}", "`max_length` must be at least 1, and it is `0`."),
        ("{id: a, type: text, label: L, required: no}", "`required` takes true or false, not `no`."),
        ("{id: a, type: text, label: L, personal: yes}", "`personal` cannot be `yes`. Write one of: direct,"),
        ("{id: a, type: text, label: L, autocomplete: given_name}", "Did you mean `given-name`?"),
        ("{id: a, type: text, label: L, pattern: 'a)|(b'}", "is no regular expression that can be used here"),
        ("{id: a, type: text, label: L, pattern: '(a{999}){999}'}", "is no regular expression"),
        ("{id: a, type: text, label: L, pattern: '(?=x)'}", "is no regular expression that can be used here"),
        (
            "{id: a, type: text, label: L, pattern: '(a)\\1'}",
            "is no regular expression that can be used here",
        ),
        ("{id: a, type: text, label: }", "A text is expected here, not nothing."),
        ("{id: a, type: text, label: ' '}", "A text cannot be empty."),
        ("{id: a, type: text, label: {fe: L}}", "has a language `fe` that the file has not."),
        ("{id: a, type: text, label: {fr: 3}}", "A text is expected here, not `3`."),
        ("{id: a, type: text, label: {}}", "A text cannot be empty."),
        ("{id: a, type: choice, label: L}", "`options` is missing."),
        ("{id: a, type: choice, label: L, options: {}}", "`options` is a mapping of ids and labels."),
        ("{id: a, type: choice, label: L, options: [a, b]}", "`options` is a mapping of ids and labels."),
        ("{id: a, type: choice, label: L, options: {a: {id: b, label: B}}}", "has its id before the colon."),
        ("{id: a, type: choices, label: L, options: {a: A}, min: 2}", "more than there are options"),
        ("{id: a, type: choices, label: L, options: {a: A, b: B}, min: 2, max: 1}", "`max` is below `min`."),
        ("{id: a, type: integer, label: L, min: 2, max: 1}", "`max` is below `min`."),
        ("{id: a, type: integer, label: L, min: 1.5}", "`min` takes a whole number"),
        ("{id: a, type: decimal, label: L, min: 2, max: 1.5}", "`max` is below `min`."),
        ("{id: a, type: decimal, label: L, min: few}", "`min` takes a number, not `few`."),
        ("{id: a, type: decimal, label: L, decimals: 9}", "`decimals` must be at most 6"),
        ("{id: a, type: date, label: L, max: tomorrow}", "A limit is a day."),
        ("{id: a, type: date, label: L, min: 2018-11-30, max: 2018-11-29}", "`max` is before `min`."),
        ("{id: a, type: date, label: L, hints: H}", "There is no key `hints` here. Did you mean `hint`?"),
        ("a word", "takes a mapping, not `a word`."),
        ("", "takes a mapping, not nothing."),
    ],
)
def test_each_fault_of_a_question_is_said_once_in_plain_words(
    page_faults: PageFaults, question: str, said: str
) -> None:
    ((line, fault),) = page_faults(f"- {question}\n- {{id: next, type: text, label: L}}")
    assert said in fault
    assert line == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("closes: 2018-11-30", "closes: 2018-10-30", "The window closes before it opens."),
        ("closes: 2018-11-30", "closes: 30/11/2018", "`30/11/2018` is not a date and time."),
        ("closes: 2018-11-30", "closes: 2018-11-31", "`2018-11-31` is not a date and time."),
        ("closes: 2018-11-30", "closes: 9999-12-31", "This date is out of all bounds."),
        ("closes: 2018-11-30", "closes: 2027-03-28 02:30", "does not exist in Europe/Paris"),
        ("closes: 2018-11-30", "closes: 2026-10-25 02:30", "happens twice in Europe/Paris"),
        ("closes: 2018-11-30", "closes: 2018-11-30, late: maybe", "Write `{grace: 2m}`, `refuse` or `flag`."),
        ("closes: 2018-11-30", "closes: 2018-11-30, late: {grace: 2 moons}", "This is not a length of time."),
        ("closes: 2018-11-30", "closes: 2018-11-30, late: {grace: 1 month}", "longer than an hour"),
        ("sign_in: [account]", "sign_in: account", "`sign_in` takes a list, not `account`."),
        ("sign_in: [account]", "sign_in: []", "`sign_in` is empty."),
        ("sign_in: [account]", "sign_in: [account, account]", "`account` is listed twice."),
        ("basis: public_task", "basis: public_tsk", "Did you mean `public_task`?"),
        ("keep: 6 months", "keep: 6", "This is not a length of time."),
        ("keep: 6 months", "keep: 2 hours", "kept for a number of days at least"),
        ("dpo: dpo@mairie.example", "dpo: the officer", "`the officer` is not an e-mail address."),
        ("consultation: smallest", "consultation: Smallest One", "cannot be used as `consultation`."),
        ("consultation: smallest", "consultation: desk", "`desk` is taken by an address."),
        ("id: only", "id: check", "`check` is taken by an address."),
        ("title: Votre avis", "title: Votre avis\nlanguages: [french]", "There is no language `french`."),
        ("title: Votre avis", "title: Votre avis\nplugins: [mediator]", "takes a mapping"),
        (
            "title: Votre avis",
            "title: Votre avis\nplugins: {mediator: {consnt: opinion}}",
            "Did you mean `consent`?",
        ),
        (
            "title: Votre avis",
            "title: Votre avis\nplugins: {mediator: {consent: opnion}}",
            "Did you mean `opinion`?",
        ),
        (
            "title: Votre avis",
            "title: Votre avis\nplugins: {mediator: {consent: opinion, when: {opinion: true}}}",
            "cannot be compared by equality",
        ),
        (
            "title: Votre avis",
            "title: Votre avis\nplugins: {mediator: {consent: opinion, when: {gone: true}}}",
            "There is no question `gone`.",
        ),
        (
            "title: Votre avis",
            "title: Votre avis\nplugins: {mediator: {consent: opinion, facts: 3}}",
            "`facts`",
        ),
    ],
)
def test_each_fault_of_a_file_is_said_once_on_its_line(faults: Faults, old: str, new: str, said: str) -> None:
    text = SMALLEST.replace(old, new)
    (problem,) = faults(text)
    assert said in f"{problem.message} {problem.mend}"
    wrong = next(line for line in new.split("\n")[::-1])
    assert problem.line == 1 + [wrong in line for line in text.splitlines()].index(True)


def test_what_is_far_too_long_is_refused(faults: Faults) -> None:
    options = ", ".join(f"o{number}: Option" for number in range(501))
    questions = "".join(f"      - {{id: q{number}, type: yes_no, label: Q}}\n" for number in range(200))
    (many,) = faults(SMALLEST.replace("type: long_text", f"type: choice, options: {{{options}}}"))
    assert "more than 500 options" in many.message
    (much,) = faults(SMALLEST + questions)
    assert much.message == "`questions` is too long: 200 is the most."
    (long,) = faults(SMALLEST.replace("Votre avis", "x" * 20_001))
    assert long.message == "The text is longer than 20000 characters."


def test_a_plugins_own_value_is_refused_in_plain_words_too(tmp_path: Path, types) -> None:
    class Dated(PluginSettings):
        at: datetime

    path = tmp_path / "dated.yaml"
    path.write_text(SMALLEST + "plugins: {dated: {at: noon}}\n")
    with pytest.raises(ConsultationFileError) as caught:
        load_consultation(path, types, {"dated": Dated}, {"account": {}})
    assert [problem.message for problem in caught.value.problems] == ["`at` cannot be `noon`."]


def test_questions_named_twice_and_pages_named_twice(faults: Faults) -> None:
    page = SMALLEST[SMALLEST.index("  - id: only") :]
    problems = faults(SMALLEST + page)
    assert [(problem.line, problem.message) for problem in problems] == [
        (12, "There is a page `only` already."),
        (15, "There is a question `opinion` already."),
    ]


def test_no_fault_uses_the_words_of_the_validator(faults: Faults) -> None:
    text = """
consultation: 3
title: [a]
languages: fr
window: never
respondent: {sign_in: {a: b}, contributions: 1}
privacy: {controller: {a: 1}, basis: 2, purpose: true, dpo: 4, keep: [6], recipients: us}
protect: some
contact: us
pages: {a: b}
plugins: 3
documents_to_have: a lease
"""
    said = " ".join(str(problem) for problem in faults(text))
    assert not any(
        word in said.lower() for word in ("pydantic", "input should", "tuple", "dict", "str_", "validat")
    )
    assert len(faults(text)) == 17
