"""S19: what is installed is what was looked at, nothing is known against it, and our own rules are kept."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager

from contract import own_rules
from supply import advisories, locked, wheels
from supply.bill import bill, gaps

from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced


def experiment(trial: Trial) -> Finding:
    breaches = [*locked.unlocked(), *advisories.against_ours(), *gaps(bill())]
    breaches += [*own_rules.broken(), *own_rules.unescaped()]
    built = wheels.distributions()[: trial.count(2, 100)][1 - trial.full :]
    breaches += _built_otherwise(trial, built)
    if trial.full:
        breaches += _found_by_bandit()
    entries = sum(len(locked.locked(name)) for name in locked.NAMES)
    return Finding(
        f"{entries} locked entries, {len(advisories.known())} distributions in the list of faults, "
        f"{len(own_rules.RULES)} own rules, {len(built)} wheels built twice: {len(breaches)} faults",
        breaches,
    )


def _built_otherwise(trial: Trial, built: object) -> Iterator[str]:
    for distribution in built:  # type: ignore[attr-defined]
        folder = trial.folder / distribution.name
        if wheels.different(distribution, folder):
            yield f"the wheel of {distribution.name} is another one each time"


def _found_by_bandit() -> list[str]:
    words = [
        sys.executable,
        "-m",
        "bandit",
        "-q",
        "-r",
        "src",
        "plugins",
        "-ll",
        "-f",
        "json",
        "-x",
        "*/tests/*",
    ]
    done = subprocess.run(words, cwd=locked.ROOT, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    return [f"{one['filename']}:{one['line_number']}: {one['issue_text']}" for one in report["results"]] + [
        f"bandit could not read {one['filename']}" for one in report["errors"]
    ]


def _with_entry(entry: str) -> AbstractContextManager[None]:
    sound = locked.text_of
    return replaced(locked, "text_of", lambda name: f"{sound(name)}{entry}\n")


def _with_source(text: str) -> AbstractContextManager[None]:
    sound = own_rules.product
    return replaced(own_rules, "product", lambda: [*sound(), ("planted.py", text)])


LINE = Line(
    id="S19",
    promise="What is installed is what was looked at, and nothing is known against it",
    bar="every entry has its hashes; nothing in the list of faults; bandit 0 medium or more; own rules 0; "
    "wheels equal to the byte",
    points=2,
    experiment=experiment,
    faults=(
        Fault("no hash", "a distribution is locked without a hash", lambda: _with_entry("left-pad==1.0")),
        Fault(
            "jinja2 2.10",
            "a version with known faults is locked",
            lambda: _with_entry(f"jinja2==2.10 --hash=sha256:{'0' * 64}"),
        ),
        Fault("yaml.load", "a file may make objects", lambda: _with_source("yaml.load(text)")),
    ),
)
