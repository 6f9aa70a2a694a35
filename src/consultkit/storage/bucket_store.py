"""A bucket that speaks S3, through obstore. Its address and keys come from the `AWS_…` variables."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from consultkit.errors import ConfigurationError, NotFoundError, ServiceError

log = logging.getLogger(__name__)

RETRIES = 3
PATIENCE = timedelta(seconds=20)
"""After so long nothing is tried again. Left alone, obstore keeps a visitor waiting for three minutes."""


def bucket_at(place: str) -> BucketStore:
    """Raises ConfigurationError when the address or a variable cannot be understood."""
    try:
        bucket = S3Store.from_url(place, retry_config={"max_retries": RETRIES, "retry_timeout": PATIENCE})
    except BaseError as error:
        raise ConfigurationError(
            f"The bucket at {place} cannot be used: {error}.",
            mend="Correct CONSULTKIT_FILES or the AWS_… variables.",
        ) from error
    return BucketStore(bucket)


class BucketStore:
    """Uploads in parts of a few mebibytes: an object is there whole, or not at all."""

    def __init__(self, bucket: S3Store) -> None:
        self._bucket = bucket

    def put(self, name: str, content: Iterable[bytes]) -> None:
        with _answering():
            obstore.put(self._bucket, name, iter(content))

    def open(self, name: str) -> Iterator[bytes]:
        with _answering():
            try:
                return _pieces(obstore.get(self._bucket, name))
            except FileNotFoundError:
                raise NotFoundError("There is no such file.") from None

    def delete(self, name: str) -> None:
        # S3 itself says nothing of an object that is not there.
        with _answering():
            obstore.delete(self._bucket, name)

    def names(self, shelf: str) -> Iterator[str]:
        with _answering():
            for page in obstore.list(self._bucket, prefix=shelf):
                yield from (found["path"] for found in page)


def _pieces(found: obstore.GetResult) -> Iterator[bytes]:
    with _answering():
        for piece in found.stream():
            yield bytes(piece)


@contextmanager
def _answering() -> Iterator[None]:
    """A bucket that is gone is a service that does not answer, as one that is away."""
    try:
        yield
    except (BaseError, OSError) as error:
        # The first line alone: the rest may hold what the bucket was asked with.
        log.warning("The bucket did not do as asked: %s", str(error).partition("\n")[0])
        raise ServiceError("The file store does not answer.", code="files") from error
