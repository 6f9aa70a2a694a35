"""A market of made-up firms, and what can be told of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from consultkit.form import Form, compile_form
from consultkit.hooks import read_consultation
from consultkit.records import Json
from consultkit.results import Versions
from consultkit.results.opening import Contribution, Plan

FILE = Path(__file__).parents[2] / "consultations/open_data.yaml"
PLACES = ("29", "35", "75", "2A", "13")
TROUBLES = ("rent", "noise", "rats")


@pytest.fixture(scope="session")
def stalls() -> Form:
    return compile_form(read_consultation(FILE))


@pytest.fixture(scope="session")
def plan(stalls: Form) -> Plan:
    return Plan(Versions(stalls, [stalls]))


def market(form: Form, seed: int, firms: int, start: int = 0) -> Sequence[Contribution]:
    """So many firms, each with one contribution; rare places, lopsided and unanimous answers among them."""
    chance = random.Random(seed)
    lean = chance.random()
    return tuple(
        Contribution(f"R{number}", form, _answers(chance, lean), frozenset({f"firm-{number}"}))
        for number in range(start, start + firms)
    )


def _answers(chance: random.Random, lean: float) -> dict[str, Json]:
    troubles = [one for one in TROUBLES if chance.random() < lean] or [chance.choice(TROUBLES)]
    party = chance.choices(("town", "owner", "nobody"), weights=(6, 2, 1))[0]
    answers: dict[str, Json] = {
        "place": chance.choices(PLACES, weights=(8, 6, 5, 1, 1))[0],
        "workers": chance.choice((1, 2, 3, 12, 70)),
        "troubles": list(troubles),
        "party": party,
    }
    if "rent" in troubles:
        answers["warned"] = chance.random() < lean
    if party == "owner":
        answers["sued"] = chance.random() < 0.5
    if chance.random() < 0.8:
        answers["since"] = f"201{chance.randint(5, 8)}-0{chance.randint(1, 9)}-11"
    if chance.random() < 0.6:
        answers["lost"] = str(chance.choice((100, 250, 900, 100_000)))
    return answers
