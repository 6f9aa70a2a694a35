"""Everybody who may come to the site, with their things: for the access matrix."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from consultkit import ConsultKit, ProviderSettings, Role, Settings, SignInSettings, create_app
from consultkit.records import Account, Receipt, Respondent, SignedIn, digest_of
from consultkit.storage.tables import metadata
from consultkit.testing import FixedClock

from .conftest import CONSULTATION, OPEN
from .test_guarded_sessions import newest_token

PASSWORD = "trois chevaux verts a Saint-Malo"
COMPLETE = {"shop": "Au pain doré", "trouble": ["noise"], "sure": True}
HERE, ELSEWHERE, NOWHERE = "traders", "street", "nowhere"
ACTORS = (
    "nobody",
    "respondent 1",
    "respondent 2",
    "official of another consultation",
    "official",
    "manager",
    "whose account was deleted",
    "who signed out",
)
RESPONDENTS = ACTORS[1:3]
OFFICIALS = ACTORS[3:6]


@dataclass
class World:
    """Two consultations that are served, `HERE` and `ELSEWHERE`, with drafts and contributions in both."""

    kit: ConsultKit
    app: Flask
    accounts: dict[str, Account] = field(default_factory=dict)
    receipts: dict[tuple[str, str], Receipt] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    stale: dict[str, str] = field(default_factory=dict)
    """The secret that the cookie of who is gone still carries."""

    def cookie_of(self, actor: str) -> str | None:
        """A new session for who is signed in, as nothing that an earlier request did may matter."""
        account = self.accounts.get(actor)
        if account is None or actor in self.stale:
            return self.stale.get(actor)
        return self.kit.sessions.begin({}, _signed_in(account)).id

    def draft_of(self, actor: str) -> str:
        """A draft of theirs: the same until it is sent or thrown away. Of who is gone, the last one."""
        if actor not in self.stale:
            draft = self.kit.intake.begin(HERE, self.accounts[actor].respondent)
            self.drafts[actor] = str(draft.id)
        return self.drafts[actor]

    def visit_of(self, actor: str) -> str:
        """The handle of a visit of theirs on another device."""
        account, sessions = self.accounts[actor], self.kit.sessions
        secret = sessions.begin({}, _signed_in(account)).id
        return next(one.handle for one in sessions.of(account.respondent, secret) if one.is_this)

    def digest(self) -> dict[str, str]:
        """What each table holds, in a few letters."""
        return {table.name: self._digest(table) for table in metadata.sorted_tables}

    def _digest(self, table: sa.Table) -> str:
        with self.kit.archive.reading() as tx:
            rows = sorted(repr(tuple(row)) for row in tx.connection.execute(sa.select(table)))
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()


@contextmanager
def inhabited(database_url: str, folder: Path, provider: ProviderSettings, site: str) -> Iterator[World]:
    """The site with everybody there."""
    files = [folder / f"{name}.yaml" for name in (HERE, ELSEWHERE)]
    files[0].write_text(CONSULTATION.replace("sign_in: [account]", "sign_in: [franceconnect, account]"))
    files[1].write_text(CONSULTATION.replace("consultation: traders", f"consultation: {ELSEWHERE}"))
    settings = Settings(
        database_url=database_url,
        key_file=folder / "keys",
        public_url=site,
        sign_in=SignInSettings(franceconnect=provider),
    )
    kit = ConsultKit(files, settings=settings, clock=FixedClock(OPEN))
    world = World(kit, create_app(kit))
    _settle(world)
    _leave(world)
    yield world
    kit.close()


def _settle(world: World) -> None:
    for number, actor in enumerate(ACTORS[1:]):
        _open_account(world, actor, f"person-{number}@mairie.example")
        world.receipts[actor, HERE] = _contribute(world.kit, HERE, world.accounts[actor].respondent)
        world.draft_of(actor)
    elsewhere = world.accounts["respondent 2"].respondent
    world.receipts["respondent 2", ELSEWHERE] = _contribute(world.kit, ELSEWHERE, elsewhere)


def _open_account(world: World, actor: str, address: str) -> None:
    kit = world.kit
    if actor in OFFICIALS:
        role = Role.MANAGER if actor == "manager" else Role.READER
        desk = HERE if actor != "official of another consultation" else ELSEWHERE
        kit.accounts.add_official(address, desk, role, language="fr")
    else:
        kit.accounts.ask_link(address, language="fr", consultation=None)
    world.accounts[actor] = kit.accounts.choose_password(newest_token(kit), PASSWORD)


def _contribute(kit: ConsultKit, consultation: str, respondent: Respondent) -> Receipt:
    draft = kit.intake.save(kit.intake.begin(consultation, respondent), COMPLETE)
    checked = digest_of(kit.forms.by_digest(draft.form_digest).journey(draft.answers).answers)
    return kit.intake.submit(draft.id, respondent, submit_key=draft.submit_key, answers_sha256=checked)


def _leave(world: World) -> None:
    """Two go, and their browsers keep the cookies."""
    kit = world.kit
    for actor in ACTORS[6:]:
        world.stale[actor] = kit.sessions.begin({}, _signed_in(world.accounts[actor])).id
    kit.sessions.end(world.stale["who signed out"])
    kit.sessions.end_all_of(world.accounts["whose account was deleted"].respondent)


def _signed_in(account: Account) -> SignedIn:
    return SignedIn(account.respondent, "account", account, opens_desk=bool(account.offices))
