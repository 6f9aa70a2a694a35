"""What the party hands in: read by itself and by the officials, once it may be, and by nobody else."""

from __future__ import annotations

import io
import re
from pathlib import Path

from flask.testing import FlaskClient

from consultkit import Role

from .test_story import AT_DESK, noted, settled
from .world import FILE, HERE, World, inhabited, post, words

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def handed_in(party: FlaskClient, problem: str, name: str = "measure.pdf") -> str:
    """The id of a file that the party hands in."""
    room = f"/{HERE}/problems/{problem}"
    sent = [(io.BytesIO(PDF), name)]
    answer = post(party, f"{room}/files", room, files=sent, words="The new terms")
    assert answer.status_code == 303, words(answer)
    found = re.search(r"/file/([0-9a-f-]{36})\"", party.get(room).text)
    assert found
    return found[1]


def released(world: World) -> tuple[str, FlaskClient]:
    """A problem that Agora was told of, and the contact of Agora."""
    references = settled(world)
    world.official("analyst", Role.CASEWORKER)
    manager = world.official("manager", Role.MANAGER)
    party = world.official("lawyer", Role.PARTY, serves="agora")
    problem = noted(world, references)
    assert post(manager, f"{problem}/qualify", problem).status_code == 303
    number = re.search(r'name="number" value="(\d+)"', manager.get(f"{problem}/release").text)
    assert number
    sent = {"number": number[1], "reply_by": "2018-12-15"}
    assert post(manager, f"{problem}/release", **sent).status_code == 303
    return problem.rpartition("/")[2], party


def test_the_party_and_the_desk_read_it_and_no_respondent_does(world: World) -> None:
    problem, party = released(world)
    file = handed_in(party, problem)
    desk, room = f"{AT_DESK}/{problem}", f"/{HERE}/problems/{problem}"
    assert "The new terms measure.pdf" in words(party.get(room))
    assert "The new terms measure.pdf" in words(world.clients["analyst"].get(desk))
    for reader, address in ((party, room), (world.clients["analyst"], desk)):
        answer = reader.get(f"{address}/file/{file}")
        assert answer.data == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment")
    for address in (desk, room):
        assert world.clients["ada"].get(f"{address}/file/{file}").status_code in {303, 404}
    bazar = world.official("bazar", Role.PARTY, serves="bazar")
    assert bazar.get(f"{room}/file/{file}").status_code == 404


def test_what_nobody_scans_is_withheld_from_everybody(tmp_path: Path) -> None:
    withheld = FILE.replace("unscanned_files: offered\n", "")
    with inhabited(f"sqlite:///{tmp_path / 'm.db'}", tmp_path, withheld) as world:
        problem, party = released(world)
        room = f"/{HERE}/problems/{problem}"
        sent = [(io.BytesIO(PDF), "measure.pdf")]
        assert post(party, f"{room}/files", room, files=sent).status_code == 303
        (file,) = world.register.files.of(world.register.problems()[0].id)
        assert "measure.pdf" in words(party.get(room))
        assert party.get(f"{room}/file/{file}").status_code == 404
        assert world.clients["analyst"].get(f"{AT_DESK}/{problem}/file/{file}").status_code == 404


def test_what_cannot_be_taken_is_told_and_nothing_is_kept(world: World) -> None:
    problem, party = released(world)
    room = f"/{HERE}/problems/{problem}"
    for sent in ([], [(io.BytesIO(b"MZ"), "terms.pdf")], [(io.BytesIO(PDF), "terms.exe")]):
        answer = post(party, f"{room}/files", room, files=sent, words="The new terms")
        assert answer.status_code == 422
        assert "The new terms" in answer.text
    assert world.register.files.of(world.register.problems()[0].id) == {}


def test_a_file_of_one_problem_is_not_found_under_another(world: World) -> None:
    problem, party = released(world)
    file = handed_in(party, problem)
    manager = world.clients["manager"]
    made = post(manager, f"{AT_DESK}/new", title="Another", practice="delisting", party="agora", why="")
    other = made.headers["Location"].partition("#")[0]
    assert manager.get(f"{AT_DESK}/{problem}/file/{file}").status_code == 200
    assert manager.get(f"{other}/file/{file}").status_code == 404
