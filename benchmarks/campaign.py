"""What is measured: the SME campaign, and the answers of its launch case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.databases import Database
from consultkit import ConsultKit, Form, ProviderSettings, Settings, SignInSettings
from sme_platforms.app import CONSULTATION
from sme_platforms.tests.answers import PUBLISHER

REHEARSED = datetime(2018, 11, 15, 9, 0, tzinfo=UTC)

NOBODY_SIGNS_IN = SignInSettings(ProviderSettings("https://franceconnect.invalid", "bench", "0" * 64))
"""For a kit that is used directly: the file asks for FranceConnect to be set up."""

Typed = Mapping[str, Sequence[str]]
"""What a person types or ticks, by the name of the question."""


@dataclass(frozen=True, slots=True)
class Place:
    """A database, and the key file for what is sealed in it."""

    database: Database
    key_file: Path

    def kit(self) -> ConsultKit:
        """The campaign amid its window."""
        settings = Settings(self.database.url, self.key_file, rehearse_at=REHEARSED, sign_in=NOBODY_SIGNS_IN)
        return ConsultKit([CONSULTATION], settings=settings)

    def environment(self) -> dict[str, str]:
        """The same for the commands."""
        return {
            "CONSULTKIT_DATABASE_URL": self.database.url,
            "CONSULTKIT_KEY_FILE": str(self.key_file),
            "CONSULTKIT_REHEARSE_AT": REHEARSED.isoformat(),
        }


def typed(form: Form) -> Typed:
    """The answers of the launch case, as a person types them."""
    return {name: form.questions[name].again(answer) for name, answer in PUBLISHER.items()}
