"""`consultkit report`: what a report asks for, counted, as HTML and PDF."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import click

from consultkit.cli.deployment import instructions, of_files, open_kit
from consultkit.errors import ConfigurationError
from consultkit.records import Official, Role
from consultkit.schema import load_report


@click.command()
@click.argument("report", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@of_files
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), default=Path(), show_default="here"
)
def command(report: Path, files: tuple[Path, ...], output: Path) -> None:
    """Count what the file REPORT asks for, and write NAME.html and NAME.pdf.

    The same contributions and the same file give the same bytes, wherever and whenever it is made.
    """
    from consultkit.web import create_app
    from consultkit.web.pdf import can_make_pdf
    from consultkit.web.reports import report_as_pdf, report_html

    with instructions():
        asked = load_report(report)
    with open_kit(files) as kit:
        if asked.consultation not in {one.id for one in kit.consultations}:
            raise ConfigurationError(
                f"The consultation `{asked.consultation}` is not among the files.",
                mend="Name its file after that of the report.",
            )
        operator = Official(UUID(int=0), "the operator", asked.consultation, Role.READER)
        reported, app = kit.reports.make(operator, asked), create_app(kit)
        output.mkdir(parents=True, exist_ok=True)
        _write(output / f"{asked.id}.html", report_html(app, reported))
        if can_make_pdf():
            _write(output / f"{asked.id}.pdf", report_as_pdf(app, reported))
        else:
            click.echo("No PDF was made: it takes `pip install 'consultkit[pdf]'`.", err=True)
    click.echo(f"Counted over {reported.snapshot.number} contributions, snapshot {reported.snapshot.digest}.")


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    click.echo(str(path))
