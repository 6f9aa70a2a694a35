"""The content of files, sealed piece by piece: read and written in bounded memory.

Each piece is sealed with AES-256-GCM; its nonce says where it stands and whether it is the last (the STREAM
construction: Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015). So pieces that were swapped, repeated, left
out or cut off at the end do not open. Each file has a key of its own: nonces never repeat under one key.
"""

from __future__ import annotations

import struct
from collections.abc import Generator, Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from consultkit.storage.sealing import Place, SealBrokenError

FORMAT = b"\x01"
PIECE_BYTES = 64 * 1024
_TAG_BYTES = 16
_nonce = struct.Struct(">7xIB")


def seal_pieces(key: bytes, place: Place, content: Iterable[bytes]) -> Iterator[bytes]:
    """What to store. `key` must never seal another content."""
    cipher, bound = AESGCM(key), FORMAT + bytes(place)
    yield FORMAT
    for number, last, piece in _pieces(content, PIECE_BYTES):
        yield cipher.encrypt(_nonce.pack(number, last), piece, bound)


def unseal_pieces(key: bytes, place: Place, stored: Iterable[bytes]) -> Generator[bytes, None, None]:
    """The content. Raises SealBrokenError at the piece that was changed, moved or cut off.

    What came before that piece is as it was sealed; whether the end is missing shows at the end only.
    """
    cipher, bound = AESGCM(key), FORMAT + bytes(place)
    for number, last, piece in _pieces(_after_format(stored, place), PIECE_BYTES + _TAG_BYTES):
        try:
            yield cipher.decrypt(_nonce.pack(number, last), piece, bound)
        except (InvalidTag, ValueError) as error:
            raise SealBrokenError(f"The file at {place} does not open.") from error


def _after_format(stored: Iterable[bytes], place: Place) -> Iterator[bytes]:
    rest = iter(stored)
    first = next(rest, b"")
    if first[:1] != FORMAT:
        raise SealBrokenError(f"Unknown format at {place}.")
    yield first[1:]
    yield from rest


def _pieces(content: Iterable[bytes], length: int) -> Iterator[tuple[int, bool, bytes]]:
    """Of exactly this length, save the last, with their numbers; there is always a last one, maybe empty."""
    waiting, number = bytearray(), 0
    for chunk in content:
        waiting += chunk
        while len(waiting) > length:
            yield number, False, bytes(waiting[:length])
            del waiting[:length]
            number += 1
    yield number, True, bytes(waiting)
