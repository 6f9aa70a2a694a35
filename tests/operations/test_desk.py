"""The desk: officials see the contributions to their consultation, all of them, and no others."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultkit.errors import NotFoundError
from consultkit.records import Referral, ReferralState, digest_of
from consultkit.storage import tallies


@pytest.fixture
def two(campaigns, trees):
    """Two consultations in one deployment."""
    return campaigns(trees, trees.replace("consultation: trees", "consultation: hedges"))


def export(campaign, official, language="fr"):
    content = b"".join(campaign.desk.export(official, language)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline=""), delimiter=";"))


def all_pages(campaign, official, limit):
    after, found = None, []
    while True:
        page = campaign.desk.contributions(official, after, limit)
        found.extend(page.rows)
        if page.next is None:
            return found
        assert len(page.rows) == limit
        after = page.next


def test_the_list_has_each_contribution_once_the_latest_first(campaign):
    receipts = []
    for number in range(7):
        # Two at a time at the same instant: the order is then that of their ids, and none is lost.
        campaign.clock.move(timedelta(seconds=number % 2))
        receipts.append(campaign.contribute())
    for limit in (1, 2, 3, 7, 50):
        rows = all_pages(campaign, campaign.official(), limit)
        assert Counter(row.reference for row in rows) == Counter(receipt.reference for receipt in receipts)
        instants = [row.received_at for row in rows]
        assert instants == sorted(instants, reverse=True)


def test_the_list_shows_how_each_referral_stands(campaign, forester):
    forester.proposal = lambda submission: (
        [] if submission.answers["kind"] == "elm" else [Referral("forest", "A tree", missing=("x",))]
    )
    campaign.contribute(kind="elm")
    campaign.clock.move(timedelta(seconds=1))
    campaign.contribute(kind="oak")
    campaign.worker.run_once()
    rows = campaign.desk.contributions(campaign.official()).rows
    assert [row.referrals for row in rows] == [(ReferralState.INCOMPLETE,), ()]


def test_a_contribution_is_shown_with_its_protected_answers_in_the_form_it_answered(campaigns, trees):
    receipt = campaigns(trees).contribute(owner="Élise", note="It leans.")
    newer = campaigns(trees.replace("Which?", "Which kind?").replace("{id: owner", "{id: holder"))
    found = newer.desk.contribution(newer.official(), receipt.reference)
    assert found.submission.answers == {"kind": "oak", "owner": "Élise", "note": "It leans."}
    assert found.form.questions["kind"].label.in_language("fr") == "Which?"
    assert found.form.questions["owner"].display("Élise", "fr") == "Élise"


def test_what_belongs_to_another_consultation_is_not_there(two):
    receipt = two.contribute("trees")
    stranger = two.official("hedges")
    with pytest.raises(NotFoundError) as others:
        two.desk.contribution(stranger, receipt.reference)
    with pytest.raises(NotFoundError) as nobodys:
        two.desk.contribution(stranger, "333-444-666")
    assert str(others.value) == str(nobodys.value)
    assert two.desk.contributions(stranger).rows == ()
    assert two.desk.contributions(stranger, after=receipt.reference).rows == ()
    assert two.results.summary(stranger).total == 0
    assert export(two, stranger) == []
    assert two.desk.contribution(two.official("trees"), receipt.reference).submission.reference


@pytest.mark.parametrize("nonsense", ["", "\0", "\ud800", "' OR 1=1 --", "7K3-FQ9-XHD-7K3"])
def test_nonsense_for_a_reference_or_a_place_in_the_list_is_not_found(campaign, nonsense):
    with pytest.raises(NotFoundError):
        campaign.desk.contribution(campaign.official(), nonsense)
    with pytest.raises(NotFoundError):
        campaign.desk.contributions(campaign.official(), after=nonsense)


def test_a_summary_is_exact_before_and_after_the_counts_are_folded(campaign):
    campaign.contribute(kind="oak", harm=["fungus", "saw"], fallen=True)
    campaign.contribute(kind="elm", harm=["saw"])
    before = campaign.results.summary(campaign.official())
    with campaign.archive.writing() as tx:
        tallies.fold(tx)
    assert campaign.results.summary(campaign.official()) == before
    by_id = {one.question.id: one for one in before.questions}
    assert before.total == 2
    assert [(one.code, one.count, one.share) for one in by_id["harm"].codes] == [
        ("fungus", 1, 0.5),
        ("storm", 0, 0),
        ("saw", 2, 1),
    ]
    assert [(one.code, one.count) for one in by_id["fallen"].codes] == [("yes", 1), ("no", 0)]
    assert (by_id["kind"].answered, by_id["fallen"].answered, by_id["note"].answered) == (2, 1, 0)
    assert "read_me" not in by_id


ANSWERS = st.fixed_dictionaries(
    {"kind": st.sampled_from(["oak", "elm"])},
    optional={
        "harm": st.lists(st.sampled_from(["fungus", "storm", "saw"]), min_size=1, unique=True).map(
            lambda codes: sorted(codes, key=["fungus", "storm", "saw"].index)
        ),
        "fallen": st.booleans(),
        "height": st.sampled_from(["-5.0", "12.5"]),
        "note": st.sampled_from(["=1+1", "It leans."]),
    },
)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(ANSWERS, st.booleans()), max_size=6))
def test_the_summary_equals_a_naive_recount(campaign, contributions):
    for answers, fold in contributions:
        campaign.contribute(**answers)
        if fold:
            with campaign.archive.writing() as tx:
                tallies.fold(tx)
    everything = [
        campaign.desk.contribution(campaign.official(), row.reference).submission.answers
        for row in all_pages(campaign, campaign.official(), 50)
    ]
    summary = campaign.results.summary(campaign.official())
    assert summary.total == len(everything)
    for one in summary.questions:
        given_answers = [answers[one.question.id] for answers in everything if one.question.id in answers]
        counted = Counter(code for value in given_answers for code in one.question.codes(value))
        assert one.answered == len(given_answers)
        assert {code.code: code.count for code in one.codes if code.count} == dict(counted)


def test_the_export_has_every_answer_for_a_french_spreadsheet(campaign):
    receipt = campaign.contribute(
        kind="oak",
        harm=["fungus", "saw"],
        fallen=False,
        height="-12.5",
        note="=1+1; « mais »\nfin",
        owner="+33 6",
    )
    (row,) = export(campaign, campaign.official())
    assert row["reference"] == receipt.reference
    assert row["received_at"] == "2018-11-15T12:00:00+01:00"
    assert row["late"] == "0"
    assert row["kind"] == "Chêne"
    assert row["fallen"] == "Non"
    assert row["height"] == "-12,5"
    assert row["note"] == "'=1+1; « mais »\nfin"
    assert row["owner"] == "'+33 6"
    assert (row["harm.fungus"], row["harm.storm"], row["harm.saw"]) == ("1", "0", "1")
    assert "read_me" not in row


def test_the_export_is_in_the_language_asked_for(campaign):
    campaign.contribute(height="12.5")
    (row,) = export(campaign, campaign.official(), "en")
    assert (row["kind"], row["height"]) == ("Oak", "12.5")


def test_a_late_contribution_is_marked(campaign):
    respondent = campaign.respondent()
    draft = campaign.intake.begin("trees", respondent)
    draft = campaign.intake.save(draft, {"kind": "oak"})
    campaign.clock.set(campaign.forms.current("trees").consultation.window.closes_at + timedelta(seconds=5))
    campaign.intake.submit(
        draft.id, respondent, submit_key=draft.submit_key, answers_sha256=digest_of({"kind": "oak"})
    )
    (row,) = export(campaign, campaign.official())
    assert row["late"] == "1"
    assert campaign.desk.contributions(campaign.official()).rows[0].late_by_ms == 5000


def test_contributions_to_older_forms_are_exported_whole(campaigns, trees):
    older = campaigns(trees)
    older.contribute(owner="Élise")
    older.clock.move(timedelta(seconds=1))
    newer = campaigns(trees.replace("{id: owner", "{id: holder"))
    newer.clock.set(older.clock.now())
    newer.contribute(holder="Paul")
    first, second = export(newer, newer.official())
    assert (first["holder"], first["owner"]) == ("Paul", "")
    assert (second["holder"], second["owner"]) == ("", "Élise")


def test_the_export_reads_in_bounded_batches(campaign, monkeypatch):
    monkeypatch.setattr("consultkit.storage.submissions.BATCH", 2)
    receipts = {campaign.contribute().reference for _ in range(5)}
    rows = export(campaign, campaign.official())
    assert {row["reference"] for row in rows} == receipts
    assert len(rows) == 5
