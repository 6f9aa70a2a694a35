"""Free texts: everybody is counted, copies are found however they were edited, and nothing else is."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultkit import ConfigurationError
from consultkit.results.texts import (
    campaigns,
    codebook_of,
    concordance,
    frequent_words,
    shared_by_campaigns,
    themes,
    themes_of,
)
from consultkit.simulation.copies import EDITS, POLITE, Labelled, labelled_texts

NUMBER = 4000


@pytest.fixture(scope="module")
def labelled() -> list[Labelled]:
    return list(labelled_texts(NUMBER, 7))


def found(labelled: list[Labelled]) -> tuple[dict[str, float], int]:
    """The part of the copies that is found, by how they were edited; and how many others are taken so."""
    counted = shared_by_campaigns(lambda: [(one.reference, one.text) for one in labelled])
    group = {reference: n for n, one in enumerate(counted.campaigns) for reference in one.references}
    by_reference = {one.reference: one for one in labelled}
    about = {
        n: Counter(by_reference[reference].template for reference in one.references).most_common(1)[0][0]
        for n, one in enumerate(counted.campaigns)
    }
    copies = [one for one in labelled if one.template]
    right = Counter(one.edit for one in copies if about.get(group.get(one.reference, -1)) == one.template)
    every = Counter(one.edit for one in copies)
    wrong = sum(one.reference in group for one in labelled if not one.template)
    return {edit: right[edit] / every[edit] for edit in EDITS}, wrong


def test_copies_are_found_however_they_were_edited_and_nobody_else_is(labelled: list[Labelled]) -> None:
    recall, wrong = found(labelled)
    assert wrong == 0
    assert recall.pop("15 % of the words changed") > 0.8
    assert all(part > 0.98 for part in recall.values()), recall


def test_politeness_joins_nobody_and_is_told_apart(
    labelled: list[Labelled], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = shared_by_campaigns(lambda: [(one.reference, one.text) for one in labelled])
    assert {sentence for sentence, _ in counted.commonplaces} == {one.rstrip(".") for one in POLITE}
    for sentence, number in counted.commonplaces:
        assert number == sum(sentence in one.text for one in labelled)
    monkeypatch.setattr(campaigns, "commonplaces", lambda *_: frozenset())
    _recall, wrong = found(labelled)
    assert wrong > NUMBER / 4, "Without the rule all polite people are one group."


def test_a_large_campaign_is_no_commonplace() -> None:
    template = [
        "Les plateformes ferment nos comptes sans le moindre préavis",
        "Nous demandons une médiation rapide et gratuite",
    ]
    texts = [(str(n), f"{'. '.join(template)}. Mon histoire porte le numéro {n}.") for n in range(60)]
    counted = shared_by_campaigns(lambda: [*texts, ("alone", "Rien à voir avec tout cela, vraiment rien.")])
    assert [len(one.references) for one in counted.campaigns] == [60]
    assert counted.commonplaces == ()


def test_without_rapidfuzz_what_was_edited_much_is_missed_and_the_rest_is_found(
    labelled: list[Labelled], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaigns, "find_spec", lambda _name: None)
    recall, wrong = found(labelled)
    assert wrong == 0
    assert 0.2 < recall["15 % of the words changed"] < 0.9
    assert recall["verbatim"] == recall["one sentence alone"] == 1


def test_comparing_whole_texts_alone_would_be_noticed(
    labelled: list[Labelled], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = "consultkit.results.texts.campaigns.plain_sentences_of"
    monkeypatch.setattr(whole, lambda text: [text.casefold()])
    monkeypatch.setattr(campaigns, "sentences_of", lambda text: [(text.casefold(), text)])
    monkeypatch.setattr(campaigns, "find_spec", lambda _name: None)
    recall, _wrong = found(labelled)
    assert 0.2 < recall["verbatim"] < 0.8
    assert recall["own words before it"] == 0


def test_everybody_is_counted_whatever_the_order(labelled: list[Labelled]) -> None:
    texts = [(one.reference, one.text) for one in labelled]
    counted = shared_by_campaigns(lambda: texts)
    mixed = random.Random(3).sample(texts, len(texts))
    assert shared_by_campaigns(lambda: mixed) == counted
    in_groups = [reference for one in counted.campaigns for reference in one.references]
    assert len(in_groups) == len(set(in_groups))
    assert counted.respondents == NUMBER
    assert counted.distinct == NUMBER - len(in_groups) + len(counted.campaigns)


@given(st.lists(st.text(max_size=60), max_size=12))
def test_any_texts_are_counted(said: list[str]) -> None:
    counted = shared_by_campaigns(lambda: [(str(n), text) for n, text in enumerate(said)])
    assert counted.respondents == len(said)
    assert 0 <= counted.distinct <= len(said)


def test_short_sentences_and_pairs_are_no_group() -> None:
    thanks = "Je vous remercie beaucoup."
    shared = "Les pièces comptables ne sont jamais fournies à temps."
    assert not shared_by_campaigns(lambda: [(str(n), thanks) for n in range(9)]).campaigns
    assert not shared_by_campaigns(lambda: [(str(n), shared) for n in range(2)]).campaigns
    (group,) = shared_by_campaigns(
        lambda: [("a", shared.upper()), ("b", "Bonjour. " + shared), ("c", shared.replace("é", "e"))]
    ).campaigns
    assert group.references == ("a", "b", "c")


def test_keywords_are_whole_words_beginnings_and_words_in_a_row() -> None:
    codebook = codebook_of({"money": ["retenu*", "compte bloqué"], "rest": ["rien"]})
    assert codebook.codes_in("Ils ont RETENUES mes ventes") == ("money",)
    assert codebook.codes_in("Mon COMPTE BLOQUE depuis mai") == ("money",)
    assert codebook.codes_in("compte à part, puis bloqué") == ()
    assert codebook.codes_in("Un aérien") == ()
    counts = codebook.count(["rien", "rien, retenu", ""])
    assert [(one.code, one.texts, one.of) for one in counts] == [("money", 1, 3), ("rest", 2, 3)]


@given(st.text(max_size=80), st.text(max_size=10))
def test_a_keyword_in_its_place_stands_there(text: str, keyword: str) -> None:
    for line in concordance([("r", text)], keyword):
        assert line.keyword in text


def test_a_keyword_is_shown_as_it_is_written_with_what_stands_around() -> None:
    (line,) = concordance([("r", "Depuis mai,\nma trésorerie est À SEC et rien ne vient.")], "a sec")
    assert (line.before, line.keyword, line.after) == (
        "Depuis mai, ma trésorerie est",
        "À SEC",
        "et rien ne vient.",
    )
    assert not list(concordance([("r", "mot")], " * "))


def test_frequent_words_leave_out_those_of_every_text() -> None:
    told = dict(frequent_words(["Le compte est bloqué", "Un compte bloqué", "Des frais, des frais"]))
    assert told == {"compte": 2, "bloque": 2}


def test_the_same_texts_give_the_same_themes() -> None:
    texts = [(f"p{n}", f"Le paiement et le virement sont en retard, encore {n}.") for n in range(12)]
    texts += [(f"d{n}", f"Offre retirée, produit retiré du catalogue, fois {n}.") for n in range(12)]
    found = themes_of(texts, 2)
    assert themes_of(list(reversed(texts)), 2) == found
    assert {frozenset(reference[0] for reference in one.examples) for one in found} == {
        frozenset("p"),
        frozenset("d"),
    }
    assert sorted(one.texts for one in found) == [12, 12]
    assert themes_of(texts[:4]) == ()


def test_without_scikit_learn_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(themes, "find_spec", lambda _name: None)
    with pytest.raises(ConfigurationError, match=r"consultkit\[analysis\]"):
        themes_of([("a", "b")])
