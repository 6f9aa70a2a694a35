"""The way to the mediator, over real connections: outages, lost answers, refusals."""

from __future__ import annotations

import hashlib
import json
import re
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from consultkit import Acknowledgement, ConfigurationError, DeliveryError, Deposit, Event, HandedFile, Package
from consultkit_mediator import delivery
from consultkit_mediator import post as posting
from consultkit_mediator.delivery import hand_over, take_back
from consultkit_mediator.stand_in import Trouble

PAPER = b"%PDF-1.7 a contract" * 5000
CUT = b'HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n{"refe'
KEY = "2b1d6f0a-52a1-4a39-8f54-6f1f35a3a001"


@pytest.fixture
def hand(form):
    """Hands a case over, with files or without."""

    def hand(case, settings, *files, held_back=0):
        return hand_over(case, Package(files, held_back), form.consultation, settings)

    return hand


def paper(content=PAPER, name="Contrat n° 1.pdf"):
    digest = hashlib.sha256(content).hexdigest()
    return HandedFile("papers", name, "pdf", len(content), digest, lambda: iter([content[:99], content[99:]]))


@pytest.fixture
def to_stand_in(settings, stand_in):
    return settings.model_copy(update={"address": stand_in.address})


@contextmanager
def a_receiver(behave):
    """A server whose every visitor gets `behave(connection)`. Yields its address and what came first."""
    came = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(20)

        def serve():
            visitor, _ = listening.accept()
            with visitor:
                came.append(all_of(visitor))
                behave(visitor)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/referrals", came
        finally:
            thread.join()


def all_of(visitor):
    """What a visitor sends, as long as the head says; what comes in silence ends with a pause."""
    visitor.settimeout(2)
    came = b""
    with suppress(TimeoutError):
        while piece := visitor.recv(65536):
            came += piece
            head, end, body = came.partition(b"\r\n\r\n")
            length = re.search(rb"Content-Length: (\d+)", head)
            if end and length and len(body) >= int(length[1]):
                break
    return came


def answering(status_line, *headers, body=b""):
    lines = [f"HTTP/1.1 {status_line}", f"Content-Length: {len(body)}", *headers, "", ""]
    return lambda visitor: visitor.sendall("\r\n".join(lines).encode() + body)


def test_it_arrives_with_its_key_and_is_acknowledged_with_a_reference(case, to_stand_in, stand_in, hand):
    assert hand(case, to_stand_in) == Acknowledgement("MED-00001")
    (document,) = stand_in.received
    assert document["delivery_key"] == KEY
    assert document["schema"] == "urn:consultkit:mediator:referral:2"
    assert document["applicant"]["company"] == "Éditions du Val d'Argent"
    assert "Canary" not in str(document)


def test_the_key_is_in_the_header_too(case, settings, hand):
    with a_receiver(answering("204 No Content")) as (address, came):
        hand(case, settings.model_copy(update={"address": address}))
    head = came[0].partition(b"\r\n\r\n")[0].decode().splitlines()
    assert head[0] == "POST /referrals HTTP/1.1"
    assert f"Idempotency-Key: {KEY}" in head


def test_a_withdrawal_says_which_referral_and_nothing_of_it(case, settings):
    with a_receiver(answering("204 No Content")) as (address, came):
        assert take_back(withdrawn(case), settings.model_copy(update={"address": address}))
    head, _, body = came[0].partition(b"\r\n\r\n")
    said = json.loads(body)
    assert f"Idempotency-Key: {case.withdrawal_id}" in head.decode().splitlines()
    assert said == {
        "schema": "urn:consultkit:mediator:withdrawal:1",
        "withdrawal_key": str(case.withdrawal_id),
        "delivery_key": KEY,
        "reference": case.submission_reference,
        "withdrawn_at": "2018-11-20T09:00:00+00:00",
    }


def test_where_there_is_no_address_nobody_is_told(case, settings):
    assert take_back(withdrawn(case), settings.model_copy(update={"address": None})) is False


@pytest.mark.parametrize(
    ("acknowledged", "status", "permanent"),
    [(True, 404, True), (True, 410, True), (True, 503, False), (False, 503, False), (False, 422, True)],
)
def test_a_withdrawal_that_is_not_taken(case, to_stand_in, stand_in, acknowledged, status, permanent):
    stand_in.trouble(Trouble(status))
    with pytest.raises(DeliveryError) as caught:
        take_back(withdrawn(case, acknowledged=acknowledged), to_stand_in)
    assert caught.value.permanent is permanent


def test_one_that_never_arrived_needs_no_withdrawal(case, to_stand_in, stand_in):
    assert take_back(withdrawn(case, acknowledged=False), to_stand_in) is False
    assert stand_in.received == []


def withdrawn(case, *, acknowledged=True):
    at = datetime(2018, 11, 20, 9, 0, tzinfo=UTC)
    event = Event(uuid4(), case.consultation, "cases", case.id, 1, "withdrawn", at, None)
    return replace(case, events=(event,), acknowledged_at=at if acknowledged else None)


def test_a_repeat_is_one_referral_with_the_same_reference(case, to_stand_in, stand_in, hand):
    first = hand(case, to_stand_in)
    assert hand(case, to_stand_in) == first
    assert len(stand_in.received) == 1


def test_an_answer_lost_after_the_effect_does_not_make_a_second_referral(case, to_stand_in, stand_in, hand):
    stand_in.trouble(Trouble(loses_answer=True))
    with pytest.raises(DeliveryError) as caught:
        hand(case, to_stand_in)
    assert not caught.value.permanent
    assert len(stand_in.received) == 1
    assert hand(case, to_stand_in) == Acknowledgement("MED-00001")
    assert len(stand_in.received) == 1


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504, 302])
def test_these_answers_mean_try_again(case, to_stand_in, stand_in, status, hand):
    stand_in.trouble(Trouble(status))
    with pytest.raises(DeliveryError) as caught:
        hand(case, to_stand_in)
    assert not caught.value.permanent
    assert str(status) in caught.value.message
    assert stand_in.received == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 422])
def test_these_answers_mean_that_a_person_must_look(case, to_stand_in, stand_in, status, hand):
    stand_in.trouble(Trouble(status))
    with pytest.raises(DeliveryError) as caught:
        hand(case, to_stand_in)
    assert caught.value.permanent


def test_a_redirect_is_not_followed(case, settings, stand_in, hand):
    elsewhere = answering("307 Temporary Redirect", f"Location: {stand_in.address}")
    with (
        a_receiver(elsewhere) as (address, _),
        pytest.raises(DeliveryError, match="redirects elsewhere") as caught,
    ):
        hand(case, settings.model_copy(update={"address": address}))
    assert not caught.value.permanent
    assert stand_in.received == []


def test_nobody_at_the_address_means_try_again(case, settings, hand):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}/referrals"
        with pytest.raises(DeliveryError, match="could not be reached") as caught:
            hand(case, settings.model_copy(update={"address": address}))
    assert not caught.value.permanent


@pytest.mark.parametrize("rubbish", [b"", b"SMTP ready\r\n", b"HTTP/1.1 200", CUT, b"HTTP/1.1 abc\r\n\r\n"])
def test_half_an_answer_or_another_protocol_means_try_again(case, settings, rubbish, hand):
    with a_receiver(lambda visitor: visitor.sendall(rubbish)) as (address, _), pytest.raises(DeliveryError):
        hand(case, settings.model_copy(update={"address": address}))


def test_a_receiver_that_trickles_is_hung_up_on(case, settings, monkeypatch, hand):
    monkeypatch.setattr(posting, "WHOLE_SECONDS", 0.3)
    ended = threading.Event()

    def trickle(visitor):
        visitor.sendall(b"HTTP/1.1 200 OK\r\n")
        try:
            while not ended.wait(0.05):
                visitor.sendall(b"X-More: y\r\n")
        except OSError:
            ended.set()

    with a_receiver(trickle) as (address, _):
        with pytest.raises(DeliveryError):
            hand(case, settings.model_copy(update={"address": address}))
        assert ended.wait(10)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"thank you",
        b"[]",
        b'{"reference": 7}',
        b'{"reference": ""}',
        b'{"reference": "a\\u0000b"}',
        b"\xff",
    ],
)
def test_an_acknowledgement_without_a_usable_reference_is_one_all_the_same(case, settings, body, hand):
    with a_receiver(answering("200 OK", body=body)) as (address, _):
        said = hand(case, settings.model_copy(update={"address": address}))
    assert said == Acknowledgement(None)


def test_a_deployment_sends_elsewhere_than_the_file_says(case, settings, stand_in, monkeypatch, hand):
    monkeypatch.setenv("CONSULTKIT_MEDIATOR_ADDRESS", stand_in.address)
    hand(case, settings)
    assert len(stand_in.received) == 1


def test_a_deployment_cannot_send_in_the_clear(case, settings, monkeypatch, hand):
    monkeypatch.setenv("CONSULTKIT_MEDIATOR_ADDRESS", "http://mediator.example/")
    with pytest.raises(ConfigurationError, match="not encrypted"):
        hand(case, settings)


def test_the_token_comes_from_the_environment(case, settings, monkeypatch, hand):
    with a_receiver(answering("200 OK")) as (address, came):
        with_token = settings.model_copy(update={"address": address, "token": "MEDIATOR_TOKEN"})
        with pytest.raises(ConfigurationError, match="MEDIATOR_TOKEN"):
            hand(case, with_token)
        monkeypatch.setenv("MEDIATOR_TOKEN", "s3cret")
        hand(case, with_token)
    assert b"Authorization: Bearer s3cret\r\n" in came[0]


def test_a_certificate_that_nobody_signed_is_refused(case, settings, hand):
    with a_receiver(answering("200 OK")) as (address, came):
        secure = settings.model_copy(update={"address": address.replace("http:", "https:")})
        with pytest.raises(DeliveryError):
            hand(case, secure)
    assert b"delivery_key" not in came[0]


def test_without_an_address_it_waits_on_our_own_pages(case, settings, hand):
    assert hand(case, settings.model_copy(update={"address": None})) == Deposit()


def test_the_files_follow_the_document_that_names_them(case, to_stand_in, stand_in, hand):
    hand(case, to_stand_in, paper(), paper(b"", 'é/\\".pdf'), held_back=1)
    (kept,) = stand_in.register.kept()
    assert [one["name"] for one in kept.document["files"]] == ["Contrat n° 1.pdf", 'é/\\".pdf']
    assert kept.document["files_held_back"] == 1
    assert kept.arrived.files == (PAPER, b"")
    assert kept.arrived.pdf.startswith(b"%PDF")


def test_too_much_at_once_stays_behind_and_is_said(case, to_stand_in, stand_in, monkeypatch, hand):
    monkeypatch.setattr(delivery, "MOST_BYTES", len(PAPER) + 3)
    hand(case, to_stand_in, paper(), paper(b"more"), paper(b"one"))
    (document,) = stand_in.received
    assert [one["size"] for one in document["files"]] == [len(PAPER), 3]
    assert document["files_held_back"] == 1


def test_files_that_are_not_those_of_the_document_are_refused(case, to_stand_in, hand):
    other = replace(paper(), chunks=lambda: iter([b"x" * len(PAPER)]))
    with pytest.raises(DeliveryError, match="422") as caught:
        hand(case, to_stand_in, other)
    assert caught.value.permanent
