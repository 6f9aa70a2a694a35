"""A stand-in for the public search, on this machine only: for demonstrations and tests."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


def an_establishment(siret: str, name: str, **others: object) -> dict[str, Any]:
    """One result of the search, of an invented company; `others` go over what the result says."""
    place = {
        "siret": siret,
        "adresse": "12 RUE DU PORT 29200 BREST",
        "code_postal": "29200",
        "libelle_commune": "BREST",
        "activite_principale": "47.91A",
        "etat_administratif": "A",
    }
    return {
        "siren": siret[:9],
        "nom_complet": name,
        "nom_raison_sociale": name,
        "tranche_effectif_salarie": "02",
        "statut_diffusion": "O",
        "siege": place,
        "matching_etablissements": [place],
        **others,
    }


INVENTED = {"73282932000074": an_establishment("73282932000074", "AU PHARE")}


@dataclass(frozen=True, slots=True)
class Trouble:
    """How a request goes wrong: a status, headers, content, or a wait before the answer."""

    status: int = 503
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b"{}"
    seconds: float = 0.0


class SireneStandIn:
    """A search on 127.0.0.1; `port` 0 takes a free one. Use it in `with`."""

    def __init__(self, companies: Mapping[str, Mapping[str, Any]] = INVENTED, port: int = 0) -> None:
        self.companies = dict(companies)
        self.asked: list[dict[str, list[str]]] = []
        """The queries, in the order in which they came."""
        self.troubles: list[Trouble] = []
        """How the next requests go wrong, one each."""
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.stand_in = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self) -> str:
        """For CONSULTKIT_SIRENE_ADDRESS."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def search(self, query: dict[str, list[str]]) -> dict[str, Any]:
        self.asked.append(query)
        found = self.companies.get(query.get("q", [""])[0])
        return {"results": [found] if found else [], "total_results": 1 if found else 0}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    stand_in: SireneStandIn


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 10

    def do_GET(self) -> None:
        address, stand_in = urlsplit(self.path), self.server.stand_in
        answer = stand_in.search(parse_qs(address.query))
        if stand_in.troubles:
            trouble = stand_in.troubles.pop(0)
            time.sleep(trouble.seconds)
            self._answer(trouble.status, trouble.headers, trouble.content)
        elif address.path == "/search":
            self._answer(200, {}, json.dumps(answer).encode())
        else:
            self._answer(404, {}, b"{}")

    def _answer(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
        try:
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            """Whoever asked has gone: that is what a wait is for."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Say nothing."""
