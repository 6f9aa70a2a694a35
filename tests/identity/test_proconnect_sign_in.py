"""Sign-ins with ProConnect, over real HTTP: those that go as they should, and what must not be believed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from consultkit.errors import ProviderUnavailableError, SignInError
from consultkit.identity import ProviderSettings
from consultkit.identity.proconnect import ProConnect
from consultkit.testing import ProConnectClient, ProConnectStandIn

from .conftest import Visit

HOME = "https://consultation.example.fr/auth/proconnect"
SECRET = "s3cret" * 8
NOBODY = (SignInError, ProviderUnavailableError)


@dataclass
class Professional(Visit):
    """A sign-in at ProConnect, by somebody who has one factor unless said otherwise."""

    callback: str = f"{HOME}/callback"
    signed_out: str = f"{HOME}/logout-callback"
    usual: str = "nadia"


Make = Callable[..., Professional]


@pytest.fixture
def visit_with() -> Iterator[Make]:
    """A visit of a client that is registered, and one that is set up, as is given."""
    with ExitStack() as open_stand_ins:

        def make(
            registered: dict[str, str] | None = None, set_up: dict[str, str] | None = None
        ) -> Professional:
            client = ProConnectClient(
                "consultation",
                SECRET,
                (Professional.callback,),
                (Professional.signed_out,),
                **(registered or {}),  # type: ignore[arg-type]
            )
            stand_in = open_stand_ins.enter_context(ProConnectStandIn([client]))
            usual = registered if set_up is None else set_up
            provider = ProviderSettings(stand_in.issuer, "consultation", SECRET, **(usual or {}))  # type: ignore[arg-type]
            return Professional(stand_in, ProConnect(provider))

        yield make


@pytest.mark.parametrize("userinfo", ["signed", "json"])
@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_a_professional_signs_in(visit_with: Make, algorithm: str, userinfo: str) -> None:
    visit = visit_with({"algorithm": algorithm, "userinfo": userinfo})
    visit.scopes = ("usual_name", "siret", "roles", "phone")
    identity = visit.whole("solene")
    assert identity.issuer == visit.stand_in.issuer
    assert identity.acr == "eidas1-mfa"
    assert identity.id_token
    assert identity.claims == {
        "usual_name": "KERMARREC",
        "siret": "00012004800012",
        "roles": ["agent_public", "agent_public_etat"],
        "phone_number": "",
    }


def test_nothing_of_a_professional_is_kept_unless_asked_for(visit_with: Make) -> None:
    assert visit_with().whole().claims == {}


def test_what_was_not_asked_for_is_dropped_though_it_is_sent(visit_with: Make) -> None:
    visit = visit_with({"userinfo": "json"})
    visit.scopes = ("email", "siret")
    visit.leave()
    visit.choose()
    visit.details["scopes"] = "siret"
    assert visit.come_back().claims == {"siret": "00031742000016"}


def test_the_subject_is_that_of_a_person_and_not_of_an_organisation(visit_with: Make) -> None:
    visit = visit_with()
    assert visit.whole("gilles-ferme").subject == visit.whole("gilles-tissage").subject
    assert visit.whole("solene").subject != visit.whole("bastien").subject


def test_a_code_that_was_stolen_is_worth_nothing_without_the_verifier(visit_with: Make) -> None:
    visit = visit_with()
    visit.leave()
    visit.choose()
    visit.details["code_verifier"] = "f" * 64
    with pytest.raises(SignInError):
        visit.come_back()


@pytest.mark.parametrize(("registered", "set_up"), [("json", "signed"), ("signed", "json")])
def test_userinfo_in_another_form_than_was_set_up_is_refused(
    visit_with: Make, registered: str, set_up: str
) -> None:
    visit = visit_with({"userinfo": registered}, {"userinfo": set_up})
    with pytest.raises(SignInError, match="could not be trusted"):
        visit.whole()


@pytest.mark.parametrize("fault", ["userinfo_other_subject", "userinfo_no_subject", "userinfo_huge"])
def test_bare_userinfo_must_be_about_who_signed_in_and_small(visit_with: Make, fault: str) -> None:
    visit = visit_with({"userinfo": "json"})
    with visit.stand_in.answering_wrongly(fault), pytest.raises(NOBODY):
        visit.whole()


def test_an_access_token_that_does_not_go_with_the_id_token_is_refused(visit_with: Make) -> None:
    visit = visit_with()
    with visit.stand_in.answering_wrongly("id_token_other_access_token"), pytest.raises(SignInError):
        visit.whole()


def test_who_has_two_factors_signs_in_where_they_are_needed(visit_with: Make) -> None:
    visit = visit_with()
    visit.second_factor = True
    assert visit.whole("solene").acr == "eidas1-mfa"


def test_who_has_one_factor_is_not_let_in_where_two_are_needed(visit_with: Make) -> None:
    visit = visit_with()
    visit.second_factor = True
    with pytest.raises(SignInError):
        visit.whole("bastien")


def test_a_provider_that_gives_less_than_was_asked_is_not_believed(visit_with: Make) -> None:
    visit = visit_with()
    visit.second_factor = True
    with (
        visit.stand_in.answering_wrongly("id_token_lower_acr"),
        pytest.raises(SignInError, match="level of assurance"),
    ):
        visit.whole("solene")


def test_what_one_sign_in_asked_is_not_weakened_by_another(visit_with: Make) -> None:
    """The levels stay with the sign-in: one for a consultation does not open a desk, nor the reverse."""
    visit = visit_with()
    visit.leave()
    visit.choose("bastien")
    assert "eidas1" in visit.details["levels"].split()
    visit.details["levels"] = "eidas0-mfa eidas1-mfa eidas2 eidas3"
    with pytest.raises(SignInError, match="level of assurance"):
        visit.come_back()


def test_a_callback_without_an_issuer_is_taken_where_none_is_promised(visit_with: Make) -> None:
    visit = visit_with()
    visit.leave()
    visit.choose()
    assert "iss" not in visit.params
    assert visit.come_back().subject


@pytest.mark.parametrize("outcome", [{"code": "c" * 43}, {"error": "access_denied"}], ids=["code", "error"])
def test_a_callback_of_another_issuer_is_refused(visit_with: Make, outcome: dict[str, str]) -> None:
    visit = visit_with()
    visit.leave()
    visit.params = {**outcome, "iss": "https://elsewhere.example/api/v2"}
    with pytest.raises(SignInError, match="could not be trusted"):
        visit.come_back()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("access_denied", "You stopped signing in with ProConnect"),
        ("login_required", "sign in there first"),
        ("unauthorized_client", "ProConnect does not know this service"),
    ],
)
def test_each_error_has_its_sentence_and_the_name_of_the_provider(
    visit_with: Make, error: str, said: str
) -> None:
    visit = visit_with()
    visit.leave()
    with visit.stand_in.answering_wrongly(f"callback_error_{error}"):
        visit.choose()
    with pytest.raises(SignInError) as refused:
        visit.come_back()
    assert said in refused.value.message.format(**refused.value.params)


def test_signing_out_passes_by_proconnect_and_comes_back(visit_with: Make) -> None:
    visit = visit_with()
    identity = visit.whole()
    url = visit.way.sign_out_url(identity.id_token, visit.signed_out, "9" * 64)
    assert url is not None
    assert set(dict(parse_qsl(urlsplit(url).query))) == {"id_token_hint", "post_logout_redirect_uri", "state"}
    answer = requests.get(url, timeout=5, allow_redirects=False)
    assert answer.headers["Location"] == f"{visit.signed_out}?state={'9' * 64}"
