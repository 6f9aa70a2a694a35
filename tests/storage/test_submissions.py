"""Reading what was sent: in order, page by page, and receipts for their owner alone."""

from __future__ import annotations

from datetime import timedelta

from consultkit.storage import Archive, submissions

from .conftest import NOW, Rows, acceptance_of


def test_pages_show_every_submission_once_the_newest_first(rows: Rows, archive: Archive) -> None:
    # Two of them at the same instant: the order must still be total.
    instants = [NOW, NOW + timedelta(seconds=1), NOW + timedelta(seconds=1), NOW + timedelta(seconds=2)]
    sent = [rows.submission(received_at=at).submission for at in instants]
    expected = sorted(sent, key=lambda one: one.received_at, reverse=True)
    with archive.reading() as tx:
        found = []
        page = submissions.page(tx, "fair", after=None, limit=2)
        while page:
            assert len(page) <= 2
            found += page
            page = submissions.page(tx, "fair", after=page[-1].reference, limit=2)
        everything = tuple(submissions.each(tx, "fair"))
    assert [one.received_at for one in found] == [one.received_at for one in expected]
    assert {one.id for one in found} == {one.id for one in sent}
    assert everything == tuple(found)


def test_a_page_after_a_reference_that_does_not_exist_is_empty(rows: Rows, archive: Archive) -> None:
    sent = rows.submission().submission
    with archive.reading() as tx:
        assert submissions.page(tx, "fair", after="nothing", limit=10) == ()
        assert submissions.page(tx, "another", after=sent.reference, limit=10) == ()


def test_receipts_are_found_by_their_owner_only(rows: Rows, archive: Archive) -> None:
    acceptance = rows.submission()
    receipt, owner = acceptance.receipt, acceptance.submission.respondent_id
    stranger = rows.respondent()
    with archive.reading() as tx:
        assert submissions.receipt(tx, receipt.reference, owner) == receipt
        assert submissions.receipts_of(tx, "fair", owner) == (receipt,)
        assert submissions.receipt(tx, receipt.reference, stranger) is None
        assert submissions.receipts_of(tx, "fair", stranger) == ()


def test_an_earlier_receipt_is_found_by_the_draft_or_by_the_key(rows: Rows, archive: Archive) -> None:
    acceptance = rows.submission()
    owner, draft = acceptance.submission.respondent_id, acceptance.draft.id
    unknown = rows.draft(owner).id
    with archive.reading() as tx:

        def earlier(who: object, draft_id: object, key: str) -> object:
            return submissions.earlier_receipt(tx, who, draft_id=draft_id, submit_key=key)  # type: ignore[arg-type]

        assert earlier(owner, draft, "another-key") == acceptance.receipt
        assert earlier(owner, unknown, acceptance.submit_key) == acceptance.receipt
        assert earlier(owner, unknown, "another-key") is None
        assert earlier(rows.respondent(), draft, acceptance.submit_key) is None


def test_the_one_contribution_is_told_by_its_reference(rows: Rows, archive: Archive) -> None:
    respondent = rows.respondent()
    acceptance = acceptance_of(rows.draft(respondent), only_one=True)
    rows.accept(acceptance)
    with archive.reading() as tx:
        assert submissions.only_reference(tx, "fair", respondent) == acceptance.submission.reference
        assert submissions.only_reference(tx, "another", respondent) is None
        assert submissions.only_reference(tx, "fair", rows.respondent()) is None
