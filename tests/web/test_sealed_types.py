"""Every type of question, sealed: nobody who meets the mark of an answer takes it for the answer."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import officials_keys
import pytest

from consultkit import ConsultKit, Settings, create_app, read_consultation
from consultkit.errors import ConsultationFileError
from consultkit.records import Official, Role, sealed_in
from consultkit.schema import BUILT_IN_TYPES
from consultkit.simulation import Moment, answers_of, person
from consultkit.testing import FixedClock

from .conftest import OPEN, Member

FILE = Path(__file__).parents[1] / "consultations" / "question_types.yaml"
SEAL = f"seal: {{recipients: [{officials_keys.ONE.recipient}, {officials_keys.OTHER.recipient}]}}\npages:"
NOT_SEALED = {"file", "files", "statement", "computed", "group", "information_wall"}
FILES = {"file", "files"}
READ = {"choices", "money", "repeat", "yes_no"}
"""What the conditions and the sums of this file read."""
HERE = "question-types"


def sealed_wherever_it_can_be(folder: Path) -> Path:
    """The file of all types, with every question sealed that no fault of the file speaks of."""
    text = FILE.read_text().replace("pages:", SEAL, 1)
    text = re.sub(r"type: files?,", r"\g<0> required: false,", text)
    text = re.sub(r"( type: \w+)(?=[,}])", r"\1, sealed: true", text)
    text = re.sub(r"^( +)(type: \w+)$", r"\1\2\n\1sealed: true", text, flags=re.MULTILINE)
    path = folder / FILE.name
    for _ in range(20):
        path.write_text(text)
        try:
            read_consultation(path)
        except ConsultationFileError as error:
            text = _without_faults(text, error)
        else:
            return path
    raise AssertionError(text)


def _without_faults(text: str, error: ConsultationFileError) -> str:
    lines = text.split("\n")
    for problem in error.problems:
        named = re.match(r"`(\w+)` is sealed:", problem.message)
        place = _line_of(lines, named[1]) if named else problem.line - 1
        lines[place] = lines[place].replace("sealed: true", "sealed: false")
    return "\n".join(lines)


def _line_of(lines: list[str], question: str) -> int:
    begun = next(at for at, line in enumerate(lines) if re.search(rf"- \{{?id: {question}\b", line))
    return next(at for at in range(begun, len(lines)) if "sealed: true" in lines[at])


@pytest.fixture
def kit(sqlite_url: str, tmp_path: Path) -> Iterator[ConsultKit]:
    settings = Settings(database_url=sqlite_url, key_file=tmp_path / "k", files=str(tmp_path / "files"))
    kit = ConsultKit([sealed_wherever_it_can_be(tmp_path)], settings=settings, clock=FixedClock(OPEN))
    yield kit
    kit.close()


def test_every_type_that_is_answered_can_be_sealed(kit: ConsultKit) -> None:
    asked = [one for page in kit.consultations[0].pages for one in page.met]
    sealed = {one.type for one in asked if one.sealed}
    assert sealed == {one.kind for one in BUILT_IN_TYPES} - NOT_SEALED - READ


@pytest.mark.parametrize("seed", range(4))
def test_what_is_sealed_is_shown_as_such_everywhere_and_opens_as_it_was(kit: ConsultKit, seed: int) -> None:
    member = Member(create_app(kit), kit, "alma")
    draft = kit.intake.begin(HERE, member.respondent)
    form, chance = kit.forms.by_digest(draft.form_digest), random.Random(seed)
    written = answers_of(form, Moment(person(chance), date(2018, 11, 15), chance))
    answers = {
        name: value for name, value in written.items() if form.questions[name].type not in {"file", "files"}
    }
    # Who was warned meets a wall.
    kit.intake.save(draft, {**answers, "warned": False})
    check = member.open(f"/{HERE}/draft/{draft.id}/check")
    receipt = member.send(check.form("submit_key"))
    reference = receipt.address.rsplit("/", 1)[-1]
    assert "Scellée : elle s’ouvre avec la clé des agents." in receipt.words
    official = Official(member.respondent.id, "a@b.example", HERE, Role.CASEWORKER)
    sent = kit.desk.contribution(official, reference).submission
    assert sealed_in(sent.answers)
    opened = kit.opening.open(official, sent, officials_keys.ONE)
    assert opened == {name: answers[name] for name in sealed_in(sent.answers)}
    assert reference.encode() in b"".join(kit.desk.export(official, "fr"))
    correction = kit.corrections.begin(reference, member.respondent)
    for page in form.pages:
        shown = member.open(f"/{HERE}/draft/{correction.id}/{page.id}")
        assert shown.status == 200
        saved = member.send(next(one for one in shown.forms if page.id in one.action))
        assert saved.status == 200
    kept = kit.intake.draft(correction.id, member.respondent).answers
    assert sealed_in(kept) == sealed_in(sent.answers)
    again = member.send(member.open(f"/{HERE}/draft/{correction.id}/check").form("submit_key"))
    newer = kit.desk.contribution(official, again.address.rsplit("/", 1)[-1]).submission
    assert kit.opening.open(official, newer, officials_keys.OTHER) == opened
