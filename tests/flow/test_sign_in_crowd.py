"""Fifty people sign in at the same moment: each gets an answer, and the server keeps its memory."""

from __future__ import annotations

import os
import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
import requests
import sqlalchemy as sa
from guarantees.killing import free_port

from consultkit import ConsultKit, Settings
from consultkit.storage import mail_links
from consultkit.storage.tables import mail_links as links
from consultkit.testing import serving

CROWD = 50
WITH_ACCOUNT = 10
"""The others are refused, after the same work."""
LIMIT_MIB = 600
PASSWORD = "trois chevaux verts a Saint-Malo"
CONSULTATION = Path(__file__).parent.parent / "consultations" / "intake.yaml"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> Mapping[str, str]:
    return {
        "CONSULTKIT_DATABASE_URL": database_url,
        "CONSULTKIT_KEY_FILE": str(tmp_path / "keys"),
        "CONSULTKIT_PUBLIC_URL": "http://127.0.0.1",
    }


def open_accounts(environment: Mapping[str, str]) -> None:
    kit = ConsultKit([CONSULTATION], settings=Settings.from_environment(environment))
    for number in range(WITH_ACCOUNT):
        kit.accounts.ask_link(address(number), language="fr", consultation=None)
        with kit.archive.reading() as tx:
            open_ = sa.select(links.c.id).where(
                links.c.used_at.is_(None), links.c.purpose == "choose_password"
            )
            token = mail_links.token_of(tx.keys, tx.connection.scalars(open_).one())
        kit.accounts.choose_password(token, PASSWORD)
    kit.close()


def address(number: int) -> str:
    return f"person-{number}@shop.example"


class Somebody:
    """With a sign-in page open, about to press the button."""

    def __init__(self, site: str, number: int) -> None:
        self._browser, self._page, self._number = requests.Session(), f"{site}/fair/sign-in", number
        found = TOKEN.search(self._browser.get(self._page, timeout=30).text)
        assert found
        self._token = found[1]

    def press(self, together: threading.Barrier) -> int:
        form = {"csrf_token": self._token, "email": address(self._number), "password": PASSWORD}
        together.wait(30)
        answer = self._browser.post(self._page, form, timeout=60, allow_redirects=False)
        self._browser.close()
        return answer.status_code


def peak_memory(server: psutil.Process) -> Iterator[float]:
    """Of each process, in MiB: the most that it ever held (VmHWM, proc(5))."""
    for process in (server, *server.children(recursive=True)):
        with suppress(FileNotFoundError, ProcessLookupError):
            status = Path(f"/proc/{process.pid}/status").read_text()
            if found := re.search(r"VmHWM:\s+(\d+) kB", status):
                yield int(found[1]) / 1024


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads Linux's /proc")
def test_fifty_sign_ins_at_once_are_answered_within_the_memory(environment: Mapping[str, str]) -> None:
    open_accounts(environment)
    port, together = free_port(), threading.Barrier(CROWD)
    with serving([CONSULTATION], port, environment={**os.environ, **environment}) as server:
        crowd = [Somebody(f"http://127.0.0.1:{port}", number) for number in range(CROWD)]
        with ThreadPoolExecutor(CROWD) as hands:
            answers = Counter(hands.map(lambda one: one.press(together), crowd))
        peaks = list(peak_memory(psutil.Process(server.pid)))
    assert answers == {303: WITH_ACCOUNT, 403: CROWD - WITH_ACCOUNT}
    assert len(peaks) >= 2, "the server and its worker"
    assert max(peaks) < LIMIT_MIB, peaks
