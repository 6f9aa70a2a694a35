"""Whatever goes wrong, a page says what to do, in the visitor's language, and shows nothing of the inside."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from consultkit.errors import ProviderUnavailableError, ServiceError
from consultkit.web.access import Access, open_to

from .conftest import Visitor


@pytest.mark.parametrize("address", ["/nowhere", "/nowhere/", "/traders/nowhere", "/traders/draft/1/you"])
def test_an_unknown_address_gets_a_page(visitor: Visitor, address: str) -> None:
    page = visitor.open(address)
    assert page.status == 404
    assert "Page introuvable" in page.words
    assert "Revenir à la page d’accueil" in page.links


@pytest.mark.parametrize("address", ["/traders/%00", "/%00/", "/traders/?a=%00", "/traders/?%00=a"])
def test_an_unprintable_address_is_refused(visitor: Visitor, address: str) -> None:
    assert visitor.client.get(address).status_code in {400, 404}


def test_a_host_that_is_not_ours_is_refused_and_is_no_accident(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    response = app.test_client().get("/traders/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert caplog.records == []


def test_a_method_that_is_not_allowed_says_which_are(visitor: Visitor) -> None:
    response = visitor.client.put("/traders/")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert "<h1>" in response.text


def test_an_accident_is_told_without_its_trace(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def accident() -> None:
        raise RuntimeError("the secret of the inside")

    app.add_url_rule("/legal/accident", view_func=open_to(Access.EVERYBODY)(accident))
    page = Visitor(app).open("/legal/accident")
    assert page.status == 500
    assert "Une erreur est survenue" in page.words
    assert "secret" not in page.html
    assert "the secret of the inside" in caplog.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ServiceError("The database at db.example does not answer."), 503),
        (ProviderUnavailableError("https://provider.example answered 502."), 424),
    ],
)
def test_a_service_that_does_not_answer_is_told_without_its_name(
    app: Flask, error: ServiceError, status: int
) -> None:
    def away() -> None:
        raise error

    app.add_url_rule("/legal/away", view_func=open_to(Access.EVERYBODY)(away))
    page = Visitor(app).open("/legal/away")
    assert page.status == status
    assert "Le service ne répond pas pour le moment" in page.words
    assert not re.search(r"(db|provider)\.example", page.html)
