"""What is told to who keeps the site running: alive, ready, figures, and a line for each request."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consultkit import ConsultKit, create_app
from consultkit.logs import JsonLines, Lines
from consultkit.storage import heartbeats
from consultkit.testing import FixedClock

from .conftest import Member

TOKEN = "the token of the monitoring"
ALLOWED = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def watched(kit: ConsultKit, tmp_path: Path, clock: FixedClock) -> Iterator[ConsultKit]:
    """The same deployment, with figures."""
    settings = replace(kit.settings, metrics_token=TOKEN, files=str(tmp_path / "files"))
    watched = ConsultKit([tmp_path / "traders.yaml"], settings=settings, clock=clock)
    yield watched
    watched.close()


@pytest.fixture
def site(watched: ConsultKit) -> Flask:
    return create_app(watched)


@pytest.fixture
def monitoring(site: Flask) -> FlaskClient:
    return site.test_client()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the requests log, as in production."""
    stream, logger = io.StringIO(), logging.getLogger("consultkit")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield stream
    logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


def test_a_process_is_ready_without_a_worker_which_is_named(monitoring: FlaskClient) -> None:
    answer = monitoring.get("/ready")
    assert (answer.status_code, answer.text.splitlines()[0]) == (200, "ready")
    assert "! worker: No worker was seen" in answer.text


def test_a_worker_that_works_is_seen(monitoring: FlaskClient, watched: ConsultKit) -> None:
    with watched.archive.writing() as tx:
        heartbeats.beat(tx, uuid4())
    assert "✓ worker: sound" in monitoring.get("/ready").text


def test_it_is_not_ready_while_files_cannot_be_written(monitoring: FlaskClient, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file in the place of the folder")
    answer = monitoring.get("/ready")
    assert (answer.status_code, answer.text.splitlines()[0]) == (503, "not ready")
    assert "✗ file store: " in answer.text
    assert monitoring.get("/health").status_code == 200


@pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer "}, {"Authorization": "Bearer another é"}])
def test_figures_are_for_who_brings_the_token(monitoring: FlaskClient, sent: dict[str, str]) -> None:
    assert monitoring.get("/metrics", headers=sent).status_code == 404
    assert monitoring.get("/metrics", headers=ALLOWED).status_code == 200


def test_without_a_token_there_are_no_figures(app: Flask) -> None:
    asked = app.test_client().get("/metrics", headers={"Authorization": "Bearer None"}, follow_redirects=True)
    assert asked.status_code == 404


def test_figures_tell_what_is_kept_promised_and_refused(
    site: Flask, watched: ConsultKit, monitoring: FlaskClient
) -> None:
    member = Member(site, watched, "member")
    check = member.to_check()
    member.post(check.form("submit_key"), {"answers_sha256": "of something else"})
    member.send(check.form("submit_key"))
    member.begin()
    text = monitoring.get("/metrics", headers=ALLOWED).text
    assert 'consultkit_submissions_accepted_total{consultation="traders"} 1.0' in text
    assert 'consultkit_submissions_refused_total{reason="content_changed"} 1.0' in text
    assert 'consultkit_drafts{consultation="traders"} 1.0' in text
    assert "consultkit_database_up 1.0" in text
    assert "consultkit_worker_seen_seconds +Inf" in text
    assert 'route="/<consultation>/draft/<uuid:draft_id>/submit",status="303"} 1.0' in text
    assert "Au pain doré" not in text


def test_figures_tell_of_letters_that_no_server_takes(watched: ConsultKit, monitoring: FlaskClient) -> None:
    watched.accounts.ask_link("ada@example.org", language="fr", consultation="traders")
    watched.worker.run_once()
    text = monitoring.get("/metrics", headers=ALLOWED).text
    assert 'consultkit_queue_waiting{kind="letter"} 1.0' in text
    assert 'consultkit_queue_failing{kind="letter"} 1.0' in text
    assert "ada@example.org" not in text


def test_a_visitor_cannot_make_figures_of_their_own(monitoring: FlaskClient) -> None:
    monitoring.open("/traders/nothing-of-ours/at-all", method="INVENTED")
    text = monitoring.get("/metrics", headers=ALLOWED).text
    assert "INVENTED" not in text
    assert "nothing-of-ours" not in text
    assert 'method="other",route="other"' in text


def test_a_request_is_a_line_with_the_reference_that_it_concerns(
    app: Flask, kit: ConsultKit, log: io.StringIO
) -> None:
    member = Member(app, kit, "member")
    receipt = member.send(member.to_check().form("submit_key"))
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    sent, shown = lines[-2:]
    assert (sent["method"], sent["status"], sent["consultation"]) == ("POST", 303, "traders")
    assert sent["route"] == "/<consultation>/draft/<uuid:draft_id>/submit"
    assert sent["reference"] == shown["reference"] == receipt.address.rsplit("/", 1)[1]
    assert len({line["request"] for line in lines}) == len(lines)


def test_an_answer_carries_the_id_of_its_line(app: Flask, log: io.StringIO) -> None:
    answer = app.test_client().get("/traders/", headers={"X-Request-Id": "chosen by a visitor"})
    assert json.loads(log.getvalue())["request"] == answer.headers["X-Request-Id"]


def test_what_is_no_reference_is_not_written_as_one(app: Flask, log: io.StringIO) -> None:
    app.test_client().get("/traders/receipt/what-somebody-typed?and=more")
    assert "what-somebody-typed" not in log.getvalue()
    assert "more" not in log.getvalue()


def failed() -> logging.LogRecord:
    try:
        raise ValueError("could not take 'Au pain doré'")
    except ValueError as error:
        info = (ValueError, error, error.__traceback__)
    return logging.LogRecord("consultkit", logging.ERROR, __file__, 1, "It failed", (), info)


def test_in_production_an_error_is_its_kind_and_its_place() -> None:
    line = json.loads(JsonLines().format(failed()))
    assert line["error"] == "ValueError"
    assert line["at"][-1].endswith(" failed")
    assert "pain" not in json.dumps(line, ensure_ascii=False)


def test_at_a_terminal_it_is_told_whole() -> None:
    assert "Au pain doré" in Lines().format(failed())
