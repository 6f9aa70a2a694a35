"""Signed-in respondents with browsers that keep trying, and press the button twice now and then."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from urllib.parse import urlencode

from consultkit import ConsultKit
from consultkit.operations import Sessions
from consultkit.records import Draft, SignedIn
from guarantees.market import CHECKED, new_drafts, new_respondent
from guarantees.told import PATIENCE_SECONDS, Told

DOUBLE = 0.2
"""The share of contributions that are posted twice at once."""
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
COME_BACK = frozenset({502, 503, 504})


class Client:
    """One respondent with their drafts."""

    def __init__(
        self, kit: ConsultKit, port: int, told: Told, drafts: int, sessions: Sessions | None = None
    ) -> None:
        """Signed in by the clock of `sessions`, or by that of the kit."""
        self.port, self._told = port, told
        respondent = new_respondent(kit)
        self._drafts = new_drafts(kit, respondent, drafts + 1)
        session = (sessions or kit.sessions).begin({}, SignedIn(respondent, "account"))
        self._cookie = f"consultkit={session.id}"
        self._token = ""

    def arrive(self) -> None:
        """Open a page: its forms have the token."""
        _, _, page = self._until_answered("GET", f"/fair/draft/{self._drafts.pop().id}/dispute")
        found = TOKEN.search(page)
        if not found:
            raise LookupError(f"The page has no token: {page[:200]}")
        self._token = found[1]

    @property
    def has_more(self) -> bool:
        return bool(self._drafts)

    def send_all(self) -> None:
        """One contribution after another, each once."""
        while self._drafts:
            self._press(self._drafts.pop())

    def contribute(self, chance: random.Random) -> None:
        draft = self._drafts.pop()
        times = 2 if chance.random() < DOUBLE else 1
        with ThreadPoolExecutor(times) as hands:
            list(hands.map(self._press, [draft] * times))

    def next_draft(self) -> Draft:
        return self._drafts.pop()

    def post(self, draft: Draft) -> tuple[str, str]:
        """Send until there is an answer: its status, and the reference if it is a receipt.

        A connection that breaks says nothing about what was kept.
        """
        status, location, _ = self._until_answered("POST", self.address(draft), self.form(draft))
        if status == 303 and "/receipt/" not in location:
            return f"303 to {location}", ""
        return str(status), location.rsplit("/", 1)[-1]

    def address(self, draft: Draft) -> str:
        return f"/fair/draft/{draft.id}/submit"

    def form(self, draft: Draft) -> str:
        return urlencode(
            {"csrf_token": self._token, "submit_key": draft.submit_key, "answers_sha256": CHECKED}
        )

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}

    def _press(self, draft: Draft) -> None:
        begun = time.monotonic()
        status, reference = self.post(draft)
        self._told.count(status)
        if status == "303":
            self._told.note(draft.id, reference, begun)

    def _until_answered(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            with suppress(OSError, http.client.HTTPException):
                answer = self.ask(method, path, body)
                if answer[0] not in COME_BACK:
                    return answer
                self._told.count("503")
            self._told.count("broken")
            time.sleep(0.05)
        raise TimeoutError(f"Nobody answered for {PATIENCE_SECONDS} seconds.")

    def ask(self, method: str, path: str, body: str) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, body, self.headers)
            response = connection.getresponse()
            return response.status, response.getheader("Location", ""), response.read().decode()
        finally:
            connection.close()


@contextmanager
def contributing(clients: Sequence[Client], told: Told, seed: int) -> Iterator[None]:
    """Everybody contributes, one contribution after another, until the block ends."""
    over = threading.Event()

    def contribute(place: int) -> None:
        chance = random.Random(seed + place)
        while not over.is_set() and clients[place].has_more:
            clients[place].contribute(chance)

    with ThreadPoolExecutor(len(clients)) as people:
        list(people.map(Client.arrive, clients))
        told.answers.clear()  # Before the doors opened, nobody was turned away.
        working = [people.submit(contribute, place) for place in range(len(clients))]
        try:
            yield
        finally:
            over.set()
        for one in working:
            one.result()
