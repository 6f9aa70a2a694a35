"""Bytes of files: sealed piece by piece, whole or absent, in a folder and in a bucket."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from consultkit.errors import ConfigurationError, NotFoundError, ServiceError
from consultkit.storage import FileStore, FolderStore, Place, SealBrokenError, store_at
from consultkit.storage.bucket_store import BucketStore
from consultkit.storage.sealed_files import PIECE_BYTES, seal_pieces, unseal_pieces

KEY = secrets.token_bytes(32)
PLACE = Place("attachments", uuid4(), "content", "papers")
PIECE = PIECE_BYTES + 16


def sealed(content: bytes) -> bytes:
    return b"".join(seal_pieces(KEY, PLACE, [content[i : i + 1000] for i in range(0, len(content), 1000)]))


def opened(stored: bytes, place: Place = PLACE, step: int = 777) -> bytes:
    chunks = [stored[i : i + step] for i in range(0, len(stored), step)]
    return b"".join(unseal_pieces(KEY, place, chunks))


@pytest.mark.parametrize("length", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
def test_what_was_sealed_opens_to_the_letter(length: int) -> None:
    content = secrets.token_bytes(length)
    assert opened(sealed(content)) == content
    # A single byte is met by chance in what is sealed.
    assert length <= 1 or content[:100] not in sealed(content)


def test_pieces_that_are_cut_off_swapped_repeated_changed_or_elsewhere_do_not_open() -> None:
    whole = sealed(secrets.token_bytes(3 * PIECE_BYTES + 50))
    first, second = whole[1 : 1 + PIECE], whole[1 + PIECE : 1 + 2 * PIECE]
    rest = whole[1 + 2 * PIECE :]
    broken = {
        "cut off": whole[: 1 + 2 * PIECE],
        "cut in a piece": whole[:-7],
        "empty": whole[:1],
        "nothing": b"",
        "swapped": whole[:1] + second + first + rest,
        "repeated": whole[:1] + first + first + second + rest,
        "left out": whole[:1] + first + rest,
        "changed": whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
        "longer": whole + b"x",
        "another format": b"\x02" + whole[1:],
    }
    for _how, stored in broken.items():
        with pytest.raises(SealBrokenError):
            opened(stored)
    with pytest.raises(SealBrokenError):
        opened(whole, Place("attachments", uuid4(), "content", "papers"))


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest) -> FileStore:
    store: FileStore = request.getfixturevalue(request.param)
    return store


@pytest.fixture
def folder(tmp_path: Path) -> FileStore:
    return store_at(str(tmp_path / "files"))


def test_a_store_gives_back_what_it_was_given_until_it_is_deleted(store: FileStore) -> None:
    name, content = uuid4().hex, secrets.token_bytes(300_000)
    store.put(name, iter([content[:1000], content[1000:]]))
    assert b"".join(store.open(name)) == content
    store.delete(name)
    store.delete(name)
    with pytest.raises(NotFoundError):
        store.open(name)


def test_what_breaks_off_leaves_nothing(store: FileStore, tmp_path: Path) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"half"
        raise ServiceError("gone")

    name = uuid4().hex
    with pytest.raises(Exception, match="gone"):
        store.put(name, breaking())
    with pytest.raises(NotFoundError):
        store.open(name)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_takes_no_name_that_leads_out_of_it(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        FolderStore(tmp_path).open("../../../../etc/passwd")


def test_files_in_a_folder_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    name = uuid4().hex
    FolderStore(tmp_path / "files").put(name, [b"x"])
    assert (tmp_path / "files" / name[:2] / name).stat().st_mode & 0o777 == 0o600


def test_a_place_that_is_no_store_is_named() -> None:
    with pytest.raises(ConfigurationError, match="CONSULTKIT_FILES"):
        store_at("ftp://host/files")
    assert isinstance(store_at("s3://bucket/prefix"), BucketStore)


def test_a_full_or_closed_disk_is_told_as_a_service_that_does_not_answer(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    with pytest.raises(ServiceError):
        FolderStore(tmp_path / "taken").put(uuid4().hex, [b"x"])
