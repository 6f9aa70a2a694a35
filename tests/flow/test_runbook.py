"""The runbook, tried as somebody new to it would: its commands, to the letter, one after the other."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa
from guarantees.serving import free_port
from real_databases import client_programs, new_database

from consultkit import ConsultKit, Settings
from consultkit.records import Respondent, digest_of
from consultkit.storage.tables import respondents, submissions

ROOT = Path(__file__).parents[2]
RUNBOOK = ROOT / "docs" / "runbook.md"
FILE = ROOT / "tests" / "consultations" / "files.yaml"
CONTRIBUTIONS = 7
PLACES = ("consultkit", "trial", "elsewhere")


def blocks() -> str:
    """What is marked to be run, as one script: variables of one block are read in the next."""
    return "\n".join(re.findall(r"^```sh\n(.*?)^```$", RUNBOOK.read_text(), flags=re.MULTILINE | re.DOTALL))


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Three empty ones: that of the service, that of the trial, and that of the machine after."""
    if request.param == "sqlite":
        yield {name: f"sqlite:///{tmp_path / name}.db" for name in PLACES}
        return
    with ExitStack() as stack:
        server = request.getfixturevalue("postgres_server_url")
        yield {name: stack.enter_context(new_database(server)) for name in PLACES}


@pytest.fixture
def place(databases: dict[str, str], tmp_path: Path) -> Path:
    """A folder as the runbook says, with some contributions from before."""
    (tmp_path / "consultations").mkdir()
    text = FILE.read_text().replace("closes: 2018-11-30", "closes: 2100-01-01")
    (tmp_path / "consultations" / "papers.yaml").write_text(text)
    for name in PLACES:
        (tmp_path / f"{name}.env").write_text(
            f"CONSULTKIT_CONSULTATIONS=consultations/papers.yaml\n"
            f"CONSULTKIT_DATABASE_URL='{databases[name]}'\n"
            f"CONSULTKIT_KEY_FILE=keys/consultkit.keys\nCONSULTKIT_FILES={name}/files\nPORT={free_port()}\n"
        )
    _fill(tmp_path, databases["consultkit"])
    return tmp_path


def _kit(place: Path, url: str) -> ConsultKit:
    settings = Settings(
        database_url=url,
        key_file=place / "keys" / "consultkit.keys",
        files=str(place / "consultkit" / "files"),
    )
    return ConsultKit([place / "consultations" / "papers.yaml"], settings=settings)


def _fill(place: Path, url: str) -> None:
    kit = _kit(place, url)
    for number in range(CONTRIBUTIONS):
        person = Respondent(sa.Uuid().python_type(int=number + 1))
        with kit.archive.writing() as tx:
            tx.connection.execute(sa.insert(respondents).values(id=person.id, created_at=kit.now()))
        draft = kit.intake.save(kit.intake.begin("papers", person), {"firm": f"Maison {number}"})
        checked = digest_of(kit.forms.by_digest(draft.form_digest).journey(draft.answers).answers)
        kit.intake.submit(draft.id, person, submit_key=draft.submit_key, answers_sha256=checked)
    kit.close()


@pytest.mark.slow
def test_its_commands_do_what_it_says(place: Path, databases: dict[str, str]) -> None:
    script = place / "runbook.sh"
    script.write_text(f"set -eux\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{blocks()}")
    path = os.pathsep.join([str(Path(sys.executable).parent), str(client_programs()), os.environ["PATH"]])
    done = subprocess.run(
        ["sh", str(script)],
        cwd=place,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    assert done.stdout.count(f"{CONTRIBUTIONS} contributions are as their receipts say") == 2
    kit = _kit(place, databases["elsewhere"])
    with kit.archive.reading() as tx:
        assert tx.connection.scalar(sa.select(sa.func.count()).select_from(submissions)) == CONTRIBUTIONS
    kit.close()
