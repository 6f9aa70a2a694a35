"""A session is kept on the server, changes at sign-in, and ends for good."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from consultkit import ConsultKit, Settings, create_app
from consultkit.records import Identity, SignedIn
from consultkit.storage.tables import sessions
from consultkit.testing import FixedClock

from .conftest import CONSULTATION, OPEN, Member, Visitor

COOKIE = "consultkit"


def kept(kit: ConsultKit) -> int:
    with kit.archive.reading() as tx:
        return tx.connection.scalar(sa.select(sa.func.count()).select_from(sessions)) or 0


def cookie_of(visitor: Visitor) -> str | None:
    cookie = visitor.client.get_cookie(COOKIE)
    return cookie.value if cookie else None


def sign_out(member: Member) -> None:
    member.send(next(form for form in member.open("/traders/").forms if form.action == "/sign-out"))


def test_who_only_reads_leaves_no_trace(visitor: Visitor, kit: ConsultKit) -> None:
    for address in ("/", "/traders/", "/traders/privacy", "/legal/cookies", "/static/theme.css", "/health"):
        visitor.client.get(address, follow_redirects=True).close()
    assert kept(kit) == 0
    assert cookie_of(visitor) is None


def test_a_form_is_kept_for_its_visitor(visitor: Visitor, kit: ConsultKit) -> None:
    visitor.open("/traders/sign-in")
    assert kept(kit) == 1
    cookie = visitor.client.get_cookie(COOKIE)
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert not cookie.secure, "loopback is served over http"


def test_a_copied_cookie_opens_nothing_after_signing_out(member: Member) -> None:
    copied = cookie_of(member)
    assert copied is not None
    sign_out(member)
    member.client.set_cookie(COOKIE, copied)
    assert member.open("/traders/begin").address == "/traders/sign-in"


@pytest.mark.parametrize("later", [timedelta(minutes=61), timedelta(hours=13)])
def test_a_session_ends_when_it_is_idle_or_old(member: Member, clock: FixedClock, later: timedelta) -> None:
    assert member.open("/traders/begin").address.endswith("/you")
    clock.set(OPEN + later)
    assert member.open("/traders/begin").address == "/traders/sign-in"


def test_a_planted_cookie_is_worth_nothing_after_the_sign_in(
    visitor: Visitor, kit: ConsultKit, app: object
) -> None:
    """Session fixation: the attacker knows the secret that the victim's browser had before signing in."""
    planted = kit.sessions.begin({"csrf_token": "known"}).id
    visitor.client.set_cookie(COOKIE, planted)
    address = "owner@shop.example"
    password = "trois chevaux verts a Saint-Malo"
    kit.accounts.ask_link(address, language="fr", consultation="traders")
    token = newest_token(kit)
    page = visitor.open(f"/account/password/{token}")
    visitor.send(page.form("password"), {"password": password})
    assert cookie_of(visitor) not in {None, planted}
    session = kit.sessions.load(planted)
    assert session is None or session.respondent is None


def newest_token(kit: ConsultKit) -> str:
    from consultkit.storage import mail_links
    from consultkit.storage.tables import mail_links as table

    with kit.archive.reading() as tx:
        unused = sa.and_(table.c.used_at.is_(None), table.c.purpose == "choose_password")
        newest = sa.select(table.c.id).where(unused).order_by(table.c.expires_at.desc()).limit(1)
        return mail_links.token_of(tx.keys, tx.connection.scalars(newest).one())


@pytest.fixture
def behind_tls(database_url: str, tmp_path: Path) -> Iterator[tuple[ConsultKit, Visitor]]:
    file = tmp_path / "traders.yaml"
    file.write_text(CONSULTATION)
    settings = Settings(
        database_url=database_url,
        key_file=tmp_path / "keys",
        public_url="https://traders.example",
        production=True,
    )
    kit = ConsultKit([file], settings=settings, clock=FixedClock(OPEN))
    yield kit, Visitor(create_app(kit))
    kit.close()


def test_behind_tls_the_cookie_is_bound_to_the_host(behind_tls: tuple[ConsultKit, Visitor]) -> None:
    kit, visitor = behind_tls
    base = "https://traders.example"
    answer = visitor.client.get("/traders/sign-in", base_url=base)
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-consultkit=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert "max-age=" in answer.headers["Strict-Transport-Security"]
    assert visitor.client.get("/traders/", base_url="https://127.0.0.1").status_code == 400
    respondent = kit.identities.respondent_of(Identity("https://provider.example", "a"), "franceconnect")
    assert kit.sessions.begin({}, SignedIn(respondent, "account")).id not in cookie


def test_files_and_the_supervisor_load_no_session(member: Member, kit: ConsultKit) -> None:
    loaded: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        loaded.append(statement)

    sa.event.listen(kit.archive.engine, "before_cursor_execute", note)
    for address in ("/static/theme.css", "/health"):
        member.client.get(address).close()
    assert not [statement for statement in loaded if "FROM sessions" in statement]
    member.client.get("/traders/")
    assert [statement for statement in loaded if "FROM sessions" in statement]
