"""A request in several parts (RFC 7578), written piece by piece: files may be larger than memory likes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Part:
    """A named part. `chunks` gives as many bytes as `size` says."""

    name: str
    filename: str
    kind: str
    size: int
    chunks: Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Multipart:
    """The body of a request. It may be written several times."""

    parts: Sequence[Part]
    boundary: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def content_type(self) -> str:
        return f"multipart/form-data; boundary={self.boundary}"

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(len(self._head(part)) + part.size + 2 for part in self.parts) + len(self._end)

    def chunks(self) -> Iterator[bytes]:
        for part in self.parts:
            yield self._head(part)
            yield from part.chunks()
            yield b"\r\n"
        yield self._end

    def _head(self, part: Part) -> bytes:
        # RFC 7578, 4.2: a name with other letters is percent-encoded.
        filename = quote(part.filename, safe=" ")
        return (
            f"--{self.boundary}\r\n"
            f'Content-Disposition: form-data; name="{part.name}"; filename="{filename}"\r\n'
            f"Content-Type: {part.kind}\r\n\r\n"
        ).encode()

    @property
    def _end(self) -> bytes:
        return f"--{self.boundary}--\r\n".encode()


def whole(name: str, filename: str, kind: str, content: bytes) -> Part:
    """A part that is in memory."""
    return Part(name, filename, kind, len(content), lambda: iter([content]))
