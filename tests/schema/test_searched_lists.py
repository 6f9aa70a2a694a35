"""Lists too long to be read: what the words typed mean, and what they find."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultkit.errors import ConsultationFileError
from consultkit.schema import AnswerRefused, Question
from consultkit.schema.official.lists import communes, naf
from consultkit.schema.question_types import CommuneQuestion
from consultkit.schema.search import SearchIndex, plain

from .conftest import HEAD, Load

Make = Callable[..., Question]
MANY = {f"street_{number}": f"Rue {number}" for number in range(150)}
LINKED = """\
pages:
  - id: one
    title: Un
    questions:
      - id: trouble
        type: linked_choice
        label: Lequel ?
        options: {account: Compte, closed: {label: Fermé, under: account}, money: Argent%s}
"""


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Rennes", "35238"),
        ("RENNES", "35238"),
        ("35238", "35238"),
        ("Rennes (35)", "35238"),
        ("  st  malo ", "35288"),
        ("L'Isle Adam", "95313"),
        ("l’isle-adam", "95313"),
        ("Œuilly (51)", "51410"),
        ("oeuilly (51)", "51410"),
        ("22780", None),
    ],
)
def test_a_commune_is_meant_by_its_name_however_it_is_written(
    make: Make, typed: str, code: str | None
) -> None:
    question = make("commune")
    if code is None:
        with pytest.raises(AnswerRefused):
            question.parse(("", typed))
    else:
        assert question.parse(("", typed)) == code


def test_the_nearest_come_first_and_the_larger_of_those_as_near(make: Make) -> None:
    names = [communes()[code] for code in make("commune").index.find("saint denis")[:5]]
    assert names[:2] == ["Saint-Denis (974)", "Saint-Denis (93)"]
    assert names[-1].startswith("Saint-Denis-")


def test_a_postal_code_finds_all_its_communes(make: Make) -> None:
    found = [communes()[code] for code in make("commune").index.find("29217")]
    assert len(found) > 1
    assert "Le Conquet (29)" in found


@pytest.mark.parametrize("typed", ["6201Z", "62.01Z", "62.01z", "programmation informatique"])
def test_an_activity_is_meant_by_its_code_or_its_name(make: Make, typed: str) -> None:
    question = make("naf")
    assert question.parse(("", typed)) == "62.01Z"
    assert question.cells("62.01Z", "fr") == ("62.01Z", "62.01Z Programmation informatique", "NAF rév. 2")


def test_what_was_chosen_counts_while_the_words_look_for_it(make: Make) -> None:
    question = make("commune")
    assert question.parse(("93066", "saint denis")) == "93066"
    assert question.parse(("93066", "Brest")) == "29019"
    assert question.parse(("93066", " ")) is None
    assert question.parse(("no such", "Brest")) == "29019"


def test_lists_are_whole_and_of_their_date() -> None:
    assert len(communes()) == 34_969
    assert len(naf()) == 732
    assert naf()["15.11Z"] == "15.11Z Apprêt et tannage des cuirs ; préparation et teinture des fourrures"


def test_a_short_list_is_no_search_and_a_long_one_is(make: Make) -> None:
    few = dict(list(MANY.items())[:119])
    assert make("choice", options=few).names() == ("asked",)
    long = make("choice", options=MANY)
    assert long.names() == ("asked", "asked.search")
    assert long.parse(("", "rue 14")) == "street_14"
    with pytest.raises(AnswerRefused):
        long.parse(("", "rue"))
    assert not make("department").is_searched
    hinted = {**MANY, "street_0": {"label": "Rue 0", "hint": "La plus courte"}}
    assert not make("choice", options=hinted).is_searched


def test_several_are_ticked_and_looked_for_one_after_another(make: Make) -> None:
    question = make("choices", options=MANY)
    nothing = [""] * len(MANY)
    ticked = [code if code == "street_7" else "" for code in MANY]
    assert question.names()[-2:] == ("asked.street_149", "asked.search")
    assert question.parse((*nothing, "")) is None
    assert question.parse((*ticked, "")) == ["street_7"]
    assert question.parse((*ticked, "rue 7")) == ["street_7"]
    assert question.parse(question.again(["street_7", "street_14"])) == ["street_7", "street_14"]
    for before, typed in ((ticked, "avenue"), (ticked, "rue 14"), (nothing, "rue")):
        with pytest.raises(AnswerRefused):
            question.parse((*before, typed))


@given(code=st.sampled_from(list(communes())))
def test_what_is_shown_again_means_the_same(code: str) -> None:
    question = CommuneQuestion(id="q", type="commune", label="Où ?")
    assert question.parse(question.again(code)) == code
    assert question.parse((code, question.display(code, "fr"))) == code
    question.check(code, {})


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=20), max_size=30), st.text())
def test_the_index_finds_what_a_look_at_every_entry_finds(names: dict[str, str], typed: str) -> None:
    found, asked = SearchIndex({code: [name] for code, name in names.items()}).find(typed), plain(typed)
    beginning = {
        code
        for code, name in names.items()
        if asked
        and all(
            any(word.startswith(part) for text in (code, name) for word in _words(text))
            for part in asked.split()
        )
    }
    assert beginning <= set(found)
    assert set(found) <= names.keys()
    if not asked:
        assert found == ()


def _words(text: str) -> list[str]:
    return [*plain(text).split(), *text.casefold().split()]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (", late: {label: Tard, under: moneyy}}", "There is no option `moneyy` for `late` to be under."),
        (", deep: {label: Fond, under: closed}}", "There is no option `closed` for `deep` to be under."),
        ("}", "No option is under `money`: it could never be chosen."),
    ],
)
def test_two_levels_that_do_not_fit_are_told(load: Load, more: str, said: str) -> None:
    with pytest.raises(ConsultationFileError) as caught:
        load(HEAD + LINKED.replace("%s}", more))
    assert said in str(caught.value)


def test_an_option_under_another_is_chosen_and_both_are_counted(make: Make) -> None:
    options = {
        "account": "Compte",
        "closed": {"label": "Fermé", "under": "account"},
        "money": "Argent",
        "kept": {"label": "Retenu", "under": "money"},
    }
    question = make("linked_choice", options=options)
    assert question.parse(("kept",)) == ["money", "kept"]
    assert question.codes(["money", "kept"]) == ("money", "kept")
    assert question.all_codes() == ("account", "closed", "money", "kept")
    assert question.display(["money", "kept"], "fr") == "Argent – Retenu"
    assert question.columns() == ("asked.first", "asked.second")
    assert question.cells(["money", "kept"], "fr") == ("Argent", "Retenu")
    with pytest.raises(AnswerRefused, match="Choose one"):
        question.parse(("account",))
    with pytest.raises(AnswerRefused):
        question.check(["account", "kept"], {})
