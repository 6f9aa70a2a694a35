"""Codes of an authenticator application: taken at their time, once."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest

from consultkit.identity import totp

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)
STEP = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert totp.step_of(RFC_SECRET, code, at=at, after=0) == seconds // 30


@pytest.mark.parametrize(("away", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_taken_one_step_early_or_late(away: int, is_taken: bool) -> None:
    secret = totp.new_secret()
    code = pyotp.TOTP(secret).at(NOON + away * STEP)
    assert (totp.step_of(secret, code, at=NOON, after=0) is not None) == is_taken


def test_a_code_serves_once_and_no_earlier_one_serves_after_it() -> None:
    secret = totp.new_secret()
    codes = pyotp.TOTP(secret)
    step = totp.step_of(secret, codes.at(NOON), at=NOON, after=0)
    assert step is not None
    assert totp.step_of(secret, codes.at(NOON), at=NOON + STEP, after=step) is None
    assert totp.step_of(secret, codes.at(NOON - STEP), at=NOON, after=step) is None
    assert totp.step_of(secret, codes.at(NOON + STEP), at=NOON + STEP, after=step) == step + 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "２８７０８２", "²87082", "287082\0"])
def test_what_is_no_code_is_not_taken(typed: str) -> None:
    assert totp.step_of(RFC_SECRET, typed, at=datetime.fromtimestamp(59, UTC), after=0) is None


def test_a_code_may_be_typed_in_two_groups() -> None:
    assert totp.step_of(RFC_SECRET, " 287 082 ", at=datetime.fromtimestamp(59, UTC), after=0) == 1


def test_an_application_learns_the_site_and_the_account() -> None:
    secret = totp.new_secret()
    uri = totp.authenticator_uri(secret, site="consultation.example", account="léa@mairie.example")
    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == "/consultation.example:léa@mairie.example"
    assert parse_qs(parts.query) == {"secret": [secret], "issuer": ["consultation.example"]}


def test_secrets_are_of_160_bits_and_differ() -> None:
    secrets = {totp.new_secret() for _ in range(20)}
    assert len(secrets) == 20
    assert {len(base64.b32decode(secret)) for secret in secrets} == {20}
    assert totp.in_groups("ABCDEFGHIJ") == "ABCD EFGH IJ"


def test_the_qr_code_needs_nothing_that_our_pages_forbid() -> None:
    image = unquote(totp.qr_code("otpauth://totp/site:name?secret=ABCD"))
    assert image.startswith("data:image/svg+xml")
    assert "style" not in image
    assert "script" not in image
