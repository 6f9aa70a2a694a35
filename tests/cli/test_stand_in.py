"""The stand-ins as a command: processes of their own, which say what to set and stop when told."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from click.testing import Result

from consultkit.settings import Settings
from consultkit.testing import PEOPLE, PROFESSIONALS

SITE = "http://127.0.0.1:8000/auth"


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def words(port: int, provider: str, *others: str) -> list[str]:
    home = f"{SITE}/{provider}"
    client = ("consultation", "s3cret" * 8, f"{home}/callback", f"{home}/logout-callback")
    return [
        "franceconnect-stand-in",
        "--provider",
        provider,
        "--port",
        str(port),
        *others,
        "--client",
        *client,
    ]


@contextmanager
def running(*command: str, code: str = "") -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The process, and what it says until it is at work."""
    process = subprocess.Popen(
        [sys.executable, "-c", f"{code}\nfrom consultkit.cli import main; main()", *command],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process, list(iter(process.stdout.readline, "Ctrl-C stops it.\n")) if process.stdout else []
        finally:
            process.kill()


def authorization(said: list[str], **others: str) -> str:
    """A request of the service that the process says it knows."""
    issuer = next(line for line in said if line.startswith("Issuer: ")).split()[1]
    long = "n" * 32
    params = {"client_id": "consultation", "nonce": long, "state": long, "response_type": "code"}
    return f"{issuer}/authorize?{urlencode(params | {'scope': 'openid'} | others)}"


@pytest.mark.parametrize(
    ("provider", "others", "people"),
    [
        ("franceconnect", {"acr_values": "eidas1"}, PEOPLE),
        ("franceconnect-plus", {"acr_values": "eidas2"}, PEOPLE),
        ("proconnect", {}, PROFESSIONALS),
    ],
)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_told_to_stop(
    port: int, provider: str, others: dict[str, str], people: tuple[object, ...], number: signal.Signals
) -> None:
    with running(*words(port, provider)) as (process, said):
        assert any("NEVER FOR PRODUCTION" in line for line in said)
        callback = f"{SITE}/{provider}/callback"
        page = requests.get(authorization(said, redirect_uri=callback, **others), timeout=5)
        assert page.text.count('name="person"') == len(people)
        assert "Faire répondre le simulateur de travers" in page.text
        control = requests.get(f"http://127.0.0.1:{port}/control", timeout=5)
        assert "id_token_expired" in control.text
        process.send_signal(number)
        _, errors = process.communicate(timeout=30)
        assert (process.returncode, errors) == (0, "")


def test_what_it_says_to_set_is_what_a_deployment_takes(
    port: int, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(*words(port, "proconnect", "--algorithm", "RS256", "--userinfo", "json")) as (_, said):
        told = dict(line.strip().split("=", 1) for line in said if line.startswith("  CONSULTKIT_"))
    for name, value in (environment | told).items():
        monkeypatch.setenv(name, value)
    proconnect = Settings.from_environment().sign_in.proconnect
    assert proconnect is not None
    assert (proconnect.issuer, proconnect.algorithm, proconnect.userinfo) == (
        f"http://127.0.0.1:{port}/api/v2",
        "RS256",
        "json",
    )


def test_what_is_ticked_on_its_page_holds(port: int) -> None:
    with running(*words(port, "franceconnect")) as (_, said):
        callback = f"{SITE}/franceconnect/callback"
        start = authorization(said, redirect_uri=callback, acr_values="eidas1")
        home = f"http://127.0.0.1:{port}"
        requests.post(f"{home}/control", data={"fault": "callback_error_server_error"}, timeout=5)
        action = requests.get(start, timeout=5).text.split('action="')[1].split('"')[0]
        chosen = requests.post(home + action, data={"person": "karim"}, timeout=5, allow_redirects=False)
    assert dict(parse_qsl(urlsplit(chosen.headers["Location"]).query))["error"] == "server_error"


def test_it_is_reached_from_this_machine_only(port: int) -> None:
    # Served to everybody (0.0.0.0), it would answer on every address of this machine, this one included.
    with (
        running(*words(port, "franceconnect")),
        pytest.raises(ConnectionRefusedError),
        socket.create_connection(("127.0.0.2", port), timeout=5),
    ):
        pass


def test_without_the_extra_it_says_what_to_install(port: int) -> None:
    absent = "import sys; sys.modules['aiosmtpd'] = None"
    command = [sys.executable, "-c", f"{absent}\nfrom consultkit.cli import main; main()"]
    ended = subprocess.run([*command, *words(port, "franceconnect")], capture_output=True, text=True)
    assert ended.returncode == 1
    assert "pip install 'consultkit[testing]'" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_cannot_be_registered_is_refused(consultkit: Callable[..., Result], port: int) -> None:
    refused = consultkit(*words(port, "franceconnect-plus", "--algorithm", "RS256"))
    assert refused.exit_code == 2
    assert "ES256 only" in refused.output
