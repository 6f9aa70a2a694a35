"""The desk over a campaign that nobody answered: how long each page takes, whatever is looked for."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median, quantiles

from flask.testing import FlaskClient

from benchmarks.bulk import fill
from consultkit import ConsultKit, ProviderSettings, Role, Settings, SignInSettings, create_app
from consultkit.records import SignedIn
from consultkit.storage import accounts
from sme_platforms.app import CONSULTATION

OFFICIAL = "bench@state.example"
LIST = "/desk/sme-platforms/contributions"
PAGES: Mapping[str, str] = {
    "the list": LIST,
    "one filter": f"{LIST}?q.plateforme=amazon",
    "two filters": f"{LIST}?q.plateforme=amazon&q.pratiques=retenue_paiements",
    "four filters": f"{LIST}?q.plateforme=amazon&q.pratiques=retenue_paiements&q.effectif=11&state=new",
    "a filter that nothing meets": f"{LIST}?state=closed",
    "words that many wrote": f"{LIST}?words=comptable",
    "words that nobody wrote": f"{LIST}?words=zanzibar",
    "the problems": "/desk/sme-platforms/problems",
}


@dataclass(frozen=True, slots=True)
class DeskPage:
    """Seconds of each time that it was asked for, in one process without a network."""

    name: str
    times: Sequence[float]

    def said(self) -> str:
        p95 = quantiles(self.times, n=20)[-1]
        return f"{self.name}: {1000 * median(self.times):.0f} ms (median), {1000 * p95:.0f} ms (p95)"


def time_desk(environment: Mapping[str, str], respondents: int, tries: int) -> list[DeskPage]:
    """Fill the database, then open every page so many times as an official."""
    settings = Settings.from_environment(environment)
    fill(CONSULTATION, settings, respondents)
    nowhere = ProviderSettings("https://nowhere.invalid", "bench", "nobody signs in")
    kit = ConsultKit(
        [CONSULTATION], settings=replace(settings, sign_in=SignInSettings(franceconnect=nowhere))
    )
    client = signed_in_official(kit)
    measured = {
        name: [open_page(client, address) for _ in range(tries + 1)][1:] for name, address in PAGES.items()
    }
    kit.close()
    return [DeskPage(name, times) for name, times in measured.items()]


def signed_in_official(kit: ConsultKit) -> FlaskClient:
    """A browser at the desk."""
    kit.accounts.add_official(OFFICIAL, kit.consultations[0].id, Role.MANAGER, language="fr")
    with kit.archive.reading() as tx:
        kept = accounts.find_by_address(tx, OFFICIAL)
    if kept is None:
        raise AssertionError("An official who was just made is there.")
    client = create_app(kit).test_client()
    who = SignedIn(kept.account.respondent, "account", kept.account, opens_desk=True)
    client.set_cookie("consultkit", kit.sessions.begin({}, who).id)
    return client


def open_page(client: FlaskClient, address: str) -> float:
    """The seconds that it took. Raises RuntimeError when it was not shown."""
    began = time.perf_counter()
    page = client.get(address)
    if page.status_code != 200:
        raise RuntimeError(f"{address} was answered with {page.status_code}.")
    return time.perf_counter() - began
