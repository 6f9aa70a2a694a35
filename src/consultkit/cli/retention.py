"""`consultkit retention`: what is kept until when, and erasing it when its time is over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args
from uuid import UUID

import click

from consultkit.cli.deployment import of_files, open_kit
from consultkit.errors import ConfigurationError
from consultkit.kit import ConsultKit
from consultkit.operations import COMMAND_LINE
from consultkit.records import Erased, ErasedKind, KeepingOutlook, Official, Role

_KINDS: Mapping[str, ErasedKind] = {one: one for one in get_args(ErasedKind)}


@click.group()
def command() -> None:
    """What is kept until when; erase what is due, keep something longer, erase again after a restore."""


@command.command()
@of_files
def status(files: tuple[Path, ...]) -> None:
    """Say what is kept, until when, and what is due. FILES: the consultations served."""
    with open_kit(files) as kit:
        for consultation in kit.consultations:
            for line in _lines(kit, kit.retention.outlook(consultation.id)):
                click.echo(line)
        for name, number in kit.retention.unserved().items():
            click.echo(f"{name}: {number} contributions, and no file that is served: nothing erases them.")


@command.command()
@click.argument("consultation")
@of_files
@click.option("--yes", is_flag=True, help="Erase; without it, only what would be erased is said.")
@click.option("--expect", type=click.IntRange(min=1), help="Erase even what was not announced, if so many.")
def run(consultation: str, files: tuple[Path, ...], expect: int | None, *, yes: bool) -> None:
    """Erase the contributions to CONSULTATION that have been kept long enough, as the worker does.

    It may be interrupted: the next run goes on.
    """
    with open_kit(files) as kit:
        outlook = kit.retention.outlook(consultation)
        if not yes:
            click.echo(f"{outlook.due} contributions would be erased. Say --yes to erase them.")
            return
        with click.progressbar(length=outlook.due, label="Contributions") as bar:
            erased = kit.retention.run(
                consultation, expect=expect, progress=lambda done: bar.update(done - bar.pos)
            )
        click.echo(f"{erased} contributions are erased.")


@command.command()
@click.argument("consultation")
@click.argument("reference")
@of_files
@click.option("--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The last day of keeping.")
@click.option("--by", required=True, help="The official who decides.")
@click.option("--reason", required=True, help="Why: it is written into the history.")
def keep(
    consultation: str, reference: str, files: tuple[Path, ...], until: datetime, by: str, reason: str
) -> None:
    """Keep the contribution REFERENCE to CONSULTATION longer than its file says."""
    with open_kit(files) as kit:
        official = Official(COMMAND_LINE, by, consultation, Role.MANAGER)
        kit.retention.keep_longer(official, reference, until.date(), reason)
    click.echo(f"{reference} is kept until the end of {until:%Y-%m-%d}.")


@command.command()
@click.argument("consultation")
@click.argument("reference")
@of_files
@click.option("--by", required=True, help="Who decides.")
@click.option("--reason", required=True, help="Why: it is kept, so let it name nobody.")
@click.confirmation_option(prompt="It cannot be undone. Erase it?")
def erase(consultation: str, reference: str, files: tuple[Path, ...], by: str, reason: str) -> None:
    """Erase the contribution REFERENCE to CONSULTATION before its time, because its sender asks for it."""
    with open_kit(files) as kit:
        kit.retention.erase_one(consultation, reference, by=by, reason=reason)
    click.echo(f"{reference} is erased.")


@command.command()
@of_files
def journal(files: tuple[Path, ...]) -> None:
    """Print what was erased, one JSON object a line: ids and instants. FILES: the consultations served."""
    with open_kit(files) as kit:
        for one in kit.erasure.journal():
            click.echo(_written(one))


@command.command()
@of_files
@click.option(
    "--journal",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Entries beside those of this deployment, as `journal` prints them.",
)
def replay(files: tuple[Path, ...], journal: Path | None) -> None:
    """Erase again what a restored copy has brought back. FILES: the consultations served."""
    with open_kit(files) as kit:
        entries = [_read(line) for line in journal.read_text().splitlines()] if journal else []
        replayed = kit.erasure.replay(entries)
    click.echo(
        f"{replayed.known} erasures are known; {replayed.contributions} contributions and "
        f"{replayed.persons} persons had come back, and are erased."
    )


def _lines(kit: ConsultKit, outlook: KeepingOutlook) -> list[str]:
    zone = kit.forms.current(outlook.consultation).consultation.window.zone

    def local(instant: datetime) -> str:
        return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"

    ends = f"{local(outlook.ends_at)} ({zone.key})"
    kept = f"{outlook.consultation}: {outlook.contributions} contributions are kept until {ends}"
    lines = [f"{kept}; {outlook.due} are due."]
    if outlook.announced_at and outlook.erases_at:
        lines.append(
            f"  {outlook.announced} were announced on {local(outlook.announced_at)}; "
            f"the worker begins at {local(outlook.erases_at)}."
        )
    lines += [f"  {one.reference} until {one.until}: {one.reason}" for one in outlook.kept_longer]
    return [*lines, f"  Stopped: {outlook.stopped}"] if outlook.stopped else lines


def _written(one: Erased) -> str:
    return json.dumps(
        {
            "subject_id": str(one.subject_id),
            "kind": one.kind,
            "at": one.at.isoformat(),
            "consultation": one.consultation,
        }
    )


def _read(line: str) -> Erased:
    try:
        said = json.loads(line)
        kind = _KINDS[said["kind"]]
        at = datetime.fromisoformat(said["at"]).astimezone(UTC)
        return Erased(UUID(said["subject_id"]), kind, at, str(said["consultation"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            "The journal has a line that is no entry.",
            mend="Give a file that `consultkit retention journal` printed.",
        ) from error
