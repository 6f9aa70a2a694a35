"""Who is one person, what a class is, what is silent, what a text may name, and what stands in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultkit.errors import NotOpenError
from consultkit.form import Form, compile_form
from consultkit.hooks import read_consultation
from consultkit.results import Versions
from consultkit.results.opening import (
    Names,
    Plan,
    classed,
    found_in,
    open_up,
    silenced,
    together,
    unvaried,
    words_of_names,
)

from .conftest import FILE, market

KEYS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=60)


@given(KEYS, st.integers(1, 6))
def test_no_class_has_fewer_than_k_rows(keys: list[tuple[str, ...]], k: int) -> None:
    found = classed(keys, k)
    assert all(number >= k for key, number in Counter(found).items() if key is not None)
    for key, told in zip(keys, found, strict=True):
        assert told is None or all(cell in (own, "*") for own, cell in zip(key, told, strict=True))
    assert found.count(None) < k


@given(KEYS, st.integers(1, 6))
def test_the_class_of_a_row_does_not_depend_on_its_place(keys: list[tuple[str, ...]], k: int) -> None:
    assert classed(keys[::-1], k) == classed(keys, k)[::-1]


def test_what_is_rare_loses_the_last_quasi_identifier_first() -> None:
    keys = [("a", "x")] * 3 + [("a", "y"), ("a", "z"), ("a", "w"), ("b", "x"), ("c", "x")]
    assert classed(keys, 3) == (*[("a", "x")] * 3, *[("a", "*")] * 3, None, None)


def test_what_all_rows_of_a_class_share_is_silent() -> None:
    rows = [
        {"one": ("a", "b"), "two": ("c",), "three": ("x",)},
        {"one": ("b",), "two": ("d",), "three": ("x",)},
        {"one": ("b", "c"), "two": (), "three": ("x",)},
        {"one": ("b",), "two": ("d",), "three": ("y",)},
    ]
    assert unvaried(rows) == {"one", "three"}
    assert silenced(frozenset({"one"}), {"after": frozenset({"one"}), "apart": frozenset({"two"})}) == {
        "one",
        "after",
    }


def test_who_shares_a_token_is_the_same_also_through_a_third() -> None:
    sent = [frozenset(one) for one in ("a", "b", "cd", "ac", "e")]
    assert together(sent) == ((0, 2, 3), (1,), (4,))


@given(st.lists(st.frozensets(st.sampled_from("abcdefgh"), min_size=1, max_size=3), max_size=12))
def test_no_two_people_share_a_token(sent: list[frozenset[str]]) -> None:
    people = [frozenset[str]().union(*(sent[place] for place in places)) for places in together(sent)]
    assert sum(map(len, people)) == len(frozenset[str]().union(*people))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Le loyer a doublé en 2017, de 1 200 à 2 400 euros.", ()),
        ("Écrivez à jean.petit@example.org !", ("mail",)),
        ("jean (at) example.org", ("mail",)),
        ("Voir https://ma-boutique.example/vente", ("web",)),
        ("Appelez le 06 12 34 56 78.", ("phone",)),
        ("Au +33 6 12 34 56 78", ("phone",)),
        ("IBAN FR76 3000 6000 0112 3456 7890 189, merci", ("iban",)),
        ("SIRET 732 829 320 00074", ("firm_number",)),
        ("notre SIREN : 732829320", ("firm_number",)),
        ("12 bis, rue des Halles", ("street",)),
        ("Chez Kœnig on le sait", ("name",)),
        ("chez koenig", ("name",)),
        ("Martin Marie me l'a dit", ("other_name",)),
        ("C'était un mardi de mars", ()),
    ],
)
def test_a_text_that_may_name_somebody_is_found(text: str, kinds: tuple[str, ...]) -> None:
    names = Names(
        words_of_names(["Élise Kœnig", "Les Halles d'or"]) - {"halles"}, others={("marie", "martin")}
    )
    found = found_in(text, names)
    assert set(kinds) <= set(found)
    assert bool(found) == bool(kinds)


def test_a_text_with_a_finding_is_held_back_and_told_to_officials(plan: Plan, stalls: Form) -> None:
    sent = [
        replace(
            one, answers={**one.answers, "story": "Call 06 12 34 56 78" if number % 2 else f"Noise {number}"}
        )
        for number, one in enumerate(market(stalls, 1, 40))
    ]
    told = open_up(plan, sent)
    assert {text for _question, text in told.texts} == {f"Noise {number}" for number in range(0, 40, 2)}
    assert len(told.withheld.texts) == 20
    assert {finding.kinds for finding in told.withheld.texts} == {("phone",)}
    assert all("story" not in (column.id for column in told.plan.rows) for _ in told.rows)


def test_a_firm_is_told_of_once(plan: Plan, stalls: Form) -> None:
    sent = market(stalls, 2, 30)
    again = [replace(one, reference=f"{one.reference}-2") for one in sent[:10]]
    first = open_up(plan, [*sent, *again])
    assert (first.people, first.withheld.again) == (30 - first.withheld.rare, 10)
    later = [*sent, *again, *market(stalls, 3, 30, start=30)]
    second = open_up(plan, later, first.tokens)
    assert not first.tokens & second.tokens
    assert second.withheld.known == 40 - first.withheld.rare


def test_too_few_are_refused(plan: Plan, stalls: Form) -> None:
    with pytest.raises(NotOpenError, match="5 people or firms are needed"):
        open_up(plan, market(stalls, 1, 4))


def test_the_order_of_arrival_cannot_be_seen(plan: Plan, stalls: Form) -> None:
    sent = market(stalls, 5, 60)
    forth, back = open_up(plan, sent), open_up(plan, sent[::-1])
    assert (forth.rows, forth.counted, forth.averaged) == (back.rows, back.counted, back.averaged)
    assert list(forth.rows) == sorted(forth.rows)


Read = Callable[..., Form]


@pytest.fixture
def changed(tmp_path: Path) -> Read:
    """The market's form with pieces of its file replaced, each followed by what stands there instead."""

    def read(*pieces: str) -> Form:
        text = FILE.read_text()
        for old, new in zip(pieces[::2], pieces[1::2], strict=True):
            assert old in text
            text = text.replace(old, new, 1)
        file = tmp_path / "changed.yaml"
        file.write_text(text)
        return compile_form(read_consultation(file))

    return read


def test_nothing_is_opened_while_a_question_is_undeclared(changed: Read) -> None:
    form = changed("label: What did it cost?, required: false, publication: aggregate", "label: Cost?")
    with pytest.raises(NotOpenError, match=r"what of them is published: lost\. Write `publication:`"):
        Plan(Versions(form, [form]))


def test_nothing_is_opened_that_the_file_does_not_open(changed: Read) -> None:
    form = changed("open_data:\n  k: 5\n  firm: siret\n  quasi_identifiers: [place]\n", "")
    with pytest.raises(NotOpenError, match="makes no open data"):
        Plan(Versions(form, [form]))


def test_what_was_promised_to_stay_closed_stays_closed(changed: Read, stalls: Form) -> None:
    """The file was opened further afterwards: who answered before it was told something else."""
    declared = "label: Tell us., required: false, publication: "
    closed = changed(f"{declared}public", f"{declared}never")
    plan = Plan(Versions(stalls, [closed, stalls]))
    sent = [
        replace(one, form=form, answers={**one.answers, "story": words})
        for form, words, start in ((closed, "before", 0), (stalls, "since", 20))
        for one in market(form, 4, 20, start=start)
    ]
    assert {text for _question, text in open_up(plan, sent).texts} == {"since"}


def test_a_question_that_told_on_a_closed_one_in_an_older_version_is_refused(
    changed: Read, stalls: Form
) -> None:
    undeclared = ("label: SIRET, required: false, publication: never", "label: SIRET, required: false")
    older = changed(
        *undeclared, "label: Whom do you blame?", "label: Whom?\n        show_if: {siret: {answered: true}}"
    )
    with pytest.raises(NotOpenError, match="more closed: party, sued"):
        Plan(Versions(stalls, [older, stalls]))


def test_the_second_publication_changes_nothing_of_the_first(plan: Plan, stalls: Form) -> None:
    sent = market(stalls, 9, 50)
    first = open_up(plan, sent)
    grown = [*sent, *market(stalls, 10, 50, start=50)]
    second = open_up(plan, grown, first.tokens)
    assert not first.tokens & second.tokens
    assert open_up(plan, sent) == first
