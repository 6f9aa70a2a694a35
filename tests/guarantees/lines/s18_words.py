"""S18: what people write is where they wrote it, and in no log, address, letter or figure."""

from __future__ import annotations

import io
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from web.conftest import Member, Visitor
from werkzeug.test import TestResponse

from consultkit import ConsultKit, MailSettings, create_app, logs
from consultkit.operations import Intake
from consultkit.testing import MailCatcher
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced
from guarantees.site import Site, site

TOKEN = "a token of the monitoring"
STREET = ("trouble", "which", "months")
HOW_OFTEN = 4
"""Rounds at full size; each brings some fifty canaries."""


@dataclass
class Outside:
    """What leaves the place where something was written: each kind, with all that was read of it."""

    canaries: list[str] = field(default_factory=list)
    log: io.StringIO = field(default_factory=io.StringIO)
    addresses: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)

    def canary(self) -> str:
        self.canaries.append(f"canary{secrets.token_hex(6)}")
        return self.canaries[-1]

    def hits(self) -> Iterator[str]:
        kinds = {
            "the log": self.log.getvalue(),
            "an address": "\n".join(self.addresses),
            "a letter": "\n".join(self.letters),
            "the figures": "\n".join(self.figures),
        }
        for name, text in kinds.items():
            found = sum(canary in text for canary in self.canaries)
            if found:
                yield f"{found} in {name}"

    def note(self, response: TestResponse) -> None:
        self.addresses += [one.headers["Location"] for one in (*response.history, response) if one.location]


def experiment(trial: Trial) -> Finding:
    outside = Outside()
    with MailCatcher() as mail, _watched(trial, mail.port) as place, _logged(outside.log):
        for number in range(trial.count(1, HOW_OFTEN)):
            _write_everywhere(place, outside, f"person {number}")
        place.kit.worker.run_once()
        outside.figures.append(_figures(place))
        outside.letters += [f"{one.subject}\n{one.text}" for one in mail.messages]
    said, hits = outside.log.getvalue().count("\n"), list(outside.hits())
    measured = (
        f"{len(outside.canaries)} canaries; read: {said} lines of the log, "
        f"{len(outside.addresses)} addresses, {len(outside.letters)} letters, "
        f"the figures: {'; '.join(hits) or '0 hits'}"
    )
    seen = said and outside.addresses and outside.letters and "consultkit_requests" in outside.figures[0]
    return Finding(measured, hits if seen else ["something was not read"])


@contextmanager
def _watched(trial: Trial, mail_port: int) -> Iterator[Site]:
    """A site that has figures and sends letters."""
    with site(trial) as place:
        mail = MailSettings(port=mail_port, sender="us@example.org")
        settings = replace(place.kit.settings, metrics_token=TOKEN, mail=mail)
        kit = ConsultKit([trial.folder / "traders.yaml"], settings=settings, clock=place.clock)
        try:
            yield Site(kit, create_app(kit), place.clock)
        finally:
            kit.close()


def _write_everywhere(place: Site, outside: Outside, name: str) -> None:
    _mistype(place.member(f"{name}, wrongly"), outside)
    _mistype_further(place.member(f"{name}, further on"), outside)
    person = place.member(name)
    _answer(person, outside)
    _ask_for_nonsense(person, outside)
    _knock(place.visitor(), outside)
    _break(place.member(f"{name}, in vain"), outside)


def _mistype(person: Member, outside: Outside) -> None:
    """Words in the place of everything that a page sends."""
    page = person.open("/traders/begin")
    for control in ("shop", "email", "since-day", "since-year", "trouble", "months", "version", "submit_key"):
        outside.note(person.post(page.form("shop"), {"shop": "", control: outside.canary()}))


def _mistype_further(person: Member, outside: Outside) -> None:
    street = person.to_street()
    outside.note(person.post(street.form("trouble"), {name: outside.canary() for name in STREET}))


def _answer(person: Member, outside: Outside) -> None:
    """A whole contribution."""
    shop = {"shop": outside.canary(), "email": f"{outside.canary()}@example.org"}
    street = person.send(person.begin().form("shop"), shop)
    asked = person.send(street.form("trouble"), {"trouble": ["noise", "other"]})
    words = person.send(asked.form("which"), {"which": outside.canary()})
    check = person.send(words.form("sure"), {"sure": "yes", "story": outside.canary()})
    outside.note(person.post(check.form("submit_key"), {"answers_sha256": outside.canary()}))
    outside.note(person.post(check.form("submit_key"), {}))


def _ask_for_nonsense(person: Member, outside: Outside) -> None:
    """Words in the place of each part of an address, and of what a browser says of itself.

    Where these lead is not looked at: an address may say again what was asked for in one.
    """
    for rule in person.client.application.url_map.iter_rules():
        path = "/".join(outside.canary() if "<" in part else part for part in rule.rule.split("/"))
        if rule.rule.startswith("/<consultation>"):
            path = "/".join(["/traders", *path.split("/")[2:]])
        person.client.get(f"{path}?{outside.canary()}={outside.canary()}")
    names = ("User-Agent", "Referer", "X-Forwarded-For", "X-Request-Id")
    person.client.get(f"/{outside.canary()}", headers={name: outside.canary() for name in names})
    person.client.open("/traders/", method=outside.canary().upper())


def _knock(visitor: Visitor, outside: Outside) -> None:
    """Words in the place of an address and of a password."""
    address = f"{outside.canary()}@example.org"
    door = visitor.open("/traders/sign-in").form("password")
    outside.note(visitor.post(door, {"email": address, "password": outside.canary()}))
    outside.note(visitor.post(visitor.open("/account/link").form("email"), {"email": address}))


def _break(person: Member, outside: Outside) -> None:
    """A mistake of ours whose words hold what somebody typed."""
    with replaced(Intake, "save", _quoting):
        outside.note(person.post(person.begin().form("shop"), {"shop": outside.canary()}))


def _quoting(_intake: object, _draft: object, answers: object, *_more: object, **_others: object) -> None:
    raise ValueError(f"could not take {answers}")


def _figures(place: Site) -> str:
    asked = place.app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert asked.status_code == 200, asked.status
    return asked.text


@contextmanager
def _logged(stream: io.StringIO) -> Iterator[None]:
    """As in production, for as long as it lasts."""
    root, handler = logging.getLogger(), logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    handler.addFilter(lambda record: not record.name.startswith("mail."))  # That is the mail catcher's own.
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


_save = Intake.save


def _saved_and_told(intake: Any, draft: Any, answers: Any, *more: Any, **others: Any) -> Any:
    logging.getLogger("consultkit").info("Kept %s", answers)
    return _save(intake, draft, answers, *more, **others)


def _told_whole(record: logging.LogRecord) -> dict[str, str]:
    return {"error": logging.Formatter().formatException(record.exc_info)} if record.exc_info else {}


LINE = Line(
    id="S18",
    promise="What people write is in no log, address, letter or figure",
    bar="200 canaries through every field and path: 0 hits",
    points=2,
    experiment=experiment,
    faults=(
        Fault(
            "answers logged",
            "the log tells what is kept",
            lambda: replaced(Intake, "save", _saved_and_told),
        ),
        Fault(
            "errors told whole",
            "the log tells what an error says",
            lambda: replaced(logs, "_error", _told_whole),
        ),
    ),
)
