"""The deployment of the environment as a WSGI application.

granian --interface wsgi --factory consultkit.cli.wsgi:make_app
gunicorn --worker-class gthread --threads 4 'consultkit.cli.wsgi:make_app()'
"""

from __future__ import annotations

import os
from pathlib import Path
from wsgiref.types import WSGIApplication

from consultkit.cli.deployment import FILES_VARIABLE, required
from consultkit.kit import ConsultKit
from consultkit.logs import write_logs
from consultkit.settings import Settings
from consultkit.web import create_app


def make_app() -> WSGIApplication:
    """Serve the files that CONSULTKIT_CONSULTATIONS names, by the other CONSULTKIT_* variables."""
    named = os.environ.get(FILES_VARIABLE, "").split(os.pathsep)
    files = required(tuple(Path(name) for name in named if name))
    settings = Settings.from_environment()
    write_logs(settings)
    return create_app(ConsultKit(files, settings=settings))
