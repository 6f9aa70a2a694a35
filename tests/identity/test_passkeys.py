"""Passkeys: made and used at our address alone, for the challenge that we gave, by a device that is one."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace

import pytest
from passkey_device import PasskeyDevice, data_of, text

from consultkit.errors import SignInError
from consultkit.identity.passkeys import Passkey, PasskeySite, challenge_in, credential_in

ORIGIN = "https://consultation.example"
SITE = PasskeySite(ORIGIN)


def challenge() -> str:
    return secrets.token_urlsafe(32)


def making(asked: str) -> str:
    return SITE.making_options(b"account", "lea@mairie.example", [], asked)


def made_by(device: PasskeyDevice) -> Passkey:
    asked = challenge()
    return SITE.made(device.make(making(asked)), asked)


@pytest.fixture
def device() -> PasskeyDevice:
    return PasskeyDevice(ORIGIN, counter=7)


def test_a_passkey_is_made_and_signs(device: PasskeyDevice) -> None:
    passkey, asked = made_by(device), challenge()
    assert (passkey.credential_id, passkey.counter) == (device.credential_id, 7)
    answer = device.sign(SITE.signing_options([passkey], asked))
    assert (challenge_in(answer), credential_in(answer)) == (asked, device.credential_id)
    assert SITE.counter_after(answer, asked, passkey) == 8


def test_what_is_kept_of_a_passkey_is_enough(device: PasskeyDevice) -> None:
    passkey = made_by(device)
    assert Passkey.from_bytes(passkey.to_bytes(), 7) == passkey


def test_the_browser_is_told_of_the_passkeys_that_there_are(device: PasskeyDevice) -> None:
    passkey = made_by(device)
    asked = json.loads(SITE.signing_options([passkey], challenge()))
    assert [one["id"] for one in asked["allowCredentials"]] == [text(device.credential_id)]
    again = json.loads(SITE.making_options(b"account", "lea@mairie.example", [passkey], challenge()))
    assert [one["id"] for one in again["excludeCredentials"]] == [text(device.credential_id)]
    assert (asked["rpId"], again["rp"]["id"]) == ("consultation.example", "consultation.example")


@pytest.mark.parametrize(
    "origin",
    ["https://consultation.example.evil.example", "http://consultation.example", f"{ORIGIN}:8443", "null"],
)
def test_what_was_made_or_signed_elsewhere_is_refused(device: PasskeyDevice, origin: str) -> None:
    passkey, asked = made_by(device), challenge()
    device.origin = origin
    with pytest.raises(SignInError):
        SITE.made(device.make(making(asked)), asked)
    with pytest.raises(SignInError):
        SITE.counter_after(device.sign(SITE.signing_options([passkey], asked)), asked, passkey)


def test_what_answers_another_challenge_is_refused(device: PasskeyDevice) -> None:
    passkey = made_by(device)
    with pytest.raises(SignInError):
        SITE.made(device.make(making(challenge())), challenge())
    with pytest.raises(SignInError):
        SITE.counter_after(device.sign(SITE.signing_options([passkey], challenge())), challenge(), passkey)


def test_a_counter_that_does_not_advance_is_refused(device: PasskeyDevice) -> None:
    passkey, asked = made_by(device), challenge()
    answer = device.sign(SITE.signing_options([passkey], asked))
    for counter in (8, 9):
        with pytest.raises(SignInError):
            SITE.counter_after(answer, asked, replace(passkey, counter=counter))


def test_a_device_that_does_not_count_is_taken_every_time() -> None:
    device = PasskeyDevice(ORIGIN)
    passkey = made_by(device)
    for _ in range(2):
        asked = challenge()
        assert SITE.counter_after(device.sign(SITE.signing_options([passkey], asked)), asked, passkey) == 0


def test_another_device_does_not_sign_for_this_one(device: PasskeyDevice) -> None:
    passkey, asked = made_by(device), challenge()
    forger = PasskeyDevice(ORIGIN, counter=20, credential_id=device.credential_id)
    with pytest.raises(SignInError):
        SITE.counter_after(forger.sign(SITE.signing_options([passkey], asked)), asked, passkey)


def test_a_device_that_nobody_touched_is_refused(device: PasskeyDevice) -> None:
    passkey, asked = made_by(device), challenge()
    answer = json.loads(device.sign(SITE.signing_options([passkey], asked)))
    data = bytearray(data_of(answer["response"]["authenticatorData"]))
    data[32] = 0
    answer["response"]["authenticatorData"] = text(bytes(data))
    with pytest.raises(SignInError):
        SITE.counter_after(json.dumps(answer), asked, passkey)


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "null", "1", "é", '{"id": 1}', '{"response": []}', "[" * 3000, "x" * 30_000]
    + [json.dumps({"response": {"clientDataJSON": text(one)}}) for one in (b"1", b"\xff", b"[]", b"{}")],
)
def test_rubbish_is_refused_calmly(device: PasskeyDevice, answer: str) -> None:
    passkey = made_by(device)
    assert challenge_in(answer) == ""
    assert credential_in(answer) == b""
    for check in (lambda: SITE.made(answer, ""), lambda: SITE.counter_after(answer, "", passkey)):
        with pytest.raises(SignInError):
            check()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (ORIGIN, True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("http://[::1]", False),
    ],
)
def test_passkeys_need_a_site_with_a_name(address: str, expected: bool) -> None:
    assert PasskeySite(address).takes_passkeys == expected
