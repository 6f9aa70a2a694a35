"""The stand-in takes what the real receiver should take, and nothing else."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from consultkit import Package
from consultkit_mediator.multipart import Multipart
from consultkit_mediator.multipart import whole as part
from consultkit_mediator.package import document
from consultkit_mediator.stand_in import PATH


def request(stand_in, method, path, body=b"", kind="application/json", **headers):
    headers["Content_Type"] = kind
    connection = HTTPConnection(urlsplit(stand_in.address).netloc, timeout=10)
    try:
        connection.request(
            method, path, body, {name.replace("_", "-"): text for name, text in headers.items()}
        )
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def deliver(stand_in, content, key=None, files=()):
    key = content.get("delivery_key", "") if key is None else key
    body = in_parts(json.dumps(content).encode(), *files)
    return request(stand_in, "POST", PATH, *body, Idempotency_Key=key)


def in_parts(document, *files):
    parts = [part("referral", "r.json", "application/json", document)]
    parts += [part("file", "f", "application/octet-stream", one) for one in files]
    body = Multipart(parts)
    return b"".join(body.chunks()), body.content_type


@pytest.fixture
def whole(case):
    return document(case.referral, case, Package())


def test_it_keeps_a_referral_once_for_each_key(stand_in, whole):
    assert deliver(stand_in, whole) == (201, '{"reference":"MED-00001"}')
    assert deliver(stand_in, whole) == (200, '{"reference":"MED-00001"}')
    other = {**whole, "delivery_key": "2b1d6f0a-52a1-4a39-8f54-6f1f35a3a002"}
    assert deliver(stand_in, other) == (201, '{"reference":"MED-00002"}')
    assert stand_in.received == [whole, other]


def test_a_key_that_comes_back_with_another_content_is_refused(stand_in, whole):
    deliver(stand_in, whole)
    status, said = deliver(stand_in, {**whole, "facts": []})
    assert status == 422
    assert "another content" in said
    assert stand_in.received == [whole]


def test_a_key_that_differs_from_the_header_is_refused(stand_in, whole):
    assert deliver(stand_in, whole, key="another")[0] == 422


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schema": "urn:consultkit:mediator:referral:1"}, "referral.schema"),
        ({"applicant": {"company": "Éditions"}}, "referral.applicant lacks email"),
        ({"other_party": {}}, "referral.other_party lacks name"),
        ({"other_party": {"name": ""}}, "referral.other_party.name is too short"),
        ({"subject": []}, "referral.subject has too few items"),
        ({"subject": [{"id": "x"}]}, "referral.subject[0] lacks question"),
        ({"undertakings": {"consent": True, "confidentiality": False}}, "confidentiality is not true"),
        ({"facts": "long ago"}, "referral.facts is not of type array"),
        ({"extra": 1}, "referral has an unknown extra"),
    ],
)
def test_what_does_not_conform_is_refused_with_its_place(stand_in, whole, change, said):
    status, why = deliver(stand_in, {**whole, **change})
    assert status == 422
    assert said in why
    assert stand_in.received == []


@pytest.mark.parametrize("content", [[], "referral", 7, None])
def test_what_is_not_a_document_is_refused(stand_in, content):
    assert request(stand_in, "POST", PATH, *in_parts(json.dumps(content).encode()))[0] == 422


def test_requests_that_make_no_sense_are_refused(stand_in, whole):
    assert request(stand_in, "POST", PATH, *in_parts(b"{"))[0] == 400
    assert request(stand_in, "POST", PATH, b"{}")[0] == 422, "no withdrawal"
    assert request(stand_in, "POST", PATH, b"rubbish", "multipart/form-data")[0] == 400
    assert request(stand_in, "POST", "/elsewhere", *in_parts(b"{}"))[0] == 404
    assert request(stand_in, "GET", "/elsewhere")[0] == 404
    too_long = {"Content_Length": str(2**27)}
    assert request(stand_in, "POST", PATH, b"", **too_long)[0] == 413


def test_its_page_lists_what_came_and_runs_nothing_of_it(stand_in, whole):
    assert "Aucune saisine" in request(stand_in, "GET", "/")[1]
    whole["applicant"]["company"] = "<script>alert(1)</script>"
    deliver(stand_in, whole)
    deliver(stand_in, whole)
    status, page = request(stand_in, "GET", "/")
    assert status == 200
    assert "MED-00001 (livrée 2 fois, gardée une fois)" in page
    assert "&lt;script&gt;" in page
    assert "<script" not in page
