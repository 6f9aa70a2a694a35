"""Files in a bucket, over HTTP: in parts, whole or absent, and told when the bucket does not do its part."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import uuid4

import pytest

from consultkit.errors import ServiceError
from consultkit.storage import FileStore, store_at

from .buckets import BucketServer

LARGE = secrets.token_bytes(11_000_000)
"""More than two of the parts in which it is sent."""


def pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), 65_536):
        yield content[start : start + 65_536]


def test_a_large_file_goes_in_parts_and_comes_back_to_the_letter(
    bucket: FileStore, bucket_name: str, bucket_server: BucketServer
) -> None:
    name = uuid4().hex
    bucket.put(name, pieces(LARGE))
    assert b"".join(bucket.open(name)) == LARGE
    listing = bucket_server.listing(bucket_name)
    assert f"<Key>files/{name}</Key>" in listing
    assert "-3&quot;</ETag>" in listing or '-3"</ETag>' in listing


def test_what_breaks_off_after_some_parts_leaves_no_object_and_no_part(
    bucket: FileStore, bucket_name: str, bucket_server: BucketServer
) -> None:
    def breaking() -> Iterator[bytes]:
        yield from pieces(LARGE)
        raise ServiceError("gone")

    with pytest.raises(ServiceError, match="gone"):
        bucket.put(uuid4().hex, breaking())
    assert "<Key>" not in bucket_server.listing(bucket_name)
    assert "<Upload>" not in bucket_server.listing(bucket_name, "?uploads")


def test_a_bucket_that_is_gone_is_a_service_that_does_not_answer(
    bucket: FileStore,  # For its variables.
) -> None:
    gone = store_at(f"s3://{uuid4().hex}/files")
    with pytest.raises(ServiceError):
        gone.put(uuid4().hex, [b"x"])
    with pytest.raises(ServiceError):
        gone.delete(uuid4().hex)


class BreaksOff(BaseHTTPRequestHandler):
    """Promises more than it sends."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        for name, value in (
            ("Content-Length", "1000"),
            ("ETag", '"e"'),
            ("Last-Modified", "Thu, 15 Nov 2018 09:30:00 GMT"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"half")
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """A test says nothing but what it asserts."""


@pytest.fixture
def breaking_off() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), BreaksOff) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_connection_lost_while_reading_is_a_service_that_does_not_answer(
    bucket: FileStore, breaking_off: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", breaking_off)
    with pytest.raises(ServiceError):
        b"".join(store_at("s3://papers/files").open(uuid4().hex))


def test_a_server_that_is_away_is_a_service_that_does_not_answer(
    bucket: FileStore, breaking_off: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    away = store_at("s3://papers/files")
    with pytest.raises(ServiceError):
        away.put(uuid4().hex, [b"x"])
    with pytest.raises(ServiceError):
        away.open(uuid4().hex)
