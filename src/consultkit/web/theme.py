"""The theme of a deployment put on: its templates before ours, and its files."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, abort, send_from_directory, url_for
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader

from consultkit.hooks import Theme
from consultkit.web.access import Access, open_to

FILES = "theme_file"
"""The endpoint of a theme's files."""
_OWN = Path(__file__).parent / "templates"


def install_theme(app: Flask, theme: Theme) -> None:
    """Let the theme's templates take the place of ours, and serve its files."""
    if theme.templates is not None:
        own = FileSystemLoader(_OWN)
        app.jinja_loader = ChoiceLoader(
            [FileSystemLoader(theme.templates), own, PrefixLoader({"consultkit": own})]
        )
    app.jinja_env.globals["theme"] = theme.values
    if theme.files:
        _serve(app, theme)


def _serve(app: Flask, theme: Theme) -> None:
    @app.get("/theme/<folder>/<path:filename>", endpoint=FILES)
    @open_to(Access.EVERYBODY)
    def theme_file(folder: str, filename: str) -> Response:
        if folder not in theme.files:
            abort(404)
        return send_from_directory(theme.files[folder], filename)

    def theme_url(folder: str, filename: str) -> str:
        """The address of a file of the theme; it changes when the file does."""
        fingerprint = _fingerprint(theme.files[folder] / filename)
        return url_for(FILES, folder=folder, filename=filename, v=fingerprint)

    app.jinja_env.globals["theme_url"] = theme_url


@cache
def _fingerprint(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
