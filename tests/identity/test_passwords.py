"""Passwords: which are good enough, and how they are kept."""

from __future__ import annotations

import threading

import pytest

from consultkit.errors import ServiceError
from consultkit.identity import hash_password, needs_rehash, password_fault, passwords, verify_password

ADDRESS = "jean.dupont@librairie-vasseur.fr"


@pytest.mark.parametrize(
    "password",
    [
        "kX9!vR2#pL7z",
        "éÀ9!vR2#pL7z",
        "kX9vR2pL7zQ4wA",
        "correct-cheval-batterie-agrafe",
        "un deux trois soleil couchant",
        "3141592653589793238462643",
        "日本語のとても長いパスワードを選びました",
    ],
)
def test_good_passwords(password: str) -> None:
    assert password_fault(password, ADDRESS) is None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("kX9!vR2#pL7", "password_short"),
        ("kX9vR2pL7zQ4w", "password_weak"),
        ("kxwvrdplfzqb", "password_weak"),
        ("31415926535897", "password_weak"),
        ("x" * 1001, "password_long"),
        ("Azertyuiop123!", "password_common"),
        ("P@ssw0rd1234567!", "password_common"),
        ("M0tDeP@sse-2024", "password_common"),
        ("J3t@imeMonC0eur!", "password_common"),
        ("BonjourSoleilDoudouMarseille", "password_common"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "password_common"),
        ("abababababababababababab", "password_common"),
        ("12345678901234567890", "password_common"),
        ("Jean.Dupont-kX9!vR2#", "password_address"),
        ("Librairie-Vasseur-2024", "password_address"),
    ],
)
def test_passwords_that_are_refused_and_why(password: str, code: str) -> None:
    fault = password_fault(password, ADDRESS)
    assert fault is not None
    assert fault.code == code
    assert fault.message.format(**fault.params)


def test_a_short_local_part_does_not_forbid_its_letters() -> None:
    assert password_fault("kX9!vR2#pL7z", "x9@z.fr") is None


def test_a_kept_password_is_recognised_and_no_other() -> None:
    kept = hash_password("kX9!vR2#pL7z")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert "kX9" not in kept
    assert verify_password(kept, "kX9!vR2#pL7z")
    assert not verify_password(kept, "kX9!vR2#pL7Z")
    assert kept != hash_password("kX9!vR2#pL7z")


def test_without_an_account_nothing_is_recognised() -> None:
    assert not verify_password(None, "nobody's")
    assert not verify_password("not a hash", "nobody's")


def test_the_same_letters_from_another_keyboard_are_the_same_password() -> None:
    assert verify_password(hash_password("caf\u00e9-chocolat-noisette"), "cafe\u0301-chocolat-noisette")


def test_a_password_that_is_not_text_is_only_a_wrong_one() -> None:
    assert not verify_password(hash_password("kX9!vR2#pL7z"), "\ud800\0")


def test_parameters_of_another_day_are_noticed() -> None:
    assert not needs_rehash(hash_password("kX9!vR2#pL7z"))
    assert needs_rehash("$argon2id$v=19$m=8192,t=1,p=1$MTIzNDU2Nzg$MTIzNDU2Nzg5MDEyMzQ1Ng")


def test_more_at_once_than_there_is_memory_for_wait_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "LONGEST_WAIT_SECONDS", 0.01)
    turns = [passwords._turn() for _ in range(passwords.AT_ONCE)]
    for turn in turns:
        turn.__enter__()
    with pytest.raises(ServiceError):
        hash_password("kX9!vR2#pL7z")
    for turn in turns:
        turn.__exit__(None, None, None)
    assert hash_password("kX9!vR2#pL7z")


def test_many_at_once_all_end() -> None:
    kept = hash_password("kX9!vR2#pL7z")
    found: list[bool] = []
    threads = [
        threading.Thread(target=lambda: found.append(verify_password(kept, "kX9!vR2#pL7z")))
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 12
