"""S16: what is sealed and was changed, moved or cut off does not open; a rotation may be killed anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import permutations
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from consultkit.storage import (
    KeyRing,
    Place,
    SealBrokenError,
    sealed_files,
    sealing,
)
from consultkit.storage.key_source import Keys
from consultkit.storage.sealed_files import PIECE_BYTES, seal_pieces, unseal_pieces
from guarantees.databases import DATABASES
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced
from guarantees.rotating import Rotated

KEY = bytes(range(32))
PLACE = Place("drafts", UUID(int=1), "envelope", "fair")
CONTENT = b"Au pain dore"


def experiment(trial: Trial) -> Finding:
    attacks = [*_moved(), *_flipped(), *_cut_off(trial)]
    unseen = [name for name, opens in attacks if opens]
    kills, rows, breaches = 0, 0, [f"{name} opens" for name in dict.fromkeys(unseen)]
    for name, database in DATABASES.items():
        with database(trial) as url:
            rotation = Rotated(trial, url)
            rotation.kill_often(trial.count(4, 25))
            kills, rows = kills + rotation.kills, rows + rotation.rows
            breaches += [f"{name}: {one}" for one in rotation.breaches()]
    measured = f"{len(attacks)} changes, {len(unseen)} unseen; {rows} rows through {kills} killed rotations"
    return Finding(measured, breaches)


Attack = tuple[str, bool]
"""What was done to something sealed, and whether it opens all the same."""


def _opens(read: Callable[[], object]) -> bool:
    try:
        read()
    except SealBrokenError:
        return False
    return True


def _moved() -> Iterator[Attack]:
    places = (
        PLACE,
        replace(PLACE, row=UUID(int=2)),
        replace(PLACE, column="open"),
        replace(PLACE, table="submissions"),
        replace(PLACE, consultation="other"),
    )
    ring = KeyRing({"k0001": KEY}, "k0001")
    for one, other in permutations(places, 2):
        sealed, small = sealing.seal(KEY, one, CONTENT), ring.seal_small(one, CONTENT)
        file = list(seal_pieces(KEY, one, [CONTENT]))
        yield "moved envelope", _opens(partial(sealing.unseal, KEY, other, sealed))
        yield "moved small value", _opens(partial(ring.unseal_small, other, small))
        yield "moved file", _opens(partial(_read_file, other, *file))
    _, wrapped = ring.new_key(UUID(int=1))
    yield "moved key", _opens(partial(ring.open_key, UUID(int=2), wrapped))


def _flipped() -> Iterator[Attack]:
    sealed, file = sealing.seal(KEY, PLACE, CONTENT), b"".join(seal_pieces(KEY, PLACE, [CONTENT]))
    for bit in range(8 * len(sealed)):
        yield "flipped envelope", _opens(partial(sealing.unseal, KEY, PLACE, _flip(sealed, bit)))
    for bit in range(8 * len(file)):
        yield "flipped file", _opens(partial(_read_file, PLACE, _flip(file, bit)))


def _read_file(place: Place, *stored: bytes) -> bytes:
    return b"".join(unseal_pieces(KEY, place, stored))


def _flip(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def _cut_off(trial: Trial) -> Iterator[Attack]:
    """At each piece, just before it and just after, for files that end with a piece and that do not."""
    stored_piece = PIECE_BYTES + 16
    for length in (PIECE_BYTES, trial.count(3, 40) * PIECE_BYTES, trial.count(3, 40) * PIECE_BYTES + 7):
        file = b"".join(seal_pieces(KEY, PLACE, [bytes(length)]))
        ends = range(0, len(file), stored_piece)
        for end in sorted({e + d for e in ends for d in (-1, 0, 1, 2, 17) if 0 <= e + d < len(file)}):
            yield "cut file", _opens(partial(_read_file, PLACE, file[:end]))
        for one in range(1, len(file) - stored_piece, stored_piece):
            left_out = file[:one] + file[one + stored_piece :]
            yield "file without a piece", _opens(partial(_read_file, PLACE, left_out))


# --- the faults ----------------------------------------------------------------


class _Unbound:
    """AES-GCM without associated data: a value opens wherever it is put."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def encrypt(self, nonce: bytes, content: bytes, _bound: bytes) -> bytes:
        return self._cipher.encrypt(nonce, content, None)

    def decrypt(self, nonce: bytes, content: bytes, _bound: bytes) -> bytes:
        return self._cipher.decrypt(nonce, content, None)


@contextmanager
def _no_associated_data() -> Iterator[None]:
    with replaced(sealing, "AESGCM", _Unbound), replaced(sealed_files, "AESGCM", _Unbound):
        yield


_PIECES = sealed_files._pieces


def _none_is_last(content: Iterator[bytes], length: int) -> Iterator[tuple[int, bool, bytes]]:
    for number, _last, piece in _PIECES(content, length):
        yield number, False, piece


def _old_key_gone_first(keys: Keys, now: datetime) -> Keys:
    new = _WITH_NEW_PRIMARY(keys, now)
    return new.without(keys.primary)


_WITH_NEW_PRIMARY = Keys.with_new_primary


LINE = Line(
    id="S16",
    promise="What is sealed opens in its place, whole and unchanged, or not at all; a rotation loses nothing",
    bar="every change is noticed; no unreadable row after a rotation that was killed 50 times",
    points=2,
    experiment=experiment,
    faults=(
        Fault("no associated data", "a value opens in any row", _no_associated_data),
        Fault(
            "end unmarked",
            "a file may be cut off after a piece",
            lambda: replaced(sealed_files, "_pieces", _none_is_last),
        ),
        Fault(
            "old key deleted first",
            "a rotation begins by forgetting",
            lambda: replaced(Keys, "with_new_primary", _old_key_gone_first),
        ),
    ),
)
