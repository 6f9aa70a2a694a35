"""What a server asked of the kernel, in order, by strace: was it on disk before anybody was told?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

CALLS = "trace=write,writev,pwrite64,sendto,sendmsg,fsync,fdatasync"
SYNCS = ("fsync", "fdatasync")
ANSWER = "HTTP/1.1 303"


def tracing(file: Path) -> list[str]:
    """What to write before a command so that its calls are noted there."""
    return ["strace", "-f", "-y", "--seccomp-bpf", "-s", "16", "-e", CALLS, "-o", str(file)]


def answers_in(lines: Iterable[str]) -> Iterator[bool]:
    """For each answer that acknowledged something: whether what was logged for it had reached the disk.

    For one client, who asks once at a time.
    """
    written = synced = False
    underway: set[str] = set()
    for line in lines:
        process, _, call = line.strip().partition(" ")
        call = call.strip()
        if ANSWER in call:
            yield written and synced
            written = synced = False
        elif _is_sync_of_log(call) and not call.endswith("<unfinished ...>"):
            synced = True
        elif _is_sync_of_log(call):
            underway.add(process)
        elif call.startswith(tuple(f"<... {name} resumed" for name in SYNCS)) and process in underway:
            underway.discard(process)
            synced = True
        elif "-wal>" in call and not call.startswith("<..."):
            written, synced = True, False


def _is_sync_of_log(call: str) -> bool:
    return call.startswith(SYNCS) and "-wal>" in call
