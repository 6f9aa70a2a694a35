"""What clamd says of bytes, and what is made of its silence."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from uuid import uuid4

import pytest

from consultkit import ConfigurationError, FileToScan, ScanState, ServiceError
from consultkit_clamav import ClamavSettings, plugin
from consultkit_clamav.address import VARIABLE, Address, read_address
from consultkit_clamav.clamd import ask

from .conftest import SIGN, Clamd


def pieces(*content: bytes) -> Iterator[bytes]:
    return iter(content)


@pytest.fixture(params=["socket", "tcp"])
def address(request: pytest.FixtureRequest, clamd: Clamd) -> Address:
    tcp = request.param == "tcp"
    return Address(host="127.0.0.1", port=clamd.port) if tcp else Address(path=clamd.socket)


def test_what_holds_no_sign_is_clean(address: Address) -> None:
    assert ask(address, pieces(b"%PDF-1.7\n", b"", b"a letter")) is ScanState.CLEAN
    assert ask(address, pieces()) is ScanState.CLEAN


def test_a_sign_is_found_across_pieces(address: Address) -> None:
    assert ask(address, pieces(b"x" * 5000 + SIGN[:20], SIGN[20:] + b"y" * 5000)) is ScanState.INFECTED


def test_what_is_too_long_for_clamd_is_unknown(address: Address) -> None:
    assert ask(address, pieces(*[bytes(64 * 1024)] * 40)) is ScanState.UNKNOWN


def test_the_hook_reads_the_file_and_the_settings(clamd: Clamd, monkeypatch: pytest.MonkeyPatch) -> None:
    file = FileToScan(uuid4(), "pdf", 1000, lambda: pieces(SIGN))
    settings = ClamavSettings(address=clamd.socket)
    assert plugin.scan_file(file, settings) is ScanState.INFECTED
    monkeypatch.setenv(VARIABLE, f"127.0.0.1:{clamd.port}")
    assert plugin.scan_file(file, ClamavSettings(address="/nowhere")) is ScanState.INFECTED


def test_one_that_is_down_is_a_service_that_does_not_answer(clamd: Clamd) -> None:
    clamd.stop()
    for address in (Address(path=clamd.socket), Address(host="127.0.0.1", port=clamd.port)):
        with pytest.raises(ServiceError, match="clamd does not answer"):
            ask(address, pieces(b"x"))


@pytest.mark.parametrize(
    "said", [b"", b"stream: Can't allocate memory ERROR\0", b"nonsense\0", b"\xff" * 9000]
)
def test_what_cannot_be_understood_is_never_taken_for_clean(said: bytes) -> None:
    with listening(said) as address, pytest.raises(ServiceError):
        ask(address, pieces(b"x"))


def test_one_that_hangs_is_not_waited_for_long() -> None:
    with listening(None) as address, pytest.raises(ServiceError):
        ask(address, pieces(b"x"), seconds=0.1)


class listening:  # noqa: N801 - reads as a phrase
    """Something that takes a connection and says this, whatever it hears; None says nothing at all."""

    def __init__(self, said: bytes | None) -> None:
        self._said = said
        self._server = socket.create_server(("127.0.0.1", 0))
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Address:
        self._thread.start()
        return Address(host="127.0.0.1", port=self._server.getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        self._server.close()

    def _serve(self) -> None:
        connection, _ = self._server.accept()
        with connection:
            connection.recv(100)
            if self._said is None:
                self._done.wait(10)
            else:
                connection.sendall(self._said)


@pytest.mark.parametrize(
    "written", ["", "localhost", "host:", ":3310", "host:0", "host:70000", "host:x", "file"]
)
def test_an_address_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(ConfigurationError, match="clamd"):
        ClamavSettings(address=written)


def test_addresses_are_paths_or_hosts_with_ports() -> None:
    assert read_address("/run/clamd.ctl") == Address(path="/run/clamd.ctl")
    assert read_address("scanner:3310") == Address(host="scanner", port=3310)
    assert read_address("[::1]:3310") == Address(host="::1", port=3310)
