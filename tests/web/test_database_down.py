"""A database that is away is said to be so, and nothing is acknowledged meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from consultkit import ConsultKit
from consultkit.errors import ServiceError
from consultkit.storage import Archive, KeyRing

from .conftest import Member


def test_a_server_that_does_not_answer_is_a_service_error(keys: KeyRing) -> None:
    archive = Archive("postgresql://nobody@127.0.0.1:1/nothing", keys)
    with pytest.raises(ServiceError, match="does not answer"), archive.reading():
        pass
    archive.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_visitors_are_asked_to_come_back(kit: ConsultKit, member: Member, tmp_path: Path) -> None:
    check = member.to_check()
    kit.archive.close()
    (tmp_path / "consultkit.db").rename(tmp_path / "away.db")
    (tmp_path / "consultkit.db").mkdir()
    assert (member.client.get("/health").status_code, member.client.get("/ready").status_code) == (200, 503)
    answer = member.post(check.form("submit_key"), {})
    assert answer.status_code == 503
    assert "Réessayez" in answer.text
    (tmp_path / "consultkit.db").rmdir()
    (tmp_path / "away.db").rename(tmp_path / "consultkit.db")
    assert member.send(check.form("submit_key")).address.startswith("/traders/receipt/")
