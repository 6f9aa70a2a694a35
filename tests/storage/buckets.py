"""A server that speaks S3, on this machine: objects in parts, listings, and what it says when asked amiss."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import requests
from moto.server import ThreadedMotoServer

REGION = "eu-west-3"
_IN_REGION = (
    f"<CreateBucketConfiguration><LocationConstraint>{REGION}"
    "</LocationConstraint></CreateBucketConfiguration>"
)


@dataclass(frozen=True)
class BucketServer:
    """`variables` are what a deployment sets to reach it. Plain HTTP is allowed, as within a machine room."""

    address: str

    @property
    def variables(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": self.address,
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "somebody",
            "AWS_SECRET_ACCESS_KEY": "something",
        }

    def make(self, bucket: str) -> None:
        requests.put(f"{self.address}/{bucket}", data=_IN_REGION, timeout=10).raise_for_status()

    def listing(self, bucket: str, question: str = "") -> str:
        """What it tells of a bucket: its objects, or with `?uploads` what was never ended."""
        return requests.get(f"{self.address}/{bucket}{question}", timeout=10).text


@contextmanager
def bucket_server() -> Iterator[BucketServer]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield BucketServer(f"http://{host}:{port}")
    server.stop()
