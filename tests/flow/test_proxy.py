"""docs/deploy/nginx.conf before a real `consultkit serve`, as in production: what passes, and what not."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from guarantees.line import Trial
from guarantees.serving import Server, free_port, served

from consultkit import ConsultKit, Settings
from consultkit.storage import sign_in_attempts

SITE = Path(__file__).parents[2] / "docs" / "deploy" / "nginx.conf"
NAME = "consultation.example.gouv.fr"
IN_PRODUCTION = {
    "CONSULTKIT_PRODUCTION": "1",
    "CONSULTKIT_PUBLIC_URL": f"https://{NAME}",
    "CONSULTKIT_PROXIES": "1",
    "CONSULTKIT_METRICS_TOKEN": "a token of some length",
}
THREADS = 4
SLOW = 30
PATIENCE_SECONDS = 30
AROUND = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
daemon off;
{user}
events {{}}
http {{
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Front:
    """The proxy, and the server behind it."""

    plain: int
    secure: int
    server: Server
    folder: Path

    def ask(
        self,
        method: str,
        path: str,
        body: str = "",
        headers: Mapping[str, str] | None = None,
        visitor: str = "127.0.0.1",
    ) -> tuple[int, str, http.client.HTTPMessage]:
        """Status, body and headers, as a visitor of that address sees them."""
        connection = self.connect(visitor)
        try:
            connection.request(method, path, body or None, {"Host": NAME, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.headers
        finally:
            connection.close()

    def connect(self, visitor: str = "127.0.0.1") -> http.client.HTTPSConnection:
        unchecked = ssl._create_unverified_context()
        return http.client.HTTPSConnection(
            "127.0.0.1", self.secure, timeout=PATIENCE_SECONDS, context=unchecked, source_address=(visitor, 0)
        )


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Front]:
    trial = Trial(tmp_path, full=False)
    with served(trial, "--threads", str(THREADS), more=IN_PRODUCTION) as server:
        front = Front(free_port(), free_port(), server, tmp_path)
        with proxied(front):
            yield front


@contextmanager
def proxied(front: Front) -> Iterator[None]:
    folder = front.folder
    _certify(folder)
    (folder / "site.conf").write_text(_here(SITE.read_text(), front))
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user))
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    assert program, "nginx is missing: install nginx-light."
    process = subprocess.Popen(
        [program, "-p", folder, "-e", folder / "error.log", "-c", folder / "nginx.conf"]
    )
    try:
        until(lambda: _listens(front.secure))
        yield
    finally:
        process.terminate()
        process.wait()


def _here(site: str, front: Front) -> str:
    """The file as it is, but for places of this machine."""
    changed = {
        r"\n\s+listen \[::\].*": "",
        r"listen 80;": f"listen 127.0.0.1:{front.plain};",
        r"listen 443 ": f"listen 127.0.0.1:{front.secure} ",
        r"127\.0\.0\.1:8000": f"127.0.0.1:{front.server.port}",
        rf"/etc/letsencrypt/live/{NAME}": str(front.folder),
        r"/var/log/nginx": str(front.folder),
    }
    for pattern, here in changed.items():
        site, times = re.subn(pattern, here, site)
        assert times, pattern
    return site


def _certify(folder: Path) -> None:
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)]),
    )
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.02)


def guess(front: Front, visitor: str, claimed: str) -> int:
    """A wrong password from this address by one who writes another into the header; the status."""
    _, page, headers = front.ask("GET", "/traders/sign-in", visitor=visitor)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    sent = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": headers["Set-Cookie"].partition(";")[0],
        "Referer": f"https://{NAME}/traders/sign-in",
        "X-Forwarded-For": claimed,
    }
    form = {"csrf_token": found[1], "email": "somebody@shop.example", "password": "neuf chevaux verts"}
    return front.ask("POST", "/traders/sign-in", urlencode(form), sent, visitor)[0]


def counted(front: Front, visitor: str) -> int:
    """The tries that the application counts for an address."""
    environment = front.server.environment
    settings = Settings(
        database_url=environment["CONSULTKIT_DATABASE_URL"],
        key_file=Path(environment["CONSULTKIT_KEY_FILE"]),
        files=environment["CONSULTKIT_FILES"],
    )
    kit = ConsultKit([front.folder / "traders.yaml"], settings=settings)
    try:
        with kit.archive.reading() as tx:
            return sign_in_attempts.since(tx, "origin", visitor, kit.now() - timedelta(hours=1)).count
    finally:
        kit.close()


def test_pages_come_through_over_tls_and_cookies_over_tls_alone(front: Front) -> None:
    status, page, headers = front.ask("GET", "/traders/sign-in")
    assert status == 200
    assert "</html>" in page
    assert headers["Set-Cookie"].startswith("__Host-")
    assert "Secure" in headers["Set-Cookie"]
    for name in ("Strict-Transport-Security", "Content-Security-Policy", "Cache-Control"):
        assert len(headers.get_all(name) or []) == 1, name


def test_who_comes_without_tls_is_sent_to_it(front: Front) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.plain, timeout=PATIENCE_SECONDS)
    connection.request("GET", "/traders/", headers={"Host": NAME})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/traders/")
    connection.close()


def test_tries_are_counted_for_who_made_them_whatever_they_claim(front: Front) -> None:
    for _ in range(3):
        assert guess(front, "127.1.0.1", "192.0.2.66, 198.51.100.7") == 403
    assert counted(front, "127.1.0.1") == 3
    for other in ("127.0.0.1", "192.0.2.66", "198.51.100.7"):
        assert counted(front, other) == 0


def test_slow_bodies_keep_nobody_else_waiting(front: Front) -> None:
    with ExitStack() as stack:
        for _ in range(SLOW):
            connection = front.connect()
            stack.callback(connection.close)
            connection.putrequest("POST", "/traders/sign-in", skip_host=True)
            connection.putheader("Host", NAME)
            connection.putheader("Content-Length", "2000")
            connection.endheaders()
            connection.send(b"email=")
        assert front.ask("GET", "/traders/")[0] == 200


def test_a_body_beyond_all_bounds_is_refused_in_words_before_it_is_sent(front: Front) -> None:
    connection = front.connect()
    connection.putrequest("POST", "/traders/sign-in", skip_host=True)
    connection.putheader("Host", NAME)
    connection.putheader("Content-Length", str(301 * 2**20))
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 413
    assert "un par un" in answer.read().decode()
    connection.close()


def test_who_asks_too_often_is_told_to_wait(front: Front) -> None:
    answers = [front.ask("GET", "/traders/sign-in", visitor="127.3.0.1") for _ in range(90)]
    refused = [page for status, page, _ in answers if status == 429]
    assert refused
    assert all("une demi-minute" in page for page in refused)
    assert front.ask("GET", "/traders/sign-in", visitor="127.4.0.1")[0] == 200


@pytest.mark.parametrize("page", ["/metrics", "/ready"])
def test_what_is_for_those_who_watch_is_not_outside(front: Front, page: str) -> None:
    token = {"Authorization": "Bearer a token of some length"}
    assert front.server.ask("GET", page, headers=token)[0] == 200
    assert front.ask("GET", page, headers=token)[0] == 404


def test_when_the_application_is_away_people_are_told_to_come_back(front: Front) -> None:
    for process in front.server.processes():
        process.kill()
    status, page, headers = front.ask("GET", "/traders/")
    assert status == 503
    assert "Le service revient dans un instant" in page
    assert headers["Retry-After"] == "30"


def test_the_log_of_the_proxy_tells_neither_who_nor_what(front: Front) -> None:
    _, _, headers = front.ask("GET", "/traders/?sent=secret", visitor="127.5.0.1")
    log = front.folder / "consultkit.log"
    until(lambda: log.read_text().endswith("\n"))
    (line,) = log.read_text().splitlines()
    assert headers["X-Request-Id"] in line
    for told in ("127.5", "traders", "secret"):
        assert told not in line
