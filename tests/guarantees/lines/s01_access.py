"""S1: everybody × every route × every method × their own, somebody else's and nobody's things."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from web.access_matrix import cases, leaks
from web.access_world import ACTORS, World, inhabited

from consultkit import NotFoundError, ProviderSettings
from consultkit.operations import Intake
from consultkit.storage import drafts, submissions
from consultkit.storage.tables import metadata
from consultkit.web import access
from guarantees.databases import DATABASES
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced

SITE = "http://127.0.0.1:8000"
PROVIDER = ProviderSettings("http://127.0.0.1:9/api/v2", "traders", "a secret that is never used " * 3)
"""Nobody leaves for it: everybody has signed in before."""


def experiment(trial: Trial) -> Finding:
    databases = DATABASES if trial.full else {"sqlite": DATABASES["sqlite"]}
    actors = ACTORS if trial.full else ("respondent 1",)
    asked, breaches = 0, []
    for name in databases:
        for actor in actors:
            with world(trial, name) as inhabitants:
                asked += sum(1 for _ in cases(inhabitants, actor))
                breaches += [f"{name}: {leak}" for leak in leaks(inhabitants, actor)]
    measured = f"{len(actors)} actors, {asked:,} requests on {' and '.join(databases)}: {len(breaches)} leaks"
    return Finding(measured, breaches)


@contextmanager
def world(trial: Trial, database: str) -> Iterator[World]:
    """One for each actor: what one of them did is nothing to the next."""
    folder = Path(trial.folder, f"{database}-{len(list(trial.folder.iterdir()))}")
    folder.mkdir()
    with DATABASES[database](trial) as url, inhabited(url, folder, PROVIDER, SITE) as inhabitants:
        yield inhabitants


def _read_by_anybody(intake: Any, reference: str, _respondent: object) -> object:
    with intake._archive.reading() as tx:
        found = submissions.by_reference(tx, reference)
    if found is None:
        raise NotFoundError("There is no such contribution.")
    return found


def _discarded_by_anybody(intake: Any, draft_id: Any, _respondent: object) -> None:
    table = metadata.tables["drafts"]
    with intake._archive.writing() as tx:
        owner = tx.connection.scalar(sa.select(table.c.respondent_id).where(table.c.id == draft_id))
        drafts.delete(tx, draft_id, owner)


LINE = Line(
    id="S1",
    promise="Nobody opens what is not theirs, nor learns that it is there",
    bar="0 leaks; somebody else's and absent are answered alike; a route without a rule fails",
    points=6,
    experiment=experiment,
    faults=(
        Fault(
            "no owner asked",
            "a contribution is shown to whoever has its reference",
            lambda: replaced(Intake, "submission", _read_by_anybody),
        ),
        Fault(
            "discarded by anybody",
            "a draft is thrown away by whoever has its address",
            lambda: replaced(Intake, "discard", _discarded_by_anybody),
        ),
        Fault(
            "no rule",
            "the rules of the routes are not looked at",
            lambda: replaced(access, "_enforce", lambda: None),
        ),
    ),
    mandatory=True,
)
