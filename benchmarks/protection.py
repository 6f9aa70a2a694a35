"""What protection costs who sends: the same form with everything protected and questions sealed, and without.

One contribution in the one form, then one in the other, so that what drifts on the machine touches both.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from uuid import uuid4

from consultkit import ConsultKit, Json, Respondent, Settings
from consultkit.operations import digest_of_checked
from consultkit.records import Identity
from consultkit.testing import FixedClock

FORM = Path(__file__).parents[1] / "tests" / "consultations" / "sealed.yaml"
ANSWERS: dict[str, Json] = {
    "firm": "Au pain doré",
    "witness": "The neighbour who delivers at night. " * 20,
    "fears": True,
    "sources": [{"name": "Camille Durand"}, {"name": "Claude Martin"}],
}
NOON = datetime(2018, 11, 15, 11, tzinfo=UTC)
WARM_UP = 20


def time_protection(database_url: str, folder: Path, pairs: int) -> str:
    """As Markdown: the median time of sending in each form, and their ratio."""
    guarded, bare = _forms(folder)
    settings = Settings(database_url=database_url, key_file=folder / "keys", files=str(folder / "files"))
    kit = ConsultKit([guarded, bare], settings=settings, clock=FixedClock(NOON))
    taken: dict[str, list[float]] = {"whispers": [], "murmurs": []}
    for number in range(WARM_UP + pairs):
        for consultation, times in taken.items():
            seconds = _send(kit, consultation)
            if number >= WARM_UP:
                times.append(seconds)
    kit.close()
    with_it, without = (1000 * median(times) for times in taken.values())
    return (
        f"sending, p50 of {pairs}: {with_it:.2f} ms with `protect: all` and sealed questions, "
        f"{without:.2f} ms without; ratio {with_it / without:.2f}"
    )


def _forms(folder: Path) -> tuple[Path, Path]:
    text = FORM.read_text()
    guarded, bare = folder / "whispers.yaml", folder / "murmurs.yaml"
    guarded.write_text(f"{text}protect: all\n")
    start, _, rest = text.partition("seal:\n")
    _, _, pages = rest.partition("pages:\n")
    open_text = f"{start}pages:\n{pages}".replace("consultation: whispers", "consultation: murmurs")
    bare.write_text(open_text.replace(", sealed: true", "").replace("        sealed: true\n", ""))
    return guarded, bare


def _send(kit: ConsultKit, consultation: str) -> float:
    """How long the sending took; what comes before it does not count."""
    someone: Respondent = kit.identities.respondent_of(
        Identity("https://id.example", uuid4().hex), "franceconnect"
    )
    draft = kit.intake.save(kit.intake.begin(consultation, someone), ANSWERS)
    form = kit.forms.by_digest(draft.form_digest)
    checked = digest_of_checked(form, draft, form.journey(draft.answers).answers)
    began = time.perf_counter()
    kit.intake.submit(draft.id, someone, submit_key=draft.submit_key, answers_sha256=checked)
    return time.perf_counter() - began
