"""One spelling for each mailbox, and none for what is not one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultkit.identity import address_fault, likely_meant, normal_address


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Jean.Dupont@EXEMPLE.fr", "jean.dupont@exemple.fr"),
        ("  jean@exemple.fr \n", "jean@exemple.fr"),
        ("l'atelier+ventes@exemple.fr", "l'atelier+ventes@exemple.fr"),
        ("contact@pâtisserie.fr", "contact@xn--ptisserie-b2a.fr"),
    ],
)
def test_an_address_has_one_spelling(typed: str, kept: str) -> None:
    assert normal_address(typed) == kept
    assert address_fault(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "jean",
        "jean@",
        "@exemple.fr",
        "jean@exemple",
        "jean@exemple..fr",
        "jean..dupont@exemple.fr",
        "jean dupont@exemple.fr",
        "jean@exemple.fr, paul@exemple.fr",
        "jean@exemple.fr\nBcc: paul@exemple.fr",
        "<jean@exemple.fr>",
        "jean@[127.0.0.1]",
        "jéan@exemple.fr",
        "m\u0131ke@exemple.fr",
        "\u212aarl@exemple.fr",
        "jean\0@exemple.fr",
        "j" * 65 + "@exemple.fr",
        "jean@" + "a" * 64 + ".fr",
        "jean@" + "abcdefgh." * 30 + "fr",
    ],
)
def test_what_is_not_an_address_or_could_be_taken_for_another(typed: str) -> None:
    assert normal_address(typed) is None
    assert address_fault(typed) is not None


@given(st.text(max_size=60) | st.emails())
def test_the_spelling_of_a_spelling_is_itself(typed: str) -> None:
    kept = normal_address(typed)
    assert kept is None or (normal_address(kept) == kept and kept.isascii() and "\n" not in kept)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jean@gmial.com", "jean@gmail.com"),
        ("jean@gmail.co", "jean@gmail.com"),
        ("Jean@hotnail.fr ", "jean@hotmail.fr"),
        ("jean@orange.f", "jean@orange.fr"),
        ("jean@wanado.fr", "jean@wanadoo.fr"),
        ("jean@la-poste.net", "jean@laposte.net"),
    ],
)
def test_a_slip_of_the_fingers_has_a_guess(typed: str, meant: str) -> None:
    assert likely_meant(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["jean@gmail.com", "jean@culture.gouv.fr", "jean@laposte.fr", "jean@boutique.example", "jean", "@", ""],
)
def test_what_may_well_be_right_has_none(typed: str) -> None:
    assert likely_meant(typed) is None
