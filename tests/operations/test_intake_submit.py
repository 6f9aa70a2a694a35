"""Sending a contribution: once, as it was checked, and with a receipt."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
import sqlalchemy as sa

from consultkit.errors import (
    AlreadySubmittedError,
    AnswersError,
    ContentChangedError,
    NotFoundError,
)
from consultkit.records import digest_of

if TYPE_CHECKING:
    from tests.conftest import Serve, Service

KEY = "another-key-0123456789"
TRANSACTION = ("BEGIN IMMEDIATE", "COMMIT")


def heard(service: Service) -> list[str]:
    """The statements sent from now on."""
    statements: list[str] = []
    sa.event.listen(
        service.archive.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: statements.append(statement),
    )
    return statements


def test_the_receipt_proves_what_was_sent_and_when(service: Service) -> None:
    me = service.respondent()
    draft = service.draft(me)
    receipt = service.send(draft)
    assert receipt.consultation == "fair"
    assert receipt.form_digest == draft.form_digest
    assert receipt.received_at == service.clock.now()
    assert receipt.answers_sha256 == digest_of(service.intake.submission(receipt.reference, me).answers)
    assert receipt.late_by_ms == 0
    assert service.intake.receipt(receipt.reference, me) == receipt
    assert service.intake.receipts("fair", me) == (receipt,)


def test_only_what_is_on_the_path_is_sent(service: Service) -> None:
    me = service.respondent()
    draft = service.draft(me, {"practices": ["ranking"], "notice": True, "firm_name": "Phare"})
    sent = service.intake.submission(service.send(draft).reference, me)
    assert sent.answers == {"practices": ["ranking"], "firm_name": "Phare"}


def test_the_draft_becomes_the_submission(service: Service) -> None:
    me = service.respondent()
    draft = service.draft(me)
    service.send(draft)
    assert service.intake.drafts("fair", me) == ()
    assert service.count("drafts", "submissions", "data_keys") == (0, 1, 1)


@pytest.mark.parametrize("key", [None, KEY])
def test_a_repeat_gets_the_same_receipt(service: Service, key: str | None) -> None:
    draft = service.draft(service.respondent())
    receipt = service.send(draft)
    assert service.send(draft, submit_key=key) == receipt
    assert service.count("submissions", "receipts", "outbox") == (1, 1, 0)


def test_a_repeat_gets_its_receipt_after_the_closing_too(service: Service) -> None:
    draft = service.draft(service.respondent())
    receipt = service.send(draft)
    service.clock.move(timedelta(days=90))
    assert service.send(draft) == receipt


def test_a_repeat_with_other_content_is_refused(service: Service) -> None:
    me = service.respondent()
    draft = service.draft(me)
    service.send(draft)
    with pytest.raises(ContentChangedError):
        service.intake.submit(draft.id, me, submit_key=draft.submit_key, answers_sha256="0" * 64)


def test_what_was_changed_since_it_was_checked_is_refused(service: Service) -> None:
    me = service.respondent()
    draft = service.draft(me)
    checked = service.checked(draft)
    changed = service.intake.save(draft, {**draft.answers, "firm_name": "Autre"})
    with pytest.raises(ContentChangedError):
        service.intake.submit(draft.id, me, submit_key=draft.submit_key, answers_sha256=checked)
    assert service.intake.draft(draft.id, me) == changed


def test_the_key_of_one_contribution_does_not_send_another(service: Service) -> None:
    me = service.respondent()
    first = service.draft(me)
    service.send(first)
    second = service.draft(me, {"practices": ["payment"], "firm_name": "Phare"})
    with pytest.raises(ContentChangedError):
        service.send(second, submit_key=first.submit_key)
    assert service.intake.drafts("fair", me) == (second,)


@pytest.mark.parametrize(
    "key", ["short", "x" * 65, "a key with spaces in it", "nul\x00nul\x00nul\x00nul\x00"]
)
def test_a_key_that_we_did_not_make_is_refused(service: Service, key: str) -> None:
    draft = service.draft(service.respondent())
    with pytest.raises(ContentChangedError):
        service.send(draft, submit_key=key)


def test_an_incomplete_draft_is_refused_with_every_fault(service: Service) -> None:
    draft = service.draft(service.respondent(), {"practices": ["delisting"]})
    with pytest.raises(AnswersError) as refusal:
        service.send(draft)
    assert set(refusal.value.faults) == {"notice", "firm_name"}
    assert service.count("submissions", "drafts") == (0, 1)


def test_nobody_else_sends_a_draft_or_reads_its_receipt(service: Service) -> None:
    me, stranger = service.respondent(), service.respondent()
    draft = service.draft(me)
    with pytest.raises(NotFoundError):
        service.intake.submit(
            draft.id, stranger, submit_key=draft.submit_key, answers_sha256=service.checked(draft)
        )
    receipt = service.send(draft)
    for attempt in (
        lambda: service.intake.receipt(receipt.reference, stranger),
        lambda: service.intake.submission(receipt.reference, stranger),
        lambda: service.intake.submit(
            draft.id, stranger, submit_key=draft.submit_key, answers_sha256=receipt.answers_sha256
        ),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert service.intake.receipts("fair", stranger) == ()


@pytest.mark.parametrize("reference", ["", "7K3-FQ9", "7k3-fq9-xhd", "7K3-FQ9-XHD\x00", "' OR 1=1"])
def test_what_is_no_reference_is_not_found(service: Service, reference: str) -> None:
    me = service.respondent()
    with pytest.raises(NotFoundError):
        service.intake.receipt(reference, me)
    with pytest.raises(NotFoundError):
        service.intake.submission(reference, me)


def test_a_draft_that_never_was_is_not_found(service: Service) -> None:
    with pytest.raises(NotFoundError):
        service.intake.submit(uuid4(), service.respondent(), submit_key=KEY, answers_sha256="0" * 64)


def test_where_one_is_taken_a_second_draft_is_refused_and_kept(serve: Serve) -> None:
    one = serve(contributions="one")
    me = one.respondent()
    receipt = one.send(one.draft(me))
    leftover = serve(contributions="many").draft(me)
    with pytest.raises(AlreadySubmittedError) as refusal:
        one.send(leftover)
    assert refusal.value.reference == receipt.reference
    assert one.intake.draft(leftover.id, me) == leftover


def test_every_plugin_of_todays_file_is_promised_its_work(serve: Serve) -> None:
    before = serve()
    draft = before.draft(before.respondent())
    after = serve(more="plugins: {mediator: {}}\n")
    receipt = after.send(draft)
    with after.archive.reading() as tx:
        promised = tx.connection.execute(sa.text("SELECT kind, plugin, consultation FROM outbox")).all()
    assert [tuple(row) for row in promised] == [("route", "mediator", "fair")]
    assert receipt.reference


def test_a_request_that_waited_is_dated_from_its_arrival(service: Service) -> None:
    receipt = service.send(service.draft(service.respondent()), waited=timedelta(seconds=3))
    assert receipt.received_at == service.clock.now() - timedelta(seconds=3)


def test_nobody_arrives_in_the_future(service: Service) -> None:
    receipt = service.send(service.draft(service.respondent()), waited=timedelta(seconds=-3))
    assert receipt.received_at == service.clock.now()


def test_a_contribution_costs_few_statements(service: Service) -> None:
    draft = service.draft(service.respondent())
    statements = heard(service)
    service.send(draft)
    on_postgresql = service.archive.engine.dialect.name == "postgresql"
    assert len(statements) == (2 if on_postgresql else 11)


def test_reading_a_draft_costs_one_statement_and_saving_it_two(service: Service) -> None:
    me = service.respondent()
    draft = service.draft(me)
    statements = heard(service)
    service.intake.draft(draft.id, me)
    assert len(statements) == 1
    statements.clear()
    service.intake.save(draft, draft.answers)
    assert len([statement for statement in statements if statement not in TRANSACTION]) == 2
