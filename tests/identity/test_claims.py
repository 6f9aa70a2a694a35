"""What was not asked for is not kept, and what is kept can be written down."""

from __future__ import annotations

import pytest

from consultkit.identity.claims import FRANCECONNECT, PROCONNECT, claims_of, only


@pytest.mark.parametrize(
    ("scopes", "claims"),
    [
        ((), set()),
        (("openid",), set()),
        (("birth",), {"birthplace", "birthcountry"}),
        (("given_name", "email"), {"given_name", "given_name_array", "email"}),
        (("rnipp_family_name",), {"rnipp_family_name"}),
    ],
)
def test_the_scopes_of_franceconnect_bring_these_claims(scopes: tuple[str, ...], claims: set[str]) -> None:
    assert claims_of(FRANCECONNECT, scopes) == claims


def test_the_identity_of_franceconnect_has_no_name_of_use_and_no_address() -> None:
    assert not {"preferred_username", "email", "address"} & claims_of(FRANCECONNECT, ["identite_pivot"])


def test_the_telephone_of_proconnect_has_another_name_than_its_scope() -> None:
    assert claims_of(PROCONNECT, ("phone", "siret")) == {"phone_number", "siret"}


def test_values_keep_their_shape() -> None:
    sent = {"roles": ["agent_public"], "custom": {"grade": 1.5, "since": 2019}, "email": "a@b.fr"}
    assert only({"roles", "custom"}, sent) == {
        "roles": ["agent_public"],
        "custom": {"grade": "1.5", "since": 2019},
    }


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", "a\0b", {"\0": 1}], ids=repr)
def test_what_cannot_be_written_down_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"Out of range|surrogates|NUL"):
        only({"email"}, {"email": value})
