"""What came to the stand-in, taken apart again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from consultkit import Json


@dataclass(frozen=True, slots=True)
class Arrived:
    """The document as it was written, and the digests of the files behind it."""

    referral: bytes = b""
    pdf: bytes = b""
    files: tuple[bytes, ...] = ()

    def wrong_files(self, document: Mapping[str, Json]) -> list[str]:
        """Where the files are not those that the document names."""
        named = document.get("files")
        told = (
            [(one["sha256"], one["size"]) for one in named if isinstance(one, dict)]
            if isinstance(named, list)
            else []
        )
        came = [(hashlib.sha256(one).hexdigest(), len(one)) for one in self.files]
        return [] if told == came else ["the files are not those that the document names"]


def parts_of(content_type: str, content: bytes) -> Arrived:
    """Parts of other names are passed over."""
    message = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + content)
    listed = message.get_payload()
    parts = [one for one in listed if isinstance(one, Message)] if isinstance(listed, list) else []
    named = [(one.get_param("name", header="Content-Disposition"), _bytes(one)) for one in parts]
    first = dict(reversed(named))
    files = tuple(body for name, body in named if name == "file")
    return Arrived(first.get("referral", b""), first.get("pdf", b""), files)


def _bytes(part: Message) -> bytes:
    body = part.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""
