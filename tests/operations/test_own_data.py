"""What a person takes along: all that is kept of them, as it was given, and nothing of anybody else."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sample_files import PDF

from consultkit import ConsultKit, Settings
from consultkit.records import Identity, Official, Receipt, Respondent, Role, Session, SignedIn, Visibility
from consultkit.storage import submissions
from consultkit.testing import FixedClock

from .conftest import NOON, TREES
from .test_corrections import PAPERS, Keeper, Town, hand_in

TICKLISH = "L'orme « creux »\n\t=1+1 😀 \u202e \u00a0"


@pytest.fixture
def town(database_url: str, tmp_path: Path) -> Iterator[Town]:
    file = tmp_path / "trees.yaml"
    file.write_text(f"{TREES}{PAPERS}unscanned_files: offered\nplugins: {{keeper: {{}}}}\n")
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys", files=str(tmp_path / "files"))
    clock = FixedClock(NOON)
    kit = ConsultKit([file], settings=settings, clock=clock, plugins={"keeper": Keeper()})
    town = Town(kit, clock)
    identity = Identity("https://id.example", uuid4().hex, claims={"email": "lea@shop.example"})
    town.me = kit.identities.respondent_of(identity, "franceconnect")
    yield town
    kit.close()


def session_of(town: Town, person: Respondent, way: str = "account") -> Session:
    return town.kit.sessions.begin({}, SignedIn(person, way), device="Firefox, Linux")


def archive_of(town: Town, person: Respondent, way: str = "account") -> dict[str, bytes]:
    packed = town.kit.own_data.packed(person, None, session_of(town, person, way))
    with zipfile.ZipFile(io.BytesIO(b"".join(packed))) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def told(archive: dict[str, bytes], name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(archive[name])
    return read


def a_story(town: Town) -> tuple[Receipt, Receipt]:
    """Sent with a file, corrected, handed over, asked about, noted about; and a draft."""
    kit, desk = town.kit, Official(uuid4(), "official@town.example", "trees", Role.MANAGER)
    draft = town.draft(note=TICKLISH, height="3.5", owner="Léa")
    letter = hand_in(town, draft, "letter", PDF)
    first = town.send(kit.intake.save(draft, {**draft.answers, "letter": [letter.as_answer()]}))
    town.work()
    second = town.correct(first, harm=["storm", "saw"])
    town.work()
    kit.inquiries.ask(desk, second.reference, "When was that?", 8)
    kit.study.note(desk, second.reference, "Between ourselves.", Visibility.INTERNAL)
    kit.study.note(desk, second.reference, "Thank you, Léa.", Visibility.PUBLIC)
    kit.study.label(desk, [second.reference], "implausible")
    town.draft(note="Begun.")
    return first, second


def test_everything_is_there_as_it_was_given(town: Town) -> None:
    first, second = a_story(town)
    archive = archive_of(town, town.me)
    one = told(archive, f"contributions/{first.reference}/contribution.json")
    with town.kit.archive.reading() as tx:
        kept = submissions.by_reference(tx, first.reference)
    assert kept is not None
    assert one["answers"] == kept.answers
    assert one["answers"]["note"] == TICKLISH
    assert one["received_at"] == "2018-11-15T11:00:00+00:00"
    assert one["replaced_by"] == second.reference
    assert one["receipt"]["answers_sha256"] == first.answers_sha256
    assert one["title"] == {"fr": "Les arbres", "en": "Trees"}
    (file,) = one["files"]
    content = archive[f"contributions/{first.reference}/{file['in_this_archive']}"]
    assert content == PDF
    assert hashlib.sha256(content).hexdigest() == file["sha256"]
    two = told(archive, f"contributions/{second.reference}/contribution.json")
    assert two["replaces"] == first.reference
    assert [case["destination"] for case in two["referrals"]] == ["forest"]
    assert two["referrals"][0]["handed_over_at"]
    assert [asked["text"] for asked in two["questions_of_the_department"]] == ["When was that?"]
    assert [note["text"] for note in two["notes_for_you"]] == ["Thank you, Léa."]
    drafts = [name for name in archive if name.startswith("drafts/")]
    assert told(archive, drafts[0])["answers"]["note"] == "Begun."


def test_the_person_and_the_letters_and_visits_are_told(town: Town) -> None:
    a_story(town)
    person = told(archive_of(town, town.me), "person.json")
    assert person["format"] == "consultkit-own-data-1"
    (way,) = person["ways_to_sign_in"]
    assert (way["way"], way["told_by_the_provider"]) == ("franceconnect", {"email": "lea@shop.example"})
    assert {"asked", "followed_up"} <= {letter.get("kind") for letter in person["letters"]}
    assert [visit["device"] for visit in person["visits"]] == ["Firefox, Linux"]
    assert person["needs_another_way_to_sign_in"] == 0


def test_nothing_of_others_and_nothing_that_officials_keep_for_themselves_is_in_it(town: Town) -> None:
    a_story(town)
    mine, town.me = town.me, town.somebody()
    other = town.send(town.draft(note="Somebody else's words."))
    everything = b"\n".join(archive_of(town, mine).values())
    names = " ".join(archive_of(town, mine))
    for word in ("Somebody else's words.", "Between ourselves.", "implausible", "official@town.example"):
        assert word.encode() not in everything
    assert other.reference not in names + everything.decode(errors="replace")


def test_what_another_way_leads_to_is_counted_and_not_shown(town: Town) -> None:
    """A consultation that wants FranceConnect does not open to who came with a password."""
    first, _second = a_story(town)
    archive = archive_of(town, town.me, way="proconnect")
    assert list(archive) == ["person.json"]
    assert told(archive, "person.json")["needs_another_way_to_sign_in"] == 3
    assert first.reference.encode() not in archive["person.json"]


def test_it_is_written_as_it_is_fetched(town: Town) -> None:
    """Nothing is held that a large archive would need: the first bytes come before the last file is read."""
    a_story(town)
    pieces = town.kit.own_data.packed(town.me, None, session_of(town, town.me))
    assert next(pieces)
    town.clock.move(timedelta(seconds=1))
    assert len(list(pieces)) > 3


def test_what_was_withdrawn_is_still_theirs_and_what_was_erased_is_not_there(town: Town) -> None:
    withdrawn, erased = town.send(town.draft(note="Away.")), town.send(town.draft(note="Gone."))
    town.corrections.withdraw(withdrawn.reference, town.me)
    with town.kit.archive.reading() as tx:
        found = submissions.by_reference(tx, erased.reference)
    assert found is not None
    town.kit.erasure.contributions("trees", [found.id])
    archive = archive_of(town, town.me)
    kept = told(archive, f"contributions/{withdrawn.reference}/contribution.json")
    assert (kept["answers"]["note"], kept["withdrawn_at"]) == ("Away.", "2018-11-15T11:00:00+00:00")
    assert not any(erased.reference in name for name in archive)
