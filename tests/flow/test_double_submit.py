"""Everybody presses the button twice: one submission, one receipt, whoever comes first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

import pytest

from consultkit.errors import AlreadySubmittedError, ContentChangedError, NotFoundError
from consultkit.operations import Intake
from consultkit.records import Answers, Draft, Respondent, digest_of

if TYPE_CHECKING:
    from tests.conftest import Serve, Service

COMPLETE: Answers = {"practices": ["payment"], "firm_name": "Phare"}

THREADS = 50
T = TypeVar("T")


def all_at_once(works: list[Callable[[], T]]) -> list[T]:
    """The results of all, begun at the same instant."""
    start = threading.Barrier(len(works))

    def begin(work: Callable[[], T]) -> T:
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begin, works))


@pytest.mark.parametrize("other_keys", [False, True])
def test_fifty_at_once_leave_one_submission_and_get_one_receipt(serve: Serve, other_keys: bool) -> None:
    service = serve(more="plugins: {mediator: {}}\n")
    draft = service.draft(service.respondent())
    keys = [f"{draft.submit_key}{place if other_keys else ''}" for place in range(THREADS)]
    receipts = all_at_once([lambda key=key: service.send(draft, submit_key=key) for key in keys])
    assert len(set(receipts)) == 1
    assert service.count("submissions", "receipts", "outbox", "data_keys", "drafts") == (1, 1, 1, 1, 0)


def test_many_drafts_at_once_each_sent_twice(service: Service) -> None:
    drafts = [service.draft(service.respondent()) for _ in range(THREADS // 2)]
    receipts = all_at_once([lambda draft=draft: service.send(draft) for draft in drafts * 2])
    first, second = receipts[: len(drafts)], receipts[len(drafts) :]
    assert first == second
    assert len({receipt.reference for receipt in first}) == len(drafts)
    assert service.count("submissions", "receipts") == (len(drafts), len(drafts))


def test_of_two_drafts_sent_at_once_one_is_taken_where_one_is_allowed(serve: Serve) -> None:
    service = serve(contributions="one")
    for _ in range(10):
        me = service.respondent()
        drafts = two_drafts(serve, me)
        outcomes = all_at_once([lambda draft=draft: outcome(service, draft) for draft in drafts])
        (reference,) = {receipt.reference for receipt in service.intake.receipts("fair", me)}
        assert sorted(outcomes) == sorted([f"taken {reference}", f"refused for {reference}"])
        assert len(service.intake.drafts("fair", me)) == 1


def two_drafts(serve: Serve, me: Respondent) -> list[Draft]:
    """As two tabs make them that begin at the same instant: neither sees the other's yet."""
    service, both = serve(contributions="many"), threading.Barrier(2, timeout=10)

    class Together:
        """Waits, between looking for a draft and making one, until the other tab has looked too."""

        def now(self) -> datetime:
            both.wait()
            return service.clock.now()

        def judge(self, database_now: datetime) -> datetime:
            return service.clock.judge(database_now)

    intake = Intake(service.archive, service.forms, Together())
    begun = all_at_once([lambda: intake.begin("fair", me)] * 2)
    return [service.intake.save(draft, COMPLETE) for draft in begun]


def outcome(service: Service, draft: Draft) -> str:
    try:
        return f"taken {service.send(draft).reference}"
    except AlreadySubmittedError as error:
        return f"refused for {error.reference}"


def test_a_save_that_crosses_a_submission_is_never_sent_unchecked(service: Service) -> None:
    for _ in range(15):
        me = service.respondent()
        draft = service.draft(me)
        changed = {**draft.answers, "firm_name": "Changed"}

        def save(draft: Draft = draft, changed: Answers = changed) -> object:
            try:
                return service.intake.save(draft, changed)
            except NotFoundError:
                return None

        def send(draft: Draft = draft) -> object:
            try:
                return service.send(draft)
            except ContentChangedError:
                return None

        saved, receipt = all_at_once([save, send])
        assert (saved is None) is not (receipt is None), "Exactly one of the two comes first."
        for sent in service.intake.receipts("fair", me):
            answers = service.intake.submission(sent.reference, me).answers
            assert answers["firm_name"] == draft.answers["firm_name"]
            assert digest_of(answers) == sent.answers_sha256
