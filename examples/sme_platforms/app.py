"""The campaign as a web application: `granian --interface wsgi --factory sme_platforms.app:make_app`.

The `CONSULTKIT_*` variables set the deployment; the plugins that the file names are found by themselves.
"""

from __future__ import annotations

from pathlib import Path

from consultkit import ConsultKit, Settings, create_app

CONSULTATION = Path(__file__).with_name("consultation.yaml")


def make_kit(settings: Settings | None = None) -> ConsultKit:
    return ConsultKit([CONSULTATION], settings=settings)


def make_app() -> object:
    return create_app(make_kit())
