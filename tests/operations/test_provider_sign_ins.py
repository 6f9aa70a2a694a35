"""Sign-ins at a provider: each is finished once, in the session that began it, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import sqlalchemy as sa

from consultkit.errors import SignInError
from consultkit.identity import BUILT_IN_WAYS, ProviderSettings, RedirectWay, SignInRequest, SignInSettings
from consultkit.operations import ProviderSignIns
from consultkit.storage import Archive, tables
from consultkit.testing import FixedClock, FranceConnectClient, FranceConnectStandIn

NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)
CALLBACK = "https://consultation.example.fr/auth/franceconnect/callback"
MINE, YOURS = "my session", "your session"
ERRAND = {"consultation": "trees", "next": "/trees/"}


@pytest.fixture(scope="module")
def stand_in() -> Iterator[FranceConnectStandIn]:
    with FranceConnectStandIn([FranceConnectClient("id", "secret", (CALLBACK,))]) as stand_in:
        yield stand_in


@pytest.fixture(scope="module")
def way(stand_in: FranceConnectStandIn) -> RedirectWay:
    settings = SignInSettings(ProviderSettings(stand_in.issuer, "id", "secret"))
    way = BUILT_IN_WAYS["franceconnect"].make(settings)
    assert way.kind == "redirect"
    return way


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def sign_ins(archive: Archive, clock: FixedClock) -> ProviderSignIns:
    return ProviderSignIns(archive, clock)


@pytest.fixture
def params(sign_ins: ProviderSignIns, way: RedirectWay, stand_in: FranceConnectStandIn) -> dict[str, str]:
    """Those of the callback, after I chose who I am."""
    url = sign_ins.start(way, MINE, CALLBACK, SignInRequest(), ERRAND)
    return dict(parse_qsl(urlsplit(stand_in.sign_in(url, "helene")).query))


def test_who_began_finishes(
    sign_ins: ProviderSignIns, way: RedirectWay, params: dict[str, str], stand_in: FranceConnectStandIn
) -> None:
    assert len(params["state"]) == 64
    identity, errand = sign_ins.finish(way, MINE, CALLBACK, params)
    assert (identity.issuer, errand) == (stand_in.issuer, ERRAND)


def test_nobody_finishes_what_another_began(
    sign_ins: ProviderSignIns, way: RedirectWay, params: dict[str, str]
) -> None:
    for session in (YOURS, None, ""):
        with pytest.raises(SignInError, match="no longer under way"):
            sign_ins.finish(way, session, CALLBACK, params)
    assert sign_ins.finish(way, MINE, CALLBACK, params)


def test_a_state_serves_once(sign_ins: ProviderSignIns, way: RedirectWay, params: dict[str, str]) -> None:
    sign_ins.finish(way, MINE, CALLBACK, params)
    with pytest.raises(SignInError, match="no longer under way"):
        sign_ins.finish(way, MINE, CALLBACK, params)


def test_of_two_returns_at_once_one_signs_in(
    sign_ins: ProviderSignIns, way: RedirectWay, params: dict[str, str]
) -> None:
    def finish(_: int) -> bool:
        try:
            return bool(sign_ins.finish(way, MINE, CALLBACK, params))
        except SignInError:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(finish, range(4))) == [False, False, False, True]


def test_a_state_is_used_up_by_an_error_too(
    sign_ins: ProviderSignIns, way: RedirectWay, params: dict[str, str]
) -> None:
    aborted = {"error": "access_denied", "state": params["state"], "iss": params["iss"]}
    with pytest.raises(SignInError, match="You stopped"):
        sign_ins.finish(way, MINE, CALLBACK, aborted)
    with pytest.raises(SignInError, match="no longer under way"):
        sign_ins.finish(way, MINE, CALLBACK, params)


@pytest.mark.parametrize("state", ["undefined", "", "0" * 64, "\0", "\ud800", None])
def test_a_state_that_is_not_ours(
    sign_ins: ProviderSignIns, way: RedirectWay, params: dict[str, str], state: str | None
) -> None:
    spoiled = {**params, "state": state} if state is not None else {"code": params["code"]}
    with pytest.raises(SignInError, match="no longer under way"):
        sign_ins.finish(way, MINE, CALLBACK, spoiled)


def test_two_tabs_both_finish(
    sign_ins: ProviderSignIns, way: RedirectWay, params: dict[str, str], stand_in: FranceConnectStandIn
) -> None:
    url = sign_ins.start(way, MINE, CALLBACK, SignInRequest(), ERRAND)
    second = dict(parse_qsl(urlsplit(stand_in.sign_in(url, "yann")).query))
    assert sign_ins.finish(way, MINE, CALLBACK, params)[0] != sign_ins.finish(way, MINE, CALLBACK, second)[0]


def test_the_code_of_one_sign_in_is_refused_in_another(
    sign_ins: ProviderSignIns, way: RedirectWay, params: dict[str, str], stand_in: FranceConnectStandIn
) -> None:
    url = sign_ins.start(way, MINE, CALLBACK, SignInRequest(), ERRAND)
    second = dict(parse_qsl(urlsplit(stand_in.sign_in(url, "yann")).query))
    with pytest.raises(SignInError, match="could not be trusted"):
        sign_ins.finish(way, MINE, CALLBACK, {**second, "code": params["code"]})


def test_a_sign_in_is_over_after_half_an_hour(
    archive: Archive, sign_ins: ProviderSignIns, way: RedirectWay, params: dict[str, str], clock: FixedClock
) -> None:
    clock.move(timedelta(minutes=30))
    with pytest.raises(SignInError, match="no longer under way"):
        sign_ins.finish(way, MINE, CALLBACK, params)
    assert sign_ins.purge() == 1
    with archive.reading() as tx:
        assert tx.connection.execute(sa.select(tables.provider_sign_ins)).all() == []


def test_neither_state_nor_session_is_stored(
    archive: Archive, sign_ins: ProviderSignIns, way: RedirectWay, params: dict[str, str]
) -> None:
    with archive.reading() as tx:
        stored = repr(tx.connection.execute(sa.select(tables.provider_sign_ins)).all())
    assert params["state"] not in stored
    assert MINE not in stored
