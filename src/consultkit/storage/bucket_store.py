"""A bucket that speaks S3, through obstore. Its address and keys come from the `AWS_…` variables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import obstore
from obstore.exceptions import BaseError
from obstore.store import MemoryStore, S3Store

from consultkit.errors import ConfigurationError, NotFoundError, ServiceError


def bucket_at(place: str) -> BucketStore:
    """Raises ConfigurationError when the address or a variable cannot be understood."""
    try:
        return BucketStore(S3Store.from_url(place))
    except BaseError as error:
        raise ConfigurationError(
            f"The bucket at {place} cannot be used: {error}.",
            mend="Correct CONSULTKIT_FILES or the AWS_… variables.",
        ) from error


class BucketStore:
    """Uploads in parts of a few mebibytes: an object is there whole, or not at all."""

    def __init__(self, bucket: S3Store | MemoryStore) -> None:
        self._bucket = bucket

    def put(self, name: str, content: Iterable[bytes]) -> None:
        try:
            obstore.put(self._bucket, name, iter(content))
        except BaseError as error:
            raise _unavailable() from error

    def open(self, name: str) -> Iterator[bytes]:
        try:
            found = obstore.get(self._bucket, name)
        except FileNotFoundError:
            raise NotFoundError("There is no such file.") from None
        except BaseError as error:
            raise _unavailable() from error
        return (bytes(piece) for piece in found.stream())

    def delete(self, name: str) -> None:
        try:
            obstore.delete(self._bucket, name)
        except FileNotFoundError:
            return
        except BaseError as error:
            raise _unavailable() from error


def _unavailable() -> ServiceError:
    return ServiceError("The file store does not answer.", code="files")
