"""The command line. Each command's room loads when it is called, so that `--help` answers at once."""

from __future__ import annotations

from importlib import import_module

import click

_COMMANDS = {
    "audit": ("audit", "Verify, sign or show the journal of what officials did."),
    "backup": ("backup", "Make a backup while the service runs; list, check and prune those there are."),
    "check": ("check", "Check consultation files: every fault at once, with its line and its mend."),
    "diff": ("diff", "What a changed file changes for those who answer."),
    "doctor": ("doctor", "Say what of this deployment is unsafe, and how to mend it."),
    "export": ("export", "Write the contributions as CSV, XLSX, JSON Lines, Parquet or ZIP."),
    "franceconnect-stand-in": ("stand_in", "An identity provider to try with, on this machine only."),
    "import": ("take_in", "Take in contributions that were exported as JSON Lines."),
    "keys": ("keys", "The officials' keys, and those that the deployment seals with."),
    "migrate": ("migrate", "Bring the database up to date."),
    "officials": ("officials", "The officials who study the contributions."),
    "receipts": ("receipts", "Check a receipt, and recount the set of them that was published."),
    "report": ("report", "Count what a report asks for, as HTML and PDF."),
    "retention": ("retention", "What is kept until when; erase it when its time is over."),
    "restore": ("restore", "Take a backup back into an empty place, and open everything in it."),
    "schema": ("schema", "Print the JSON Schema of consultation files, for editors."),
    "simulate": ("simulate", "Fill a database with made-up contributions, to try things."),
    "serve": ("serve", "Serve the consultations over HTTP."),
    "texts": ("texts", "Count the texts of a question, and those that share sentences."),
    "translations": ("translations", "Note that the translations of a file are right as they are."),
    "unseal": ("unseal", "Open the sealed answers with the officials' key."),
    "window": ("window", "Extend, suspend, resume or close a consultation, with a reason."),
    "worker": ("worker", "Do what submissions promised: referrals, letters, counts."),
}


class _LazyGroup(click.Group):
    """Lists the commands without loading them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module, _help = _COMMANDS[cmd_name]
        command: click.Command = import_module(f"consultkit.cli.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, help_text) for name, (_module, help_text) in sorted(_COMMANDS.items())]
            )


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="consultkit")
def main() -> None:
    """consultkit: form-based government consultations from one file."""
