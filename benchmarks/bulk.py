"""Campaigns of any size in minutes: contributions that were simulated, copied with all that goes with them.

`python -m benchmarks.bulk FILE --respondents 1000000` fills the database of the environment's
CONSULTKIT_DATABASE_URL, which must be empty or filled so before.
"""

from __future__ import annotations

import argparse
import random
import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import UUID, uuid4

import sqlalchemy as sa

from consultkit import ConsultKit, ProviderSettings, Settings, SignInSettings, simulated
from consultkit.form import Form
from consultkit.operations.protection import parted
from consultkit.operations.references import new_reference
from consultkit.operations.tallying import marks_of, tallied
from consultkit.records import Submission, digest_of
from consultkit.simulation import SimulatedClock
from consultkit.simulation.campaign import instants_of
from consultkit.storage import PartedAnswers, submissions, tallies
from consultkit.storage.accepting import Mark, Tallied
from consultkit.storage.loading import Loaded, load, note_statistics
from consultkit.storage.tables import submissions as submissions_table

SEED = 7
MODELS = 2000
BATCH = 5000
AGAIN = 0.04


@dataclass(frozen=True, slots=True)
class Model:
    """What does not change from copy to copy."""

    submission: Submission
    answers: PartedAnswers
    marks: Sequence[Mark]
    tallied: Sequence[Tallied]
    answers_sha256: str


def fill(file: Path, settings: Settings, respondents: int, models: int = MODELS) -> int:
    """Have so many contributions kept there; how many were copied. A few thousand are really simulated."""
    nowhere = ProviderSettings("https://nowhere.invalid", "bulk", "nobody signs in")
    kit = ConsultKit(
        [file],
        settings=replace(settings, sign_in=SignInSettings(nowhere, nowhere, nowhere)),
        clock=SimulatedClock(datetime.fromisoformat("2018-11-15T11:00:00+00:00")),
    )
    if not _kept(kit):
        for _receipt in simulated(file, settings, min(models, respondents), SEED):
            pass
    try:
        return _copy(kit, respondents - _kept(kit))
    finally:
        kit.close()


def _copy(kit: ConsultKit, wanted: int) -> int:
    consultation, chance = kit.consultations[0], random.Random(SEED)
    with kit.archive.reading() as tx:
        kept = list(islice(submissions.each(tx, consultation.id), MODELS))
    models = [_model(kit.forms.by_digest(one.form_digest), one) for one in kept]
    instants = instants_of(consultation, max(wanted, 0), chance)
    only_one = consultation.respondent.contributions == "one"
    with kit.archive.reading() as tx:
        taken = set(tx.connection.execute(sa.select(submissions_table.c.reference)).scalars())
    copies = _copies(models, instants, chance, taken, only_one=only_one)
    while several := list(islice(copies, BATCH)):
        with kit.archive.writing() as tx:
            load(tx, several)
    with kit.archive.writing() as tx:
        note_statistics(tx)
    return len(instants)


def _kept(kit: ConsultKit) -> int:
    with kit.archive.reading() as tx:
        return tallies.counts_of(tx, kit.consultations[0].id).get(("", ""), 0)


def _model(form: Form, one: Submission) -> Model:
    answers = dict(one.answers)
    marks, counts = marks_of(form, answers), tallied(form, answers)
    return Model(one, parted(form, answers), marks, counts, digest_of(answers))


def _copies(
    models: Sequence[Model],
    instants: Sequence[datetime],
    chance: random.Random,
    references: set[str],
    *,
    only_one: bool,
) -> Iterator[Loaded]:
    """`references` are those that are taken."""
    respondent = uuid4()
    for instant in instants:
        model = chance.choice(models)
        if only_one or chance.random() >= AGAIN:
            respondent = uuid4()
        copy = replace(
            model.submission,
            id=_id_at(instant),
            reference=_unused(references),
            respondent_id=respondent,
            received_at=instant,
            decided_at=instant,
            late_by_ms=0,
            replaces="",
        )
        key = secrets.token_urlsafe(24)
        yield Loaded(copy, model.answers, model.marks, model.tallied, model.answers_sha256, key, only_one)


def _unused(references: set[str]) -> str:
    while (reference := new_reference()) in references:
        pass
    references.add(reference)
    return reference


def _id_at(instant: datetime) -> UUID:
    """As `new_id` would have made it then."""
    milliseconds, bits = int(instant.timestamp() * 1000), secrets.randbits(74)
    high, low = bits >> 62, bits & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--respondents", type=int, default=100_000)
    options = parser.parse_args()
    began = time.perf_counter()
    copied = fill(options.file, Settings.from_environment(), options.respondents)
    print(f"{copied:,} contributions copied, {time.perf_counter() - began:.0f} s in all.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
