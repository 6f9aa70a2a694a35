"""Whatever a provider answers, or somebody in its place: nobody is signed in, and the site stays well."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from consultkit import ConsultKit, create_app
from consultkit.identity import oidc
from consultkit.identity.deadline import Deadline
from consultkit.testing.provider_faults import EVERY_FAULT, OF_ENCRYPTION, SLOW

from .conftest import Visitor
from .sign_in_doors import DOORS, WANTED, Door, door, doors, lets_in, people_signed_in, site_with

__all__ = ["door", "doors"]

MEANINGLESS = ("lower_acr", "no_acr", "other_nonce", "no_nonce", "other_access_token")
"""In a userinfo, which has neither nonce nor level."""
HARMLESS = {"id_token_other_subject", *(f"userinfo_{word}" for word in MEANINGLESS)}
"""A provider may name any subject; what is refused is two answers about two persons: see PAIRS."""
HARMLESS_AT = {
    "franceconnect": OF_ENCRYPTION,
    "franceconnect-plus": frozenset[str](),
    # It does not say that its answers name it, and a respondent needs no level of it.
    "proconnect": OF_ENCRYPTION | {"callback_no_issuer", "id_token_lower_acr"},
}
PAIRS = [
    ("id_token_other_subject",),
    ("id_token_long_subject", "userinfo_long_subject"),
    ("callback_error_access_denied", "callback_no_state"),
]
QUICK = [
    (door, faults)
    for door in DOORS
    for faults in [*((word,) for word in sorted(EVERY_FAULT - SLOW - HARMLESS - HARMLESS_AT[door])), *PAIRS]
]


@pytest.fixture
def kit(sqlite_url: str, tmp_path: Path, doors: dict[str, Door]) -> Iterator[ConsultKit]:
    """On one database: what a provider answers has nothing to do with it."""
    with site_with(doors, sqlite_url, tmp_path) as kit:
        yield kit


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    return create_app(kit)


def refuses(app: Flask, kit: ConsultKit, door: Door, faults: tuple[str, ...]) -> None:
    visitor = Visitor(app)
    with door.stand_in.answering_wrongly(*faults):
        answers = door.walk(visitor)
    assert 400 <= answers[-1].status_code < 500, answers[-1].status_code
    assert "Vous n’êtes pas connecté" in answers[-1].text
    assert people_signed_in(kit) == 0
    assert visitor.open(WANTED).address == "/traders/sign-in"


@pytest.mark.parametrize(
    ("door", "faults"), QUICK, indirect=["door"], ids=[f"{door}-{'+'.join(faults)}" for door, faults in QUICK]
)
def test_a_wrong_answer_signs_nobody_in_and_a_right_one_does_afterwards(
    app: Flask, kit: ConsultKit, door: Door, faults: tuple[str, ...]
) -> None:
    refuses(app, kit, door, faults)
    lets_in(app, kit, door)


@pytest.mark.slow
@pytest.mark.parametrize("fault", sorted(SLOW))
def test_a_provider_that_keeps_one_waiting_signs_nobody_in(
    app: Flask, kit: ConsultKit, door: Door, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patience:
        patience.setattr(oidc, "Deadline", partial(Deadline, 0.5))
        refuses(app, kit, door, (fault,))
    lets_in(app, kit, door)


def test_keys_that_changed_without_notice_are_fetched_anew(app: Flask, kit: ConsultKit, door: Door) -> None:
    lets_in(app, kit, door)
    kit.sessions.purge()
    door.stand_in.rotate_keys()
    answers = door.walk(Visitor(app))
    assert [answer.status_code for answer in answers] == [303, 303]


def test_a_key_that_is_never_published_is_not_believed_after_a_change_either(
    app: Flask, kit: ConsultKit, door: Door
) -> None:
    door.stand_in.rotate_keys()
    refuses(app, kit, door, ("id_token_unknown_key",))
