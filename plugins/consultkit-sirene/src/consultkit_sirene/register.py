"""The public search of companies, asked politely: https://recherche-entreprises.api.gouv.fr.

It takes 7 requests a second from one address and promises nothing. So what was found is kept for a day, and
after a 429 nothing is asked before the time that it names (RFC 9110, section 10.2.3).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import requests

from consultkit import ServiceError
from consultkit_sirene.cache import Cache
from consultkit_sirene.company import Company, company_of

PUBLIC = "https://recherche-entreprises.api.gouv.fr"
CONNECT_SECONDS, READ_SECONDS = 0.8, 1.0
LONGEST_ANSWER = 512 * 1024
KEPT_SECONDS = 24 * 3600
UNKNOWN_KEPT_SECONDS = 3600
MOST_KEPT = 5_000
PAUSE_SECONDS = 10
LONGEST_PAUSE_SECONDS = 15 * 60
AGENT = "consultkit-sirene"


class Register:
    """Companies by SIRET, from the service at `address`."""

    def __init__(self, address: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._address = address.rstrip("/")
        self._clock = clock
        self._kept: Cache[Company | None] = Cache(MOST_KEPT, clock)
        self._silent_until = 0.0

    def company(self, siret: str) -> Company | None:
        """None when it is not there: absent, or not disclosed. Raises ServiceError."""
        kept = self._kept.get(siret)
        if kept is not None:
            return kept[0]
        company = company_of(self._ask(siret), siret)
        self._kept.keep(siret, company, KEPT_SECONDS if company else UNKNOWN_KEPT_SECONDS)
        return company

    def _ask(self, siret: str) -> object:
        if self._clock() < self._silent_until:
            raise ServiceError("The register has asked for a pause.")
        query = {"q": siret, "minimal": "true", "include": "siege,matching_etablissements", "per_page": "1"}
        try:
            return self._answer(query)
        except (requests.RequestException, ValueError) as error:
            # Its kind only: the text of the error holds the address asked for, and with it the number.
            raise ServiceError(f"The register did not answer ({type(error).__name__}).") from None

    def _answer(self, query: dict[str, str]) -> object:
        with requests.get(
            f"{self._address}/search",
            params=query,
            headers={"User-Agent": AGENT, "Accept": "application/json"},
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False,
            stream=True,
        ) as response:
            if response.status_code == requests.codes.too_many_requests:
                self._silent_until = self._clock() + _pause(response.headers.get("Retry-After", ""))
            if response.status_code != requests.codes.ok:
                raise ServiceError(f"The register answered with status {response.status_code}.")
            content = response.raw.read(LONGEST_ANSWER + 1, decode_content=True)
        if len(content) > LONGEST_ANSWER:
            raise ServiceError("The register answered at too great a length.")
        return json.loads(content)


def _pause(retry_after: str) -> float:
    """In seconds. A date is not worth its reading here: the usual pause does."""
    seconds = int(retry_after) if retry_after.isascii() and retry_after.isdecimal() else PAUSE_SECONDS
    return float(min(max(seconds, 1), LONGEST_PAUSE_SECONDS))
