"""The INSTREAM command of clamd (man 8 clamd): the bytes go over the connection, no file is shared."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from consultkit import ScanState, ServiceError
from consultkit_clamav.address import Address

SECONDS = 5.0
"""Of each wait: for the connection, for room to send, and for the next word of the answer."""
LONGEST_ANSWER = 4096


def ask(address: Address, content: Iterator[bytes], seconds: float = SECONDS) -> ScanState:
    """What clamd says of this content. Raises ServiceError when it says nothing that can be understood."""
    try:
        said = _exchange(address, content, seconds)
    except OSError as error:
        raise ServiceError(f"clamd does not answer ({type(error).__name__}).", code="clamd") from error
    return _meaning(said)


def _exchange(address: Address, content: Iterator[bytes], seconds: float) -> str:
    with address.connect(seconds) as connection:
        connection.sendall(b"zINSTREAM\0")
        try:
            for piece in content:
                if piece:
                    connection.sendall(struct.pack("!I", len(piece)) + piece)
            connection.sendall(struct.pack("!I", 0))
        except (BrokenPipeError, ConnectionResetError):
            # It hangs up on what is longer than its StreamMaxLength, and says so first.
            pass
        answer = b""
        while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
            received = connection.recv(LONGEST_ANSWER)
            if not received:
                break
            answer += received
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _meaning(said: str) -> ScanState:
    if said == "stream: OK":
        return ScanState.CLEAN
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        # A limit reached is told like a virus where clamd is set to (AlertExceedsMax): nothing was found.
        return ScanState.UNKNOWN if "Heuristics.Limits.Exceeded" in said else ScanState.INFECTED
    if "size limit exceeded" in said:
        return ScanState.UNKNOWN
    raise ServiceError(f"clamd could not scan ({said[:100] or 'it hung up'}).", code="clamd")
