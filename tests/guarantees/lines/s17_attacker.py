"""S17: somebody who knows the firms, keeps every publication and can count recovers no answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from results.opening import test_attacker as attacker

from consultkit.form import compile_form
from consultkit.hooks import read_consultation
from consultkit.results import Versions
from consultkit.results.opening import Plan, counting, rows
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced

FILE = Path(__file__).parents[2] / "consultations" / "open_data.yaml"


def experiment(trial: Trial) -> Finding:
    form, markets = compile_form(read_consultation(FILE)), trial.count(120, 1_000)
    plan = Plan(Versions(form, [form]))
    found = [(seed, one) for seed in range(markets) for one in attacker.attack(plan, seed)]
    breaches = [f"market {seed}: {one.of} by {one.by}" for seed, one in found]
    measured = f"{markets:,} markets, two publications each and their difference: {len(found)} recoveries"
    return Finding(measured, breaches)


def _naive(counts: Mapping[str, int], k: int) -> Mapping[str, int | None]:
    return {code: None if 0 < number < k else number for code, number in counts.items()}


LINE = Line(
    id="S17",
    promise="What one firm answered cannot be recovered from open data",
    bar="0 recoveries from 1,000 markets, differences of two publications included",
    points=2,
    experiment=experiment,
    faults=(
        Fault(
            "naive suppression",
            "small cells are hidden, and what they are the remainder of is told",
            lambda: replaced(counting, "partition", _naive),
        ),
        Fault(
            "of one mind",
            "a class that all answers alike is told",
            lambda: replaced(rows, "unvaried", lambda _rows: frozenset()),
        ),
    ),
)
