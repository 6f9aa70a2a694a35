"""Sealed values: unreadable without the key, and in no other place than their own."""

from __future__ import annotations

import secrets
import threading
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultkit.errors import ConfigurationError
from consultkit.storage import KeyRing, KeysMissingError, Place, SealBrokenError, WrappedKey, key_ring_from
from consultkit.storage.sealing import seal, unseal

KEY = secrets.token_bytes(32)
PLACE = Place("submissions", uuid4(), "envelope", "fair")


@given(st.binary(max_size=4096))
def test_what_was_sealed_opens_in_its_place(content: bytes) -> None:
    assert unseal(KEY, PLACE, seal(KEY, PLACE, content)) == content


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(PLACE, table="drafts"),
        replace(PLACE, row=uuid4()),
        replace(PLACE, column="open_answers"),
        replace(PLACE, consultation="another"),
    ],
)
def test_it_opens_nowhere_else(elsewhere: Place) -> None:
    with pytest.raises(SealBrokenError):
        unseal(KEY, elsewhere, seal(KEY, PLACE, b"firm"))


def test_no_flipped_bit_goes_unnoticed() -> None:
    sealed = seal(KEY, PLACE, b"firm")
    for position in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[position // 8] ^= 1 << position % 8
        with pytest.raises(SealBrokenError):
            unseal(KEY, PLACE, bytes(changed))


def test_no_truncation_goes_unnoticed() -> None:
    sealed = seal(KEY, PLACE, b"firm")
    for length in range(len(sealed)):
        with pytest.raises(SealBrokenError):
            unseal(KEY, PLACE, sealed[:length])


def test_the_same_content_is_never_sealed_twice_alike() -> None:
    assert seal(KEY, PLACE, b"firm") != seal(KEY, PLACE, b"firm")


def test_a_key_opens_for_its_own_row_only(keys: KeyRing) -> None:
    row = uuid4()
    key, wrapped = keys.new_key(row)
    assert keys.open_key(row, wrapped) == key
    with pytest.raises(SealBrokenError):
        keys.open_key(uuid4(), wrapped)


def test_a_row_sealed_under_a_key_that_is_gone_says_which() -> None:
    row = uuid4()
    _, wrapped = KeyRing({"k0001": KEY}, "k0001").new_key(row)
    with pytest.raises(ConfigurationError, match="k0001"):
        KeyRing({"k0002": KEY}, "k0002").open_key(row, wrapped)


def test_an_older_key_still_opens_and_the_newest_wraps() -> None:
    row = uuid4()
    older = KeyRing({"k0001": KEY}, "k0001")
    key, wrapped = older.new_key(row)
    newer = KeyRing({"k0001": KEY, "k0002": secrets.token_bytes(32)}, "k0002")
    assert newer.open_key(row, wrapped) == key
    assert newer.new_key(row)[1].kek == "k0002"


def test_small_values_name_their_key_and_stay_in_their_place(keys: KeyRing) -> None:
    place = Place("accounts", uuid4(), "email")
    sealed = keys.seal_small(place, b"a@example.org")
    assert keys.unseal_small(place, sealed) == b"a@example.org"
    with pytest.raises(SealBrokenError):
        keys.unseal_small(replace(place, row=uuid4()), sealed)
    with pytest.raises(KeysMissingError, match="k0001"):
        KeyRing({"other": KEY}, "other").unseal_small(place, sealed)


def test_keyed_digests_differ_by_purpose_and_by_key(keys: KeyRing) -> None:
    assert keys.keyed_digest("email", "a") == keys.keyed_digest("email", "a")
    assert keys.keyed_digest("email", "a") != keys.keyed_digest("link", "a")
    assert keys.keyed_digest("email", "a") != KeyRing({"k": KEY}, "k").keyed_digest("email", "a")


def test_a_first_start_makes_a_key_file_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "var" / "keys"
    row = uuid4()
    key, wrapped = key_ring_from(file).new_key(row)
    assert file.stat().st_mode & 0o777 == 0o600
    assert key_ring_from(file).open_key(row, wrapped) == key
    assert [path.name for path in file.parent.iterdir()] == ["keys"]


def test_starts_at_the_same_time_share_one_key_file(tmp_path: Path) -> None:
    file, row = tmp_path / "keys", uuid4()
    start = threading.Barrier(8)
    made: list[WrappedKey] = []

    def first_start() -> None:
        start.wait()
        made.append(key_ring_from(file).new_key(row)[1])

    starts = [threading.Thread(target=first_start) for _ in range(8)]
    for thread in starts:
        thread.start()
    for thread in starts:
        thread.join()
    ring = key_ring_from(file)
    assert len({ring.open_key(row, wrapped) for wrapped in made}) == 8


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"primary": "k1", "keys": {}}', '{"primary": "k1", "keys": {"k1": "c2hvcnQ="}}'],
)
def test_a_damaged_key_file_is_never_replaced(tmp_path: Path, content: str) -> None:
    file = tmp_path / "keys"
    file.write_text(content)
    with pytest.raises(ConfigurationError, match="keys"):
        key_ring_from(file)
    assert file.read_text() == content
