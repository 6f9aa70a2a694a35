"""A service built on consultkit, as its developer would write it; a strict checker reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from wsgiref.types import WSGIApplication
from zoneinfo import ZoneInfo

from consultkit import (
    ConfigurationError,
    ConsultationFileError,
    ConsultKit,
    ConsultKitError,
    Form,
    Journey,
    Json,
    MailSettings,
    ProviderSettings,
    Role,
    Settings,
    SignInSettings,
    canonical_json,
    compile_form,
    create_app,
    read_consultation,
)
from consultkit.testing import FixedClock


def look_at(path: Path, answers: Mapping[str, Json], today: date) -> list[str]:
    """Every answer that is shown, in words."""
    form: Form = compile_form(read_consultation(path))
    journey: Journey = form.journey(answers, today=today)
    return [
        f"{question.label.in_language('fr')} {question.display(journey.answers[question.id], 'fr')}"
        for page in journey.pages
        for question in journey.questions(page)
        if question.id in journey.answers
    ]


def faults_of(path: Path) -> tuple[str, ...]:
    try:
        read_consultation(path)
    except ConsultationFileError as error:
        return tuple(f"{problem.line}: {problem.message} {problem.mend}" for problem in error.problems)
    return ()


def make_app(path: Path) -> WSGIApplication:
    provider = ProviderSettings("https://fc.example/api/v2", "client", "secret")
    settings = Settings(
        database_url="sqlite:///service.db",
        key_file=Path("service.keys"),
        mail=MailSettings(host="mail.example"),
        sign_in=SignInSettings(franceconnect=provider),
    )
    return create_app(ConsultKit([path], settings=settings))


def tried_at(path: Path, instant: datetime) -> str:
    kit = ConsultKit([path], clock=FixedClock(instant))
    try:
        window = kit.windows.window("night-buses")
        kit.accounts.add_official("camille@ville.example", "night-buses", Role.READER, language="fr")
        return window.sentence(kit.now(), "fr")
    finally:
        kit.close()


def told(error: ConsultKitError) -> tuple[str, str, str]:
    if isinstance(error, ConfigurationError):
        return error.code, error.message, error.mend
    return error.code, str(error), ""


digest_input: bytes = canonical_json({"uses": True, "lines": ["n1"]})
noon = datetime(2027, 3, 2, 12, tzinfo=ZoneInfo("Europe/Paris"))
