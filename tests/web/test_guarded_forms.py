"""Another site can neither speak for a visitor, nor frame or read our pages, nor send people elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.routing import Rule

from consultkit import ConsultKit
from consultkit.web.visitor import safe_next

from .conftest import Member, Visitor

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/%0d%0aLocation: https://evil.example\r\n",
    "/a\r\nSet-Cookie: x=y",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "http:evil.example",
    "http:/evil.example",
    "https:///evil.example",
    "//user@evil.example",
    "/\u2028/evil.example",
    "/\x00",
    "//[::1",
    "",
]


def unsafe_routes(app: Flask) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if UNSAFE & (rule.methods or set()))


def address_of(rule: Rule) -> str:
    address = re.sub(r"<uuid:\w+>", "0b3e5d5c-8f5f-4a52-9d4e-0a86fbd4c4ba", rule.rule)
    address = re.sub(r"<int:\w+>", "1", address)
    return re.sub(r"<\w+>", "x", address.replace("<consultation>", "traders"))


def test_every_form_needs_a_token_of_its_own_session(app: Flask, member: Member, stranger: Member) -> None:
    foreign = next(
        one.value
        for one in stranger.open("/traders/").form("csrf_token").controls
        if one.name == "csrf_token"
    )
    member.open("/traders/")
    answers = {
        (rule.rule, token): member.client.post(address_of(rule), data={"csrf_token": token}).status_code
        for rule in unsafe_routes(app)
        for token in ("", "wrong", foreign)
    }
    assert len(answers) >= 3 * 7
    assert set(answers.values()) <= {400, 403}, answers


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://[::1"},
        {"Origin": "http://localhost:x"},
    ],
)
def test_a_form_of_another_site_is_refused_even_with_the_token(
    member: Member, headers: dict[str, str]
) -> None:
    form = member.open("/traders/").form("csrf_token")
    data = {control.name: control.value for control in form.controls if control.name}
    assert member.client.post(form.action, data=data, headers=headers).status_code == 403
    assert member.open("/traders/").forms, "the member is still signed in"
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert member.client.post(form.action, data=data, headers=headers).status_code == 303


@pytest.mark.parametrize(
    "address", ["/traders/", "/traders/sign-in", "/nothing", "/desk/sign-in", "/legal/cookies"]
)
def test_every_page_carries_its_guards(visitor: Visitor, address: str) -> None:
    headers = visitor.client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_files_of_the_theme_are_kept_by_browsers(visitor: Visitor) -> None:
    with visitor.client.get("/static/theme.css") as file:
        assert "max-age=" in file.headers["Cache-Control"]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_sent_elsewhere(visitor: Visitor, address: str) -> None:
    assert safe_next(address) is None
    page = visitor.client.get("/traders/sign-in", query_string={"next": address})
    assert page.status_code in {200, 400}
    assert 'name="next"' not in page.text


@pytest.mark.parametrize("address", ["/", "/traders/begin", "/traders/draft/x/check?lang=en"])
def test_pages_of_this_site_are_gone_back_to(address: str) -> None:
    assert safe_next(address) == address
    assert urlsplit(address).netloc == ""


def test_a_foreign_host_gets_nothing(visitor: Visitor, kit: ConsultKit) -> None:
    assert kit.settings.public_url.endswith("127.0.0.1:8000")
    assert visitor.client.get("/traders/", headers={"Host": "evil.example"}).status_code == 400
