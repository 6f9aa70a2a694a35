"""Random forms of every type, through the real intake: what is kept and counted is what was answered."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from form.naive_journey import Naive
from form.random_forms import Written, all_questions, answered
from form.test_agreement import TYPES, document, values
from hypothesis import HealthCheck, given, settings

from consultkit import operations
from consultkit.operations import Forms, Identities, Intake, Results
from consultkit.records import Identity, Official, Role, canonical_json, digest_of
from consultkit.schema import consultation_from_document
from consultkit.schema.question_types import ChoiceQuestion, OptionsQuestion
from consultkit.storage import Archive, tallies
from consultkit.testing import FixedClock

NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)
LISTED = {"civility", "headcount_band", "legal_form", "department", "region", "country", "commune", "naf"}
FEW = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


class Served:
    """One random form, with its intake."""

    def __init__(self, archive: Archive, pages: list[Written]) -> None:
        written = {**document(pages), "consultation": f"c{uuid4().hex[:12]}"}
        consultation = consultation_from_document(written, TYPES)
        clock = FixedClock(NOON)
        self.id = consultation.id
        self.archive = archive
        self.forms = Forms(archive, [consultation], TYPES, clock)
        self.intake = Intake(archive, self.forms, clock)
        self.results = Results(archive, self.forms)
        who = Identity("https://id.example", uuid4().hex)
        self.me = Identities(archive, clock).respondent_of(who, "franceconnect")


def test_what_is_kept_is_what_was_answered_to_the_letter(archive: Archive) -> None:
    keep_random_forms(archive)


def test_a_count_that_leaves_some_out_is_noticed(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OptionsQuestion, "codes", lambda *_: ())
    monkeypatch.setattr(ChoiceQuestion, "codes", lambda *_: ())
    with pytest.raises((AssertionError, ExceptionGroup)):
        keep_random_forms(archive)


def test_an_answer_that_is_lost_on_the_way_is_noticed(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = operations.intake.parted
    monkeypatch.setattr(
        operations.intake, "parted", lambda form, answers: sound(form, dict(list(answers.items())[:1]))
    )
    with pytest.raises((AssertionError, ExceptionGroup)):
        keep_random_forms(archive)


def keep_random_forms(archive: Archive) -> None:
    sent_forms: list[str] = []

    @FEW
    @given(answered())
    def kept(made: tuple[list[Written], dict[str, Any]]) -> None:
        pages, posted = made
        served = Served(archive, pages)
        form = served.forms.current(served.id)
        answers = values(form, posted)
        saved = served.intake.save(served.intake.begin(served.id, served.me), answers)
        read = served.intake.draft(saved.id, served.me)
        assert canonical_json(read.answers) == canonical_json(answers)
        naive, journey = Naive(answers).walk(pages), form.journey(answers, NOON.date())
        if naive.wrong:
            return
        receipt = served.intake.submit(
            saved.id, served.me, submit_key=saved.submit_key, answers_sha256=digest_of(journey.answers)
        )
        sent_forms.append(receipt.form_digest)
        sent = served.intake.submission(receipt.reference, served.me)
        assert canonical_json(sent.answers) == canonical_json(naive.counted)
        assert receipt.answers_sha256 == digest_of(json.loads(canonical_json(naive.counted)))
        assert counted(served) == naive_counts(pages, naive.counted)
        assert summed(served) == {
            key: count for key, count in naive_counts(pages, naive.counted).items() if key[1]
        }

    kept()
    assert len(sent_forms) > 5


def counted(served: Served) -> Mapping[tuple[str, str], int]:
    with served.archive.reading() as tx:
        return of_answers(tallies.counts_of(tx, served.id))


def of_answers(counts: Mapping[tuple[str, str], int]) -> Mapping[tuple[str, str], int]:
    """Without what is counted of sendings, of what was skipped, of numbers, and of rows."""
    return {
        (of, code): n
        for (of, code), n in counts.items()
        if not code.startswith(("@", "=")) and "." not in of and of[:1] != "@" and not of.endswith("[]")
    }


def summed(served: Served) -> Mapping[tuple[str, str], int]:
    official = Official(uuid4(), "a@town.example", served.id, Role.READER)
    questions = served.results.summary(official).questions
    return {(one.question.id, code.code): code.count for one in questions for code in one.codes if code.count}


def naive_counts(pages: Sequence[Written], answers: Mapping[str, Any]) -> Mapping[tuple[str, str], int]:
    kinds = {asked["id"]: asked["type"] for asked in all_questions(pages)}
    counts = Counter({("", ""): 1})
    for id_, value in answers.items():
        counts[id_, ""] += 1
        counts.update((id_, code) for code in naive_codes(kinds[id_], value))
    return dict(counts)


def naive_codes(kind: str, value: Any) -> list[str]:
    plain = value.get("code", value.get("codes", value)) if isinstance(value, dict) else value
    if kind in {"yes_no", "confirm"}:
        return ["yes" if plain else "no"]
    if kind == "matrix":
        return [f"{row}.{option}" for row, option in plain.items()]
    if kind == "ranking":
        return [f"{option}.{rank}" for rank, option in enumerate(plain, 1)]
    if kind in {"choices", "linked_choice"}:
        return list(plain)
    return [str(plain)] if kind in LISTED | {"choice", "scale"} else []
