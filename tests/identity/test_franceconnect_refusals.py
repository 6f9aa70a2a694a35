"""Whatever a provider does wrong, or somebody in its place, nobody is signed in and nothing else breaks."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from consultkit.errors import ProviderUnavailableError, SignInError
from consultkit.identity import oidc
from consultkit.identity.deadline import Deadline
from consultkit.identity.refusals import Refusals
from consultkit.identity.tokens import LEEWAY_SECONDS
from consultkit.testing import FranceConnectStandIn
from consultkit.testing.provider_faults import ENDPOINTS, EVERY_FAULT, OF_ENCRYPTION, QUICK_BREAKDOWNS, SLOW

AWAY = {
    "discovery_other_issuer",
    "discovery_unsafe_endpoint",
    "keys_unreadable",
    "userinfo_unauthorized",
    *(f"{endpoint}_{word}" for endpoint in ENDPOINTS for word in QUICK_BREAKDOWNS),
} - {"userinfo_garbage"}
"""A provider that does not work; in all other cases it says something that must not be believed."""

NOT_OF_USERINFO = {
    f"userinfo_{word}" for word in ("lower_acr", "no_acr", "other_nonce", "no_nonce", "other_access_token")
}
"""A userinfo has neither nonce nor level: these words change nothing of what it means."""

CHECKED_ELSEWHERE = {"callback_no_state", "callback_undefined_state"}
"""The state is compared where the sign-in was begun: `tests/web/test_guarded_sign_in.py`."""

HARMLESS_ALONE = {"id_token_other_subject"}
"""The provider may well name any subject; what is refused is a userinfo about another."""

REFUSED = sorted(EVERY_FAULT - NOT_OF_USERINFO - HARMLESS_ALONE - CHECKED_ELSEWHERE - OF_ENCRYPTION - SLOW)


@pytest.mark.parametrize("fault", REFUSED)
def test_a_wrong_answer_signs_nobody_in(visit: Any, stand_in: FranceConnectStandIn, fault: str) -> None:
    expected = ProviderUnavailableError if fault in AWAY else SignInError
    with stand_in.answering_wrongly(fault), pytest.raises(expected):
        visit.whole()


@pytest.mark.parametrize("fault", sorted(SLOW))
def test_a_provider_that_keeps_one_waiting_is_given_up(
    visit: Any, stand_in: FranceConnectStandIn, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(oidc, "Deadline", partial(Deadline, 1.0))
    with stand_in.answering_wrongly(fault), pytest.raises(ProviderUnavailableError):
        visit.whole()


def test_userinfo_about_somebody_else_is_refused(visit: Any, stand_in: FranceConnectStandIn) -> None:
    with stand_in.answering_wrongly("id_token_other_subject"), pytest.raises(SignInError):
        visit.whole()


def test_a_subject_longer_than_the_standard_allows_is_refused(
    visit: Any, stand_in: FranceConnectStandIn
) -> None:
    both = ("id_token_long_subject", "userinfo_long_subject")
    with stand_in.answering_wrongly(*both), pytest.raises(SignInError):
        visit.whole()


def test_the_secret_is_not_sent_where_others_could_read_it(
    visit: Any, stand_in: FranceConnectStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    with stand_in.answering_wrongly("discovery_unsafe_endpoint"), pytest.raises(ProviderUnavailableError):
        visit.whole()
    assert "no usable token_endpoint" in caplog.text


def test_after_a_wrong_answer_the_next_sign_in_works(visit: Any, stand_in: FranceConnectStandIn) -> None:
    for fault in ("discovery_other_issuer", "keys_unreadable", "token_down"):
        with stand_in.answering_wrongly(fault), pytest.raises(ProviderUnavailableError):
            visit.whole()
    assert visit.whole().subject


def test_a_code_serves_once(visit: Any) -> None:
    visit.whole()
    with pytest.raises(SignInError, match="took too long"):
        visit.come_back()


def test_an_answer_that_comes_too_late_is_refused(visit: Any, provider_time: Any) -> None:
    visit.leave()
    visit.choose()
    provider_time.ahead = 31
    with pytest.raises(SignInError, match="took too long"):
        visit.come_back()


@pytest.mark.parametrize(
    ("clocks_differ_by", "accepted"),
    [(-LEEWAY_SECONDS, True), (LEEWAY_SECONDS, True), (-3600, False), (3600, False)],
)
def test_clocks_may_differ_a_little(
    visit: Any, provider_time: Any, clocks_differ_by: int, accepted: bool
) -> None:
    provider_time.ahead = clocks_differ_by * 0.9
    if accepted:
        assert visit.whole().subject
    else:
        with pytest.raises(SignInError):
            visit.whole()


def test_the_nonce_of_another_sign_in_is_refused(visit: Any) -> None:
    visit.leave()
    other = dict(visit.details)
    visit.leave()
    visit.choose()
    visit.details = other
    with pytest.raises(SignInError):
        visit.come_back()


@pytest.mark.parametrize("issuer", ["https://elsewhere.example/api/v2", "", None, "\ud800"])
@pytest.mark.parametrize("outcome", [{"code": "c" * 43}, {"error": "access_denied"}], ids=["code", "error"])
def test_an_answer_of_another_provider_is_refused(
    visit: Any, issuer: str | None, outcome: dict[str, str]
) -> None:
    visit.leave()
    visit.params = {**outcome, "state": visit.state} | ({} if issuer is None else {"iss": issuer})
    with pytest.raises(SignInError, match="could not be trusted"):
        visit.come_back()


def test_a_sign_in_begun_at_another_provider_is_not_finished_here(visit: Any) -> None:
    visit.leave()
    visit.choose()
    visit.details["issuer"] = "https://elsewhere.example/api/v2"
    with pytest.raises(SignInError, match="could not be trusted"):
        visit.come_back()


@pytest.mark.parametrize("code", ["", "c" * 3000])
def test_a_callback_needs_a_code(visit: Any, stand_in: FranceConnectStandIn, code: str) -> None:
    visit.leave()
    visit.params = {"code": code, "state": visit.state, "iss": stand_in.issuer}
    with pytest.raises(SignInError):
        visit.come_back()


def test_refusing_at_franceconnect_is_said_so(visit: Any) -> None:
    visit.leave()
    visit.refuse()
    assert visit.params["error_description"] == "User auth aborted"
    with pytest.raises(SignInError, match="You stopped signing in"):
        visit.come_back()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("access_denied", "You stopped"),
        ("temporarily_unavailable", "is not available"),
        ("server_error", "technical fault"),
        ("invalid_acr", "level of assurance"),
        ("invalid_scope", "does not let this service"),
        ("invalid_request", "did not accept"),
        ("unsupported_response_type", "does not answer in the form"),
        ("unauthorized_client", "does not know this service"),
        ("login_required", "sign in there first"),
        ("consent_required", "needs your agreement"),
        ("interaction_required", "needs an answer"),
        ("account_selection_required", "which of your accounts"),
        ("unmet_authentication_requirements", "level of assurance"),
        ("<script>", "did not let you sign in"),
        ("", "did not let you sign in"),
    ],
)
def test_each_error_of_the_callback_has_its_sentence(
    visit: Any, stand_in: FranceConnectStandIn, error: str, said: str
) -> None:
    visit.leave()
    visit.params = {"error": error, "state": visit.state, "iss": stand_in.issuer}
    with pytest.raises(SignInError, match=said) as refused:
        visit.come_back()
    assert refused.value.mend
    assert error not in str(refused.value) or not error


def test_no_two_errors_that_ask_for_something_else_read_alike() -> None:
    refusals = Refusals("FranceConnect")
    said = [refusals.called_back_with(error) for error in ("invalid_scope", "unauthorized_client", "other")]
    assert len({error.message for error in said}) == len(said)


def test_less_assurance_than_was_asked_for_is_said_to_be_that(
    visit: Any, stand_in: FranceConnectStandIn
) -> None:
    with (
        stand_in.answering_wrongly("id_token_lower_acr"),
        pytest.raises(SignInError, match="level of assurance") as refused,
    ):
        visit.whole()
    assert refused.value.code == "sign_in_level"


def test_asking_for_more_assurance_than_there_is_comes_back_as_such(
    visit_with: Callable[..., Any], stand_in: FranceConnectStandIn
) -> None:
    visit = visit_with(acr="eidas2")
    visit.leave()
    visit.choose()
    with pytest.raises(SignInError, match="level of assurance"):
        visit.come_back()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"client_secret": "wrong"}, ProviderUnavailableError), ({"algorithm": "RS256"}, SignInError)],
    ids=["secret", "algorithm"],
)
def test_a_service_that_is_set_up_wrongly_signs_nobody_in(
    visit_with: Callable[..., Any], wrong: dict[str, str], said: type[Exception]
) -> None:
    with pytest.raises(said):
        visit_with(**wrong).whole()


def test_a_provider_that_is_away_is_said_to_be(visit_with: Callable[..., Any]) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        visit = visit_with(issuer=f"http://127.0.0.1:{nobody.getsockname()[1]}/api/v2")
        with pytest.raises(ProviderUnavailableError):
            visit.leave()


def test_the_log_says_why_and_holds_nothing_of_the_person(
    visit: Any, stand_in: FranceConnectStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    subject = visit.whole().subject
    with (
        caplog.at_level(logging.INFO, "consultkit"),
        stand_in.answering_wrongly("userinfo_other_audience"),
        pytest.raises(SignInError),
    ):
        visit.whole()
    assert "meant for another client" in caplog.text
    assert subject not in caplog.text
    assert visit.params["code"] not in caplog.text
