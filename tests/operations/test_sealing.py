"""Sealed answers: after sending nothing here reads them, and the officials' key does."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import officials_keys
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from stored_bytes import stored_bytes

from consultkit.age import UnsealingError, seal
from consultkit.errors import ContentChangedError, RespondentError
from consultkit.form import compile_form
from consultkit.hooks import hookimpl, read_consultation
from consultkit.operations.counting import recount
from consultkit.operations.sealing import digest_of_checked, is_what_was_sent, opened, sealed
from consultkit.records import (
    Draft,
    Filter,
    Json,
    Referral,
    Submission,
    canonical_json,
    digest_of,
    sealed_mark,
)
from consultkit.schema import PluginSettings
from consultkit.storage import Archive, submissions, tallies
from consultkit.storage.envelopes import Row, seal_envelope
from consultkit.storage.sealing import WrappedKey
from consultkit.storage.tables import data_keys
from consultkit.storage.tables import submissions as submissions_table

from .conftest import NOON
from .whispers import ANSWERS, CANARY, CASEWORKER, FILE, Whispers, served

SECRET = {name: ANSWERS[name] for name in ("witness", "fears", "sources")}


@pytest.fixture
def whispers(database_url: str, tmp_path: Path) -> Iterator[Whispers]:
    made = served(database_url, tmp_path)
    yield made
    made.kit.close()


def all_that_opens_here(whispers: Whispers) -> bytes:
    """All that a thief reads who has the database, the key file and every secret of the server."""
    kit = whispers.kit
    while kit.worker.run_once():
        pass
    with kit.archive.reading() as tx:
        sent = list(submissions.each(tx, "whispers"))
        outbox = [repr(tuple(row)) for row in tx.connection.execute(sa.text("SELECT * FROM outbox"))]
    exported = b"".join(kit.desk.export(CASEWORKER, "en"))
    rows = [repr(one).encode() + one.sealed for one in sent]
    documents = [canonical_json(dict(one.answers)) for one in sent]
    return b"".join([*rows, *documents, exported, *map(str.encode, outbox), stored_bytes(kit.archive)])


def test_with_every_secret_of_the_server_a_sealed_answer_does_not_open(whispers: Whispers) -> None:
    whispers.send(whispers.draft())
    readable = all_that_opens_here(whispers)
    assert "Au pain doré".encode() in readable
    assert CANARY.encode() not in readable


def test_the_search_notices_when_sealing_is_left_out(database_url: str, tmp_path: Path) -> None:
    unsealed = FILE.read_text().replace("sealed: true, ", "").replace("sealed: true}", "required: true}")
    whispers = served(database_url, tmp_path, unsealed.replace("        sealed: true\n", ""))
    whispers.send(whispers.draft())
    assert CANARY.encode() in all_that_opens_here(whispers)
    whispers.kit.close()


def test_the_receipt_does_not_tell_a_sealed_answer_to_who_tries_them_all(whispers: Whispers) -> None:
    draft = whispers.draft(witness="x", sources=None)
    receipt = whispers.send(draft)
    tried = {"firm": ANSWERS["firm"], "witness": "x"}
    assert receipt.answers_sha256 not in {
        digest_of({**tried, **fears}) for fears in ({}, {"fears": True}, {"fears": False})
    }


def test_yes_is_as_long_as_no(whispers: Whispers) -> None:
    sent = (whispers.sent(whispers.send(whispers.draft(fears=fears))) for fears in (True, False, None))
    # What stands before the body is of no fixed length: age adds to it by chance.
    bodies = [one.sealed.split(b"\n--- ")[1].split(b"\n", 1)[1] for one in sent]
    assert len(set(map(len, bodies))) == 1


@pytest.mark.parametrize("key", [officials_keys.ONE, officials_keys.OTHER])
def test_each_of_two_keys_opens_what_was_sent(whispers: Whispers, key) -> None:
    sent = whispers.sent(whispers.send(whispers.draft()))
    assert sent.answers == {"firm": "Au pain doré", **dict.fromkeys(SECRET, sealed_mark(sent.reference))}
    assert whispers.kit.opening.open(CASEWORKER, sent, key) == SECRET


def test_another_key_is_refused_with_an_instruction(whispers: Whispers) -> None:
    sent = whispers.sent(whispers.send(whispers.draft()))
    with pytest.raises(UnsealingError, match="does not open") as refused:
        whispers.kit.opening.open(CASEWORKER, sent, officials_keys.STRANGER)
    assert "public part" in refused.value.mend
    assert whispers.kit.opening.events(sent) == ()


def test_an_opening_is_written_down_once_a_visit(whispers: Whispers) -> None:
    sent = whispers.sent(whispers.send(whispers.draft()))
    for minutes in (0, 10, 45):
        whispers.clock.move(timedelta(minutes=minutes))
        whispers.kit.opening.open(CASEWORKER, sent, officials_keys.ONE)
    events = whispers.kit.opening.events(sent)
    assert [(one.kind, one.by, one.content) for one in events] == [
        ("unsealed", CASEWORKER.id, {"reference": sent.reference})
    ] * 2


def replaced(archive: Archive, sent: Submission, part: bytes) -> Submission:
    """The contribution with another sealed part, as who holds all secrets of the server may put it there."""
    with archive.writing() as tx:
        keys = tx.connection.execute(sa.select(data_keys).where(data_keys.c.id == sent.id)).one()
        key = tx.keys.open_key(sent.id, WrappedKey(keys.kek, keys.wrapped))
        row = Row("submissions", sent.id, sent.consultation)
        content = {name: value for name, value in sent.answers.items() if name != "firm"}
        envelope = seal_envelope(key, row, {**content, "@sealed": b64encode(part).decode()})
        this = submissions_table.c.id == sent.id
        tx.connection.execute(sa.update(submissions_table).where(this).values(envelope=envelope))
        found = submissions.by_id(tx, sent.id)
    assert found is not None
    assert found.sealed == part
    return found


def moved(sent: Submission, other: Submission) -> bytes:
    return other.sealed


def cut_off(sent: Submission, other: Submission) -> bytes:
    return sent.sealed[:-1]


def cut_within_its_head(sent: Submission, other: Submission) -> bytes:
    return sent.sealed[:60]


def changed(sent: Submission, other: Submission) -> bytes:
    return sent.sealed[:-1] + bytes([sent.sealed[-1] ^ 1])


def forged(sent: Submission, other: Submission) -> bytes:
    """Anybody knows the public keys."""
    said: dict[str, Json] = {
        "consultation": "whispers",
        "reference": sent.reference,
        "salt": "0" * 64,
        "answers": {**SECRET, "witness": "Nobody"},
    }
    return seal(canonical_json(said), [officials_keys.ONE.recipient])


@pytest.mark.parametrize("attack", [moved, cut_off, cut_within_its_head, changed, forged])
def test_a_sealed_part_that_is_not_what_was_sent_is_refused(whispers: Whispers, attack) -> None:
    sent, other = (whispers.sent(whispers.send(whispers.draft())) for _ in range(2))
    put = replaced(whispers.kit.archive, sent, attack(sent, other))
    with pytest.raises(UnsealingError, match="damaged, or were moved"):
        whispers.kit.opening.open(CASEWORKER, put, officials_keys.ONE)
    assert whispers.kit.opening.open(CASEWORKER, other, officials_keys.ONE) == SECRET


def test_a_repeat_gets_the_same_receipt_and_other_answers_are_refused(whispers: Whispers) -> None:
    draft = whispers.draft()
    receipt = whispers.send(draft)
    again = {"submit_key": draft.submit_key, "answers_sha256": receipt.answers_sha256}
    assert whispers.kit.intake.submit(draft.id, whispers.me, **again) == receipt
    with pytest.raises(ContentChangedError):
        whispers.kit.intake.submit(draft.id, whispers.me, **{**again, "answers_sha256": "0" * 64})


def test_what_was_checked_is_what_is_sent(whispers: Whispers) -> None:
    checked = whispers.draft()
    digest = whispers.digest(checked)
    whispers.kit.intake.save(checked, {**ANSWERS, "witness": "Another"})
    with pytest.raises(ContentChangedError):
        whispers.kit.intake.submit(
            checked.id, whispers.me, submit_key=checked.submit_key, answers_sha256=digest
        )


def test_a_correction_keeps_what_is_sealed_or_replaces_it(whispers: Whispers) -> None:
    first = whispers.send(whispers.draft())
    begun = whispers.kit.corrections.begin(first.reference, whispers.me)
    assert CANARY not in json.dumps(dict(begun.answers))
    newer = whispers.sent(
        whispers.send(whispers.kit.intake.save(begun, {**begun.answers, "fears": False, "firm": "Moulin"}))
    )
    assert newer.answers == {
        "firm": "Moulin",
        "fears": sealed_mark(newer.reference),
        "witness": sealed_mark(first.reference),
        "sources": sealed_mark(first.reference),
    }
    assert whispers.kit.opening.open(CASEWORKER, newer, officials_keys.OTHER) == {**SECRET, "fears": False}
    last_draft = whispers.kit.corrections.begin(newer.reference, whispers.me)
    last = whispers.sent(whispers.send(last_draft))
    assert last.sealed == b""
    assert whispers.kit.opening.open(CASEWORKER, last, officials_keys.ONE) == {**SECRET, "fears": False}
    assert len(whispers.kit.opening.events(last)) == 1


def test_a_mark_that_names_somebody_elses_contribution_opens_nothing(whispers: Whispers) -> None:
    sent, other = (whispers.sent(whispers.send(whispers.draft())) for _ in range(2))
    with whispers.kit.archive.writing() as tx:
        keys = tx.connection.execute(sa.select(data_keys).where(data_keys.c.id == sent.id)).one()
        key = tx.keys.open_key(sent.id, WrappedKey(keys.kek, keys.wrapped))
        row = Row("submissions", sent.id, sent.consultation)
        envelope = seal_envelope(key, row, {"witness": sealed_mark(other.reference)})
        this = submissions_table.c.id == sent.id
        tx.connection.execute(sa.update(submissions_table).where(this).values(envelope=envelope))
    with pytest.raises(UnsealingError, match="moved"):
        whispers.kit.opening.open(CASEWORKER, whispers.sent(sent), officials_keys.ONE)


def test_a_sealed_answer_counts_as_answered_and_no_more(whispers: Whispers) -> None:
    whispers.send(whispers.draft())
    kit = whispers.kit
    with kit.archive.reading() as tx:
        kept = dict(tallies.counts_of(tx, "whispers"))
    # How it was sent is counted too, and no answer.
    counts = {mark: number for mark, number in kept.items() if not mark[0].startswith("@")}
    assert counts == {("", ""): 1, **{(one, ""): 1 for one in ANSWERS}}
    assert recount(kit.archive, kit.forms, "whispers").marks == counts
    for summary in (kit.results.summary(CASEWORKER), kit.results.opened(CASEWORKER)):
        [fears] = [one for one in summary.questions if one.question.id == "fears"]
        assert fears.answered == 1
        assert not any(one.count for one in fears.codes)


def test_the_export_says_that_there_is_an_answer(whispers: Whispers) -> None:
    whispers.send(whispers.draft())
    heading, row = b"".join(whispers.kit.desk.export(CASEWORKER, "fr")).decode("utf-8-sig").splitlines()
    said = dict(zip(heading.split(";"), row.split(";"), strict=True))
    assert (said["firm"], said["witness"], said["fears"]) == ("Au pain doré", "(scellé)", "(scellé)")


@pytest.mark.parametrize("words", [CANARY, "whispers"])
def test_no_search_finds_what_is_sealed(whispers: Whispers, words: str) -> None:
    sent = whispers.send(whispers.draft())
    kit = whispers.kit
    assert kit.desk.contributions(CASEWORKER, only=Filter(words=words)).rows == ()
    assert len(kit.desk.contributions(CASEWORKER, only=Filter(words="doré")).rows) == 1
    with pytest.raises(RespondentError, match="not in the answer"):
        kit.study.redact(CASEWORKER, sent.reference, "witness", sent.reference, "A name.")


def test_a_plugin_is_handed_neither_answer_nor_seal(database_url: str, tmp_path: Path) -> None:
    seen: list[Submission] = []

    class Curious:
        @hookimpl
        def register_settings(self) -> type[PluginSettings]:
            return Everything

        @hookimpl
        def route_submission(self, submission: Submission) -> list[Referral]:
            seen.append(submission)
            return []

    whispers = served(
        database_url, tmp_path, FILE.read_text() + "plugins: {curious: {}}\n", curious=Curious()
    )
    receipt = whispers.send(whispers.draft())
    while whispers.kit.worker.run_once():
        pass
    followed = whispers.kit.following.now_of("whispers", [receipt.reference])[receipt.reference]
    assert [(dict(one.answers), one.sealed) for one in (*seen, followed)] == [
        ({"firm": "Au pain doré"}, b"")
    ] * 2
    whispers.kit.close()


class Everything(PluginSettings):
    """Asks at run time for more than it says when the file is read."""

    def reads(self) -> frozenset[str]:
        return frozenset({"firm"})


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))


@given(TEXT, st.booleans(), st.lists(st.fixed_dictionaries({"name": TEXT}), max_size=3))
def test_what_is_sealed_opens_as_it_was(words: str, fears: bool, rows: list[Json]) -> None:
    form = compile_form(read_consultation(FILE))
    draft = Draft(uuid4(), "whispers", uuid4(), form.digest, {}, 1, "key", NOON, NOON, salt="5a17")
    answers: dict[str, Json] = {"firm": words, "witness": words, "fears": fears, "sources": rows}
    kept = sealed(form, form.consultation, draft, "R-1", answers)
    part = opened(kept.part, officials_keys.ONE, "whispers", "R-1")
    assert part.answers == {name: answers[name] for name in SECRET}
    assert is_what_was_sent(kept.answers, "R-1", part, digest_of_checked(form, draft, answers))
    with pytest.raises(UnsealingError):
        opened(kept.part, officials_keys.ONE, "whispers", "R-2")
