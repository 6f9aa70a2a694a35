"""Forms as large as departments write them: how long one takes to load, and a page of it to answer."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from uuid import uuid4

from flask.testing import FlaskClient

from consultkit import ConsultKit, Settings, compile_form, create_app, read_consultation
from consultkit.records import Identity, Json, Respondent, SignedIn

LARGE = Path(__file__).parents[1] / "tests/consultations/large"
FILES = (LARGE / "festival.yaml", LARGE / "event.yaml")
LOADS = 5
DURING = "2018-11-15T10:00"
_FIELD = re.compile(r'name="(csrf_token|draft-version|shown-question)" value="([^"]*)"')
_TICKED = re.compile(r'type="checkbox" id="[^"]*" name="([^"]*)" value="([^"]*)"[^>]* checked')


@dataclass(frozen=True, slots=True)
class LargeForm:
    """Seconds: of each load, and of each page shown and saved, in one process without a network."""

    name: str
    loads: Sequence[float]
    shown: Sequence[float]
    saved: Sequence[float]

    def said(self) -> str:
        load, shown, saved = (1000 * median(one) for one in (self.loads, self.shown, self.saved))
        worst = 1000 * max(*self.shown, *self.saved)
        return (
            f"{self.name}: loads in {load:.0f} ms; a page is shown in {shown:.1f} ms and saved in "
            f"{saved:.1f} ms (medians over {len(self.shown)} pages; the slowest {worst:.0f} ms)"
        )


def time_large_forms(environment: Mapping[str, str], tries: int) -> list[LargeForm]:
    """Every page of each, so many times."""
    settings = Settings.from_environment({**environment, "CONSULTKIT_REHEARSE_AT": DURING})
    return [_time(file, settings, max(1, tries // 40)) for file in FILES]


def _time(file: Path, settings: Settings, rounds: int) -> LargeForm:
    kit = ConsultKit([file], settings=settings)
    respondent = kit.identities.respondent_of(Identity("https://bench.example", uuid4().hex), "account")
    client = create_app(kit).test_client()
    client.set_cookie("consultkit", kit.sessions.begin({}, SignedIn(respondent, "account")).id)
    addresses = _addresses(kit, respondent)
    pages = [_page(client, address) for _ in range(rounds + 1) for address in addresses][len(addresses) :]
    kit.close()
    shown, saved = zip(*pages, strict=True)
    return LargeForm(file.stem, [_load(file) for _ in range(LOADS)], shown, saved)


def _addresses(kit: ConsultKit, respondent: Respondent) -> list[str]:
    """The pages that show when every box is ticked."""
    form = kit.forms.current(kit.consultations[0].id)
    ticked: dict[str, Json] = {
        one.id: list(one.all_codes()) for one in form.questions.values() if one.kind == "choices"
    }
    draft = kit.intake.save(kit.intake.begin(form.consultation.id, respondent), ticked)
    start = f"/{form.consultation.id}/draft/{draft.id}"
    return [f"{start}/{page.id}" for page in form.journey(ticked).pages]


def _page(client: FlaskClient, address: str) -> tuple[float, float]:
    began = time.perf_counter()
    page = client.get(address)
    shown = time.perf_counter()
    fields: dict[str, list[str]] = {}
    for name, value in (*_FIELD.findall(page.text), *_TICKED.findall(page.text)):
        fields.setdefault(name, []).append(value)
    asked = time.perf_counter()
    answer = client.post(address, data=fields)
    saved = time.perf_counter()
    if page.status_code != 200 or answer.status_code not in {303, 422}:
        raise RuntimeError(f"{address} was answered with {page.status_code}, then {answer.status_code}.")
    return shown - began, saved - asked


def _load(file: Path) -> float:
    began = time.perf_counter()
    compile_form(read_consultation(file))
    return time.perf_counter() - began
