"""The whole campaign on this machine, to be tried: `python -m sme_platforms.demo`, or `./script/server`.

Every part is real but the five that belong to others: FranceConnect, ProConnect, the mail server, the
mediator and the register of companies are stand-ins on loopback. Nothing of it is for production.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from uuid import UUID

from consultkit import (
    ConfigurationError,
    ConsultKit,
    Official,
    RespondentError,
    Role,
    Settings,
    begin_rehearsal,
    simulated,
)
from consultkit.testing import (
    PEOPLE,
    FranceConnectClient,
    FranceConnectStandIn,
    MailCatcher,
    ProConnectClient,
    ProConnectStandIn,
    serving,
)
from consultkit_mediator.stand_in import MediatorStandIn
from consultkit_sirene.stand_in import SireneStandIn
from sme_platforms.app import CONSULTATION, make_kit

SEED = 7
REHEARSED = "2018-11-15T10:00"
OFFICIAL = "camille.bernard@entreprises.example"
COLLEAGUE = "dominique.martel@entreprises.example"
"""What is shown to a platform is cleared by a second official."""
MEDIATOR = "relais@mediateur.example"
CONTACT = "juridique@plateforme.example"
PARTIES = "plateforme"
AGENT = "Solène Kermarrec"
PASSWORD = "Une phrase pour la demonstration"  # noqa: S105 - printed for everybody to try


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What runs, and where."""

    date: str
    url: str
    mail: str
    mediator: str
    people: tuple[str, ...]
    party: str
    """The platform that the contact speaks for, by its word in the file."""


def main() -> None:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with demonstration(options.port, filled=options.filled) as running:
            _say(running)
            signal.pause()
    except KeyboardInterrupt:
        pass
    print("\nStopped.")


@contextmanager
def demonstration(port: int, *, filled: int = 0) -> Iterator[Demonstration]:
    """Everything started, in order; everything stopped, in the other. `filled` people answered before."""
    url = f"http://127.0.0.1:{port}"
    with ExitStack() as parts:
        mail = parts.enter_context(MailCatcher(web_port=port + 2))
        mediator = parts.enter_context(MediatorStandIn(port + 3))
        sirene = parts.enter_context(SireneStandIn(port=port + 5))
        os.environ |= _environment(url, mail, mediator, sirene)
        citizens, agents = _clients(url)
        franceconnect = parts.enter_context(FranceConnectStandIn([citizens], port=port + 1))
        proconnect = parts.enter_context(ProConnectStandIn([agents], port=port + 4))
        os.environ |= _provider("FRANCECONNECT", franceconnect.issuer, citizens)
        os.environ |= _provider("PROCONNECT", proconnect.issuer, agents)
        settings = Settings.from_environment()
        _fill(settings, filled)
        begin_rehearsal(settings)
        kit = make_kit(settings)
        parts.callback(kit.close)
        parts.enter_context(_working(kit))
        parts.enter_context(serving([CONSULTATION], port))
        party = _busiest_party(kit)
        _ready_offices(kit, mail, party)
        people = tuple(f"{person.given_name} {person.family_name}" for person in PEOPLE)
        date, letters = f"{kit.now():%d %B %Y}", mail.web_address or ""
        yield Demonstration(date, url, letters, mediator.page_address, people, party)


def _environment(
    url: str, mail: MailCatcher, mediator: MediatorStandIn, sirene: SireneStandIn
) -> dict[str, str]:
    """The deployment, as an operator would set it."""
    return {
        "CONSULTKIT_PUBLIC_URL": url,
        "CONSULTKIT_REHEARSE_AT": os.environ.get("CONSULTKIT_REHEARSE_AT", REHEARSED),
        "CONSULTKIT_SMTP_HOST": "127.0.0.1",
        "CONSULTKIT_SMTP_PORT": str(mail.port),
        "CONSULTKIT_MEDIATOR_ADDRESS": mediator.address,
        "CONSULTKIT_SIRENE_ADDRESS": sirene.address,
    }


def _provider(name: str, issuer: str, client: FranceConnectClient | ProConnectClient) -> dict[str, str]:
    return {
        f"CONSULTKIT_{name}_ISSUER": issuer,
        f"CONSULTKIT_{name}_CLIENT_ID": client.client_id,
        f"CONSULTKIT_{name}_CLIENT_SECRET": client.client_secret,
    }


def _clients(url: str) -> tuple[FranceConnectClient, ProConnectClient]:
    """The site as it would be registered at each."""
    citizens = FranceConnectClient("sme-platforms", secrets.token_hex(32), *_addresses(url, "franceconnect"))
    agents = ProConnectClient("sme-platforms", secrets.token_hex(32), *_addresses(url, "proconnect"))
    return citizens, agents


def _addresses(url: str, provider: str) -> tuple[list[str], list[str]]:
    return [f"{url}/auth/{provider}/callback"], [f"{url}/auth/{provider}/logout-callback"]


def _fill(settings: Settings, respondents: int) -> None:
    """What made-up firms sent before the day rehearsed; nothing where somebody contributed already."""
    if not respondents:
        return
    sent = 0
    try:
        for number, receipt in enumerate(
            simulated(CONSULTATION, settings, respondents, SEED, until=settings.rehearse_at), 1
        ):
            sent += receipt is not None
            print(f"\rFilling the demonstration: {number} of {respondents}", end="", flush=True)
        print(f"\rThe demonstration is filled: {sent} contributions of firms that do not exist.")
    except ConfigurationError as error:
        print(f"Nothing is added: {error.message}")


@contextmanager
def _working(kit: ConsultKit) -> Iterator[None]:
    """The worker, as a thread of this process."""
    stop = threading.Event()
    thread = threading.Thread(target=kit.worker.run, args=(stop,), name="worker")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _busiest_party(kit: ConsultKit) -> str:
    """The platform that most contributions are about: there is most to talk about with it."""
    reader = Official(UUID(int=0), "", kit.consultations[0].id, Role.READER)
    asked = next(one for one in kit.results.summary(reader).questions if one.question.id == PARTIES)
    named = [one for one in asked.codes if one.code != "autre"]
    busiest = max(named, key=lambda one: one.count)
    return busiest.code if busiest.count else "amazon"


def _ready_offices(kit: ConsultKit, mail: MailCatcher, party: str) -> None:
    """Everybody who works on the cases, each made the way a real one is: by the link of a letter."""
    _ready(kit, mail, OFFICIAL, Role.MANAGER)
    _ready(kit, mail, COLLEAGUE, Role.CASEWORKER)
    _ready(kit, mail, MEDIATOR, Role.MEDIATOR, "mediator")
    _ready(kit, mail, CONTACT, Role.PARTY, party)


def _ready(kit: ConsultKit, mail: MailCatcher, address: str, role: Role, serves: str = "") -> None:
    try:
        kit.accounts.sign_in(address, PASSWORD)
    except RespondentError:
        consultation = kit.consultations[0].id
        kit.accounts.add_official(address, consultation, role, language="fr", serves=serves)
        kit.accounts.choose_password(mail.wait_for(address).token, PASSWORD)


def _say(running: Demonstration) -> None:
    print(
        f"""
The SME campaign, as if it were {running.date}:

  {running.url}/
      Respondents sign in with FranceConnect (a stand-in: {", ".join(running.people)}),
      or with an account of their own: any address, the letter is in the mail catcher.

  {running.url}/desk/
      The official:   {OFFICIAL}
      A colleague:    {COLLEAGUE}
      The mediator:   {MEDIATOR}
      The platform's: {CONTACT} (for {running.party})
      Password:       {PASSWORD}
      Or with ProConnect (a stand-in too), as {AGENT}.

  {running.mail}   the letters that were sent
  {running.mediator}   what the mediator received

Ctrl-C stops everything.""",
        flush=True,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--port", type=int, default=8000, help="of the site; the next five are the stand-ins'"
    )
    parser.add_argument(
        "--filled",
        nargs="?",
        type=int,
        const=200,
        default=0,
        metavar="RESPONDENTS",
        help="begin with contributions of made-up firms (200 when no number is given)",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
