"""Everybody who may come to the site, with their things: for the access matrix."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask
from sample_files import PDF

from consultkit import ConsultKit, ProviderSettings, Role, Settings, SignInSettings, create_app
from consultkit.records import (
    Account,
    Attachment,
    Draft,
    ExportChoice,
    FactorKind,
    Identity,
    Official,
    Receipt,
    Respondent,
    SignedIn,
    Visibility,
    digest_of,
)
from consultkit.schema import FileQuestion
from consultkit.storage import second_factors
from consultkit.storage.mail_links import token_of
from consultkit.storage.tables import mail_links
from consultkit.testing import FixedClock
from consultkit.web.proofs import PROVED_AT

from .conftest import CONSULTATION, OPEN
from .test_guarded_sessions import newest_token
from .watched_tables import WatchedTables, watched

PASSWORD = "trois chevaux verts a Saint-Malo"
PAPER = FileQuestion.model_validate({"id": "paper", "type": "file", "label": "Paper", "required": False})
ASKED = "      - {id: paper, type: file, label: Paper, required: false}\n"
CODING = """\
desk:
  coding: {questions: [{id: remark, type: text, label: Remark, required: false}]}
  codebook: {loud: {label: Loud, words: [bruit]}}
  forms: {more: {title: More, questions: [{id: word, type: text, label: Word}]}}
"""
COMPLETE = {"shop": "Au pain doré", "trouble": ["noise"], "story": "Trop de bruit.", "sure": True}
HERE, ELSEWHERE, NOWHERE = "traders", "street", "nowhere"
ACTORS = (
    "nobody",
    "respondent 1",
    "respondent 2",
    "official of another consultation",
    "official",
    "caseworker",
    "manager",
    "mediator",
    "party",
    "whose account was deleted",
    "who signed out",
)
RESPONDENTS = ACTORS[1:3]
OFFICIALS = ACTORS[3:7]
OUTSIDE = ACTORS[7:9]
GONE = ACTORS[9:]


@dataclass
class World:
    """Two consultations that are served, `HERE` and `ELSEWHERE`, with drafts and contributions in both."""

    kit: ConsultKit
    app: Flask
    tables: WatchedTables
    accounts: dict[str, Account] = field(default_factory=dict)
    receipts: dict[tuple[str, str], Receipt] = field(default_factory=dict)
    files: dict[tuple[str, str], str] = field(default_factory=dict)
    """The file that was sent with each contribution."""
    notes: dict[tuple[str, str], str] = field(default_factory=dict)
    """The file of a note to who sent each of them."""
    asked: dict[tuple[str, str], str] = field(default_factory=dict)
    """The form that they are asked to fill in about it."""
    exports: dict[str, UUID] = field(default_factory=dict)
    """Of each official."""
    left: dict[tuple[str, str], str] = field(default_factory=dict)
    stale: dict[str, str] = field(default_factory=dict)
    """The secret that the cookie of who is gone still carries."""

    def cookie_of(self, actor: str) -> str | None:
        """A new session for who is signed in, as nothing that an earlier request did may matter."""
        account = self.accounts.get(actor)
        if account is None or actor in self.stale:
            return self.stale.get(actor)
        # What asks for a proof once more sooner than for who it is has had it.
        return self.kit.sessions.begin({PROVED_AT: self.kit.now().isoformat()}, _signed_in(account)).id

    def thing_of(self, actor: str, kind: str) -> str:
        """A draft, a visit, a way or a link of theirs, by what addresses and forms call it.

        Made anew where an earlier request may have used it up. Of who is gone, what they left behind.
        """
        if actor in self.stale:
            return self.left[actor, kind]
        return _THINGS[kind](self.kit, self.accounts[actor])

    def export_of(self, actor: str) -> str:
        """One that this official asked for, and that is made; made anew where it was thrown away."""
        (official,) = self.accounts[actor].offices
        if self.exports.get(actor) not in {one.id for one in self.kit.exports.of(official)}:
            # Those that visitors asked for wait too, and only so many may.
            self._make_exports()
            self.exports[actor] = self.kit.exports.ask(official, ExportChoice()).id
            self._make_exports()
        return str(self.exports[actor])

    def _make_exports(self) -> None:
        while self.kit.exports.make_next():
            pass


@contextmanager
def inhabited(database_url: str, folder: Path, provider: ProviderSettings, site: str) -> Iterator[World]:
    """The site with everybody there."""
    files = [folder / f"{name}.yaml" for name in (HERE, ELSEWHERE)]
    asking = f"{CONSULTATION}{ASKED}unscanned_files: offered\n{CODING}"
    files[0].write_text(asking.replace("sign_in: [account]", "sign_in: [franceconnect, account]"))
    files[1].write_text(asking.replace("consultation: traders", f"consultation: {ELSEWHERE}"))
    settings = Settings(
        database_url=database_url,
        key_file=folder / "keys",
        files=str(folder / "files"),
        public_url=site,
        sign_in=SignInSettings(franceconnect=provider),
    )
    kit = ConsultKit(files, settings=settings, clock=FixedClock(OPEN))
    with watched(kit.archive) as tables:
        world = World(kit, create_app(kit), tables)
        _settle(world)
        _leave(world)
        yield world
    kit.close()


def _settle(world: World) -> None:
    for number, actor in enumerate(ACTORS[1:]):
        _open_account(world, actor, f"person-{number}@mairie.example")
        world.receipts[actor, HERE] = _contribute(world.kit, HERE, world.accounts[actor].respondent)
        # A second way for everybody: nobody may part with the last one, whosever the one named is.
        _way(world.kit, world.accounts[actor])
    elsewhere = world.accounts["respondent 2"].respondent
    world.receipts["respondent 2", ELSEWHERE] = _contribute(world.kit, ELSEWHERE, elsewhere)
    for (actor, consultation), receipt in world.receipts.items():
        sent = world.kit.intake.submission(receipt.reference, world.accounts[actor].respondent)
        world.files[actor, consultation] = str(sent.answers["paper"][0]["id"])
        world.notes[actor, consultation] = _write(world.kit, consultation, receipt)
        world.asked[actor, consultation] = _ask(world.kit, consultation, receipt)


def _open_account(world: World, actor: str, address: str) -> None:
    kit = world.kit
    if actor in OFFICIALS + OUTSIDE:
        role = Role(actor) if actor in set(Role) else Role.READER
        desk = HERE if actor != "official of another consultation" else ELSEWHERE
        serves = "baker" if actor in OUTSIDE else ""
        kit.accounts.add_official(address, desk, role, language="fr", serves=serves)
    else:
        kit.accounts.ask_link(address, language="fr", consultation=None)
    world.accounts[actor] = kit.accounts.choose_password(newest_token(kit), PASSWORD)


def _contribute(kit: ConsultKit, consultation: str, respondent: Respondent) -> Receipt:
    begun = kit.intake.begin(consultation, respondent)
    draft = kit.intake.save(begun, {**COMPLETE, "paper": [_hand_in(kit, begun).as_answer()]})
    checked = digest_of(kit.forms.by_digest(draft.form_digest).journey(draft.answers).answers)
    return kit.intake.submit(draft.id, respondent, submit_key=draft.submit_key, answers_sha256=checked)


def _clerk(consultation: str) -> Official:
    return Official(uuid4(), "", consultation, Role.CASEWORKER)


def _write(kit: ConsultKit, consultation: str, receipt: Receipt) -> str:
    clerk, said = _clerk(consultation), [("note.pdf", io.BytesIO(PDF))]
    kit.note_files.note(clerk, receipt.reference, "Look.", Visibility.PUBLIC, said)
    (kept,) = kit.note_files.of(clerk, receipt.reference)
    return str(kept)


def _ask(kit: ConsultKit, consultation: str, receipt: Receipt) -> str:
    return str(kit.inquiries.ask(_clerk(consultation), receipt.reference, "", 15, "more").id)


def _leave(world: World) -> None:
    """Two go, and their browsers keep the cookies."""
    kit = world.kit
    for actor in GONE:
        account = world.accounts[actor]
        world.left |= {(actor, kind): make(kit, account) for kind, make in _THINGS.items()}
        world.stale[actor] = kit.sessions.begin({}, _signed_in(account)).id
    kit.sessions.end(world.stale["who signed out"])
    kit.own_account.delete(world.accounts["whose account was deleted"], PASSWORD, origin="", language="fr")


def _signed_in(account: Account) -> SignedIn:
    return SignedIn(account.respondent, "account", account, opens_desk=bool(account.offices))


def _draft(kit: ConsultKit, account: Account) -> str:
    return str(kit.intake.begin(HERE, account.respondent).id)


def _hand_in(kit: ConsultKit, draft: Draft) -> Attachment:
    stored = kit.attachments.add(draft, PAPER, "paper.pdf", io.BytesIO(PDF))
    assert isinstance(stored, Attachment)
    return stored


def _file(kit: ConsultKit, account: Account) -> str:
    return str(_hand_in(kit, kit.intake.begin(HERE, account.respondent)).id)


def _visit(kit: ConsultKit, account: Account) -> str:
    secret = kit.sessions.begin({}, _signed_in(account)).id
    return next(one.handle for one in kit.sessions.of(account.respondent, secret) if one.is_this)


def _way(kit: ConsultKit, account: Account) -> str:
    identity = Identity("https://provider.example", secrets.token_hex(32))
    kit.joining.add_identity(identity, "franceconnect", account.respondent, language="fr", proved=account)
    return next(one.handle for one in kit.identities.ways_of(account.respondent) if one.handle)


def _factor(kit: ConsultKit, account: Account) -> str:
    with kit.archive.writing() as tx:
        second_factors.insert(tx, account.id, FactorKind.AUTHENTICATOR, "", b"secret", 0, kit.now())
        return second_factors.of_account(tx, account.id)[0].id.hex


def _join_link(kit: ConsultKit, account: Account) -> str:
    address = f"{secrets.token_hex(8)}@shop.example"
    kit.joining.ask_join(account.respondent, address, language="fr", consultation=HERE, origin="")
    with kit.archive.reading() as tx:
        asked = sa.select(mail_links.c.id).where(mail_links.c.subject_id == account.respondent.id)
        newest = tx.connection.scalars(asked.where(mail_links.c.used_at.is_(None))).first()
        return token_of(tx.keys, newest)


_THINGS: dict[str, Callable[[ConsultKit, Account], str]] = {
    "draft": _draft,
    "file": _file,
    "visit": _visit,
    "way": _way,
    "factor": _factor,
    "join link": _join_link,
}
