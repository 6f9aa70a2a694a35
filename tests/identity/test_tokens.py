"""Whatever is sent as a token, reading it ends in a SignInError: never in another error or a sign-in."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultkit.errors import SignInError
from consultkit.identity import ProviderSettings
from consultkit.identity.deadline import Deadline
from consultkit.identity.provider import Provider
from consultkit.identity.refusals import Refusals
from consultkit.identity.settings import EIDAS_LEVELS
from consultkit.identity.tokens import LARGEST_TOKEN, TokenReader
from consultkit.testing import FranceConnectStandIn

NONCE = "5" * 64


@pytest.fixture(scope="module")
def reader() -> Iterator[TokenReader]:
    with FranceConnectStandIn([]) as stand_in:
        settings_ = ProviderSettings(stand_in.issuer, "consultation", "secret")
        refusals = Refusals("FranceConnect")
        yield TokenReader(settings_, Provider(settings_, refusals).within(Deadline(600)), refusals)


def part(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def token_of(header: object, claims: object, signature: bytes) -> str:
    return ".".join([part(json.dumps(header).encode()), part(json.dumps(claims).encode()), part(signature)])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
headers = st.fixed_dictionaries(
    {"alg": st.sampled_from(["ES256", "RS256", "HS256", "none"]) | json_values},
    optional={
        "kid": st.just("pkcs11:ES256:stand-in-1") | json_values,
        "crit": json_values,
        "b64": json_values,
        "jwk": json_values,
        "typ": json_values,
    },
)
tokens = st.one_of(
    json_values,
    st.binary(max_size=200),
    st.text(max_size=200),
    st.builds(token_of, headers | json_values, json_values, st.binary(max_size=70)),
)


@settings(max_examples=300, deadline=None)
@given(token=tokens)
def test_no_token_breaks_anything_else(reader: TokenReader, token: object) -> None:
    must_refuse(reader, token)


@pytest.mark.parametrize(
    "token",
    [
        "[" * 15_000,
        ".".join([part(b"[" * 300)] * 3),
        "a" * (LARGEST_TOKEN + 1),
        "..",
        "....",
        "\ud800.\ud800.",
    ],
    ids=["brackets", "nested header", "too large", "empty parts", "five parts", "surrogates"],
)
def test_tokens_made_to_break_a_parser(reader: TokenReader, token: str) -> None:
    must_refuse(reader, token)


@pytest.mark.parametrize(
    ("claims", "believed"),
    [
        ({}, True),
        # Of OpenID Connect Core, A.4: an access token and its hash.
        ({"at_hash": "77QmUPtjPfzWtF2AnpK9RQ"}, True),
        ({"at_hash": "77QmUPtjPfzWtF2AnpK9RR"}, False),
        ({"at_hash": ""}, False),
        ({"at_hash": ["77QmUPtjPfzWtF2AnpK9RQ"]}, False),
        ({"at_hash": "\ud800"}, False),
    ],
    ids=str,
)
def test_an_access_token_that_came_with_another_id_token_is_refused(
    reader: TokenReader, claims: dict[str, object], believed: bool
) -> None:
    access_token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"
    with nullcontext() if believed else pytest.raises(SignInError):
        reader.check_access_token(claims, access_token)


def must_refuse(reader: TokenReader, token: object) -> None:
    with pytest.raises(SignInError):
        reader.id_token(reader.opened("id_token", token), NONCE, EIDAS_LEVELS)
    with pytest.raises(SignInError):
        reader.userinfo(reader.opened("userinfo", token), "somebody")
