"""`consultkit receipts`: files alone tell whether a receipt is good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from consultkit import ConsultKit
from consultkit.records import Identity, digest_of
from consultkit.records.proofs import receipt_in_text
from consultkit.testing import FixedClock

from .conftest import CONSULTATIONS, Consultkit

DURING, AFTER = datetime(2018, 11, 15, 9, tzinfo=UTC), datetime(2018, 12, 2, 12, tzinfo=UTC)
ANSWERS = {"practices": ["delisting"], "notice": False, "firm_name": "Éditions du Phare"}


@dataclass
class Files:
    receipt: Path
    all: Path
    key: str


@pytest.fixture
def files(deployed: dict[str, str], tmp_path: Path) -> Iterator[Files]:
    """A receipt, the published set, and the public key: what somebody has who trusts nobody."""
    clock = FixedClock(DURING)
    kit = ConsultKit([CONSULTATIONS / "intake.yaml"], clock=clock)
    me = kit.identities.respondent_of(Identity("https://id.example", uuid4().hex), "account")
    draft = kit.intake.save(kit.intake.begin("fair", me), ANSWERS)
    sha256 = digest_of(kit.forms.by_digest(draft.form_digest).journey(ANSWERS).answers)
    sent = kit.intake.submit(draft.id, me, submit_key=draft.submit_key, answers_sha256=sha256)
    receipt = kit.intake.receipt(sent.reference, me)
    assert receipt.proof
    clock.set(AFTER)
    kit.receipts.publish_due()
    (tmp_path / "receipt.txt").write_text(receipt_in_text(receipt, receipt.proof))
    (tmp_path / "set.txt").write_bytes(b"".join(kit.receipts.file("fair", 1)))
    [(name, public)] = kit.receipts.keys().items()
    yield Files(tmp_path / "receipt.txt", tmp_path / "set.txt", f"{name}:{public.hex()}")
    kit.close()


def test_a_good_receipt_is_found_among_those_published(consultkit: Consultkit, files: Files) -> None:
    for more in ([], ["--key", files.key]):
        checked = consultkit("receipts", "check", files.receipt, "--set", files.all, *more)
        assert (checked.exit_code, "in the published set" in checked.output) == (0, True), checked.output
    alone = consultkit("receipts", "check", files.receipt, "--key", files.key)
    assert (alone.exit_code, "Genuine" in alone.output) == (0, True)


def test_an_altered_receipt_ends_with_one(consultkit: Consultkit, files: Files) -> None:
    files.receipt.write_text(files.receipt.read_text().replace("late: 0", "late: 1"))
    checked = consultkit("receipts", "check", files.receipt, "--set", files.all)
    assert (checked.exit_code, "altered" in checked.output) == (1, True)


def test_the_set_is_recounted(consultkit: Consultkit, files: Files) -> None:
    counted = consultkit("receipts", "root", files.all, "--key", files.key)
    assert (counted.exit_code, "1 receipts, 0 unsigned" in counted.output) == (0, True), counted.output
    *head, last = files.all.read_text().splitlines()
    files.all.write_text("\n".join([*head, "0" * 64]))
    for command in (["root"], ["check", files.receipt, "--set"]):
        wrong = consultkit("receipts", *command, files.all)
        assert (wrong.exit_code, "not as it was signed" in wrong.output) == (1, True)
    assert last


def test_a_key_that_one_trusts_is_not_replaced_by_the_sets_own(consultkit: Consultkit, files: Files) -> None:
    name = files.key.partition(":")[0]
    wrong = consultkit("receipts", "root", files.all, "--key", f"{name}:{'00' * 32}")
    assert (wrong.exit_code, "signature" in wrong.output) == (1, True)


def test_without_keys_and_set_it_says_what_it_needs(consultkit: Consultkit, files: Files) -> None:
    assert "--set" in consultkit("receipts", "check", files.receipt).output
    assert "NAME:HEX" in consultkit("receipts", "check", files.receipt, "--key", "k:zz").output
    files.all.write_bytes(b"\xff\xfe")
    unreadable = consultkit("receipts", "root", files.all)
    assert (unreadable.exit_code, "published set" in unreadable.output) == (1, True)


def test_the_public_keys_are_listed(consultkit: Consultkit, files: Files) -> None:
    listed = consultkit("receipts", "keys", CONSULTATIONS / "intake.yaml")
    assert listed.output.split() == [files.key]
