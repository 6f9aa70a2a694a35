"""`consultkit schema`: what an editor needs to help with consultation files."""

from __future__ import annotations

import json

import click

from consultkit.hooks import Plugins
from consultkit.schema import json_schema


@click.command()
def command() -> None:
    """Print the JSON Schema of consultation files, with what the installed plugins add.

    Name it in a file's first line: `# yaml-language-server: $schema=…`.
    """
    plugins = Plugins({})
    document = json_schema(plugins.question_types, plugins.settings_models)
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True))
