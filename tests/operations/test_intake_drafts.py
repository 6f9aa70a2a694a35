"""Drafts: resumed, saved once each, and their owner's alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from consultkit.errors import (
    AlreadySubmittedError,
    DraftConflictError,
    NotFoundError,
    WindowClosedError,
)
from consultkit.records import Draft

if TYPE_CHECKING:
    from tests.conftest import Serve, Service

OPENS = datetime(2018, 10, 31, 7, 0, tzinfo=UTC)
CLOSES = datetime(2018, 11, 30, 23, 0, tzinfo=UTC)
WHO = {"by": "official@example.org", "reason": "An outage."}


def test_a_first_draft_is_empty_and_of_the_current_form(service: Service) -> None:
    draft = service.intake.begin("fair", service.respondent())
    assert draft.answers == {}
    assert draft.form_digest == service.forms.current("fair").digest
    assert draft.created_at == service.clock.now()


def test_beginning_again_resumes_the_draft_saved_last(service: Service) -> None:
    me = service.respondent()
    draft = service.draft(me)
    assert service.intake.begin("fair", me) == draft


def test_each_respondent_has_their_own_draft(service: Service) -> None:
    mine, other = service.draft(service.respondent()), service.intake.begin("fair", service.respondent())
    assert mine.id != other.id
    assert other.answers == {}


def test_a_draft_is_read_as_it_was_saved(service: Service) -> None:
    me = service.respondent()
    draft = service.draft(me)
    assert service.intake.draft(draft.id, me) == draft
    assert service.intake.drafts("fair", me) == (draft,)


def test_nobody_else_reads_saves_or_discards_a_draft(service: Service) -> None:
    draft, stranger = service.draft(service.respondent()), service.respondent()
    for attempt in (
        lambda: service.intake.draft(draft.id, stranger),
        lambda: service.intake.discard(draft.id, stranger),
        lambda: service.intake.save(replace(draft, respondent_id=stranger.id), {}),
        lambda: service.intake.draft(uuid4(), stranger),
    ):
        with pytest.raises(NotFoundError, match=r"There is no such draft\."):
            attempt()
    assert service.intake.drafts("fair", stranger) == ()


def test_two_tabs_never_overwrite_one_another(service: Service) -> None:
    me = service.respondent()
    draft = service.draft(me)
    first = service.intake.save(draft, {"firm_name": "first"})
    with pytest.raises(DraftConflictError):
        service.intake.save(draft, {"firm_name": "second"})
    assert service.intake.draft(draft.id, me) == first


def test_a_discarded_draft_is_gone(service: Service) -> None:
    me = service.respondent()
    draft = service.draft(me)
    service.intake.discard(draft.id, me)
    with pytest.raises(NotFoundError):
        service.intake.draft(draft.id, me)
    with pytest.raises(NotFoundError):
        service.intake.save(draft, {})
    assert service.count("drafts", "data_keys") == (0, 0)


@pytest.mark.parametrize(
    ("at", "said"), [(OPENS - timedelta(milliseconds=1), "not open yet"), (CLOSES, "closed")]
)
def test_nothing_begins_outside_the_window(service: Service, at: datetime, said: str) -> None:
    service.clock.set(at)
    with pytest.raises(WindowClosedError, match=said):
        service.intake.begin("fair", service.respondent())
    assert service.count("drafts") == (0,)


def test_nothing_begins_or_is_saved_while_suspended(service: Service) -> None:
    me = service.respondent()
    draft = service.draft(me)
    service.windows.suspend("fair", **WHO)
    with pytest.raises(WindowClosedError, match="suspended"):
        service.intake.begin("fair", me)
    with pytest.raises(WindowClosedError, match="suspended"):
        service.intake.save(draft, {})
    assert service.intake.draft(draft.id, me) == draft


def test_a_draft_is_saved_in_the_grace_and_kept_after_it(service: Service) -> None:
    me = service.respondent()
    draft = service.draft(me)
    service.clock.set(CLOSES + timedelta(minutes=2) - timedelta(milliseconds=1))
    saved = service.intake.save(draft, draft.answers)
    assert service.intake.begin("fair", me) == saved
    service.clock.move(timedelta(milliseconds=1))
    with pytest.raises(WindowClosedError):
        service.intake.save(saved, {})
    assert service.intake.draft(draft.id, me) == saved


def test_where_those_who_come_late_are_flagged_one_may_still_begin(serve: Serve) -> None:
    service = serve(late="flag")
    service.clock.set(CLOSES + timedelta(days=1))
    assert service.intake.begin("fair", service.respondent()).answers == {}


def test_where_one_is_taken_none_begins_after_it(serve: Serve) -> None:
    service = serve(contributions="one")
    me = service.respondent()
    receipt = service.send(service.draft(me))
    with pytest.raises(AlreadySubmittedError) as refusal:
        service.intake.begin("fair", me)
    assert refusal.value.reference == receipt.reference


def test_where_many_are_taken_another_begins_empty(service: Service) -> None:
    me = service.respondent()
    service.send(service.draft(me))
    assert service.intake.begin("fair", me).answers == {}


def test_a_draft_keeps_the_form_that_it_began_with(serve: Serve) -> None:
    before = serve()
    me = before.respondent()
    draft = before.draft(me)
    after = serve(label="Said otherwise")
    assert after.intake.begin("fair", me).form_digest == draft.form_digest
    assert after.send(draft).form_digest == draft.form_digest


def test_answers_off_the_path_stay_in_the_draft(service: Service) -> None:
    me = service.respondent()
    answers = {"practices": ["ranking"], "notice": True, "firm_name": "Phare"}
    draft = service.draft(me, answers)
    assert service.intake.draft(draft.id, me).answers == answers


def test_each_draft_has_its_own_key_to_send_with(service: Service) -> None:
    drafts: list[Draft] = [service.draft(service.respondent()) for _ in range(5)]
    assert len({draft.submit_key for draft in drafts}) == 5
    assert all(len(draft.submit_key) >= 43 for draft in drafts)
