"""Which files go with a referral: those that are named and clean, once the scanner had its time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO

import pytest

from consultkit.errors import ServiceError
from consultkit.hooks import hookimpl
from consultkit.operations import Attachments, PostOffice, Worker
from consultkit.records import Acknowledgement, Package, Referral, ReferralState, ScanState, digest_of
from consultkit.schema import PluginSettings
from consultkit.storage import store_at

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


class Hands(PluginSettings):
    def hands_over(self):
        return frozenset({"papers"})


@dataclass
class Warden:
    """Refers everything and takes the package; scans as a test says."""

    verdicts: list[object] = field(default_factory=list)
    packages: list[Package] = field(default_factory=list)

    @hookimpl
    def register_settings(self):
        return Hands

    @hookimpl
    def route_submission(self):
        return [Referral("warden", "A tree")]

    @hookimpl
    def deliver_referral(self, package):
        self.packages.append(package)
        return Acknowledgement()

    @hookimpl
    def scan_file(self):
        verdict = self.verdicts.pop(0) if self.verdicts else ScanState.CLEAN
        if isinstance(verdict, Exception):
            raise verdict
        return verdict


@pytest.fixture
def warden():
    return Warden()


@pytest.fixture
def world(campaigns, trees, warden):
    asked = trees + "      - {id: papers, type: files, label: Papers, required: false}\n"
    asked += "      - {id: private, type: files, label: Not for them, required: false}\n"
    return campaigns(asked + "plugins: {warden: {}}\n", plugins={"warden": warden})


@pytest.fixture
def send(world, tmp_path):
    """Sends a contribution with files, by question, and lets the worker work."""
    store = store_at(str(tmp_path / "files"))
    kept = Attachments(world.archive, world.forms, world.plugins, world.clock, store)
    office = PostOffice(world.archive, world.forms, world.mail, "https://trees.example")
    world.worker = Worker(world.archive, world.forms, world.plugins, world.clock, office, kept=kept)

    def send(**files):
        me = world.respondent()
        draft = world.intake.begin("trees", me)
        questions = world.forms.current("trees").questions
        handed = {
            question: [kept.add(draft, questions[question], name, BytesIO(PDF)).as_answer() for name in names]
            for question, names in files.items()
        }
        draft = world.intake.save(draft, {"kind": "oak", **handed})
        sent = digest_of(draft.answers)
        receipt = world.intake.submit(draft.id, me, submit_key=draft.submit_key, answers_sha256=sent)
        work(world)
        return receipt

    return send


def work(world, hours=0):
    world.clock.move(timedelta(hours=hours))
    for _ in range(4):
        world.worker.run_once()
        world.clock.move(timedelta(minutes=1))


def test_the_files_of_the_named_questions_go_and_no_other(world, warden, send):
    send(papers=["a.pdf", "b.pdf"], private=["c.pdf"])
    (package,) = warden.packages
    assert [one.name for one in package.files] == ["a.pdf", "b.pdf"]
    assert package.held_back == 0
    first = package.files[0]
    content = b"".join(first.chunks())
    assert content == b"".join(first.chunks()) == PDF
    assert (first.question, first.format, first.size) == ("papers", "pdf", len(PDF))
    assert first.sha256 == hashlib.sha256(content).hexdigest()


def test_what_is_infected_stays_behind_and_is_counted(world, warden, send):
    warden.verdicts = [ScanState.INFECTED, ScanState.CLEAN]
    send(papers=["a.pdf", "b.pdf"])
    (package,) = warden.packages
    assert (len(package.files), package.held_back) == (1, 1)


def test_a_delivery_waits_for_a_scanner_that_is_down(world, warden, send):
    warden.verdicts = [ServiceError("Down.")] * 50
    receipt = send(papers=["a.pdf"])
    assert warden.packages == []
    case = world.the_case(receipt)
    assert (case.state, case.last_error) == (ReferralState.WAITING, "Its files are not all scanned yet.")
    warden.verdicts.clear()
    work(world, hours=2)
    work(world, hours=2)
    (package,) = warden.packages
    assert (len(package.files), package.held_back) == (1, 0)


def test_what_nobody_can_judge_does_not_hold_it_up_for_ever(world, warden, send):
    warden.verdicts = [ScanState.UNKNOWN]
    send(papers=["a.pdf"])
    work(world, hours=3)
    assert warden.packages == []
    work(world, hours=3)
    work(world, hours=1)
    (package,) = warden.packages
    assert (package.files, package.held_back) == ((), 1)
