"""Posting a letter: promised with what it is about, written and sent by the worker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import cast, get_args
from uuid import UUID

from consultkit.operations.letter_texts import LETTERS
from consultkit.records import Json, Letter
from consultkit.storage import Transaction, mail_links, outbox

LINK_LIFETIME = timedelta(hours=24)
GIVEN_LIFETIME = timedelta(days=7)
"""How long a letter of a plugin waits for a mail server that is down."""


def post(
    tx: Transaction,
    letter: str,
    address: str,
    *,
    at: datetime,
    language: str,
    consultation: str | None = None,
    subject_id: UUID | None = None,
    instants: Mapping[str, datetime] | None = None,
) -> None:
    """`letter` is a word of LETTERS; the link in it, if it has one, is for the purpose of the same word.

    `instants` fill the places of the letter that have their names.
    """
    if letter not in LETTERS:
        raise ValueError(f"There is no letter {letter!r}.")
    purpose = letter if letter in get_args(mail_links.Purpose) else "notice"
    link_id = mail_links.insert(
        tx,
        address,
        cast("mail_links.Purpose", purpose),
        at=at,
        expires_at=at + LINK_LIFETIME,
        subject_id=subject_id,
    )
    said = {name: instant.isoformat() for name, instant in (instants or {}).items()}
    payload: dict[str, Json] = {"letter": letter, "language": language, "instants": dict(said)}
    outbox.enqueue(tx, outbox.Task("letter", link_id, consultation=consultation, payload=payload), at)


def post_given(
    tx: Transaction,
    letter: Letter,
    address: str,
    *,
    letter_id: UUID,
    at: datetime,
    language: str,
    consultation: str,
) -> None:
    """Post a letter that a plugin wrote, once for its id."""
    until = at + GIVEN_LIFETIME
    if not mail_links.insert_once(tx, letter_id, address, "notice", at=at, expires_at=until):
        return
    payload: dict[str, Json] = {
        "given": {"subject": letter.subject, "text": letter.text, "html": letter.html},
        "language": language,
    }
    outbox.enqueue(tx, outbox.Task("letter", letter_id, consultation=consultation, payload=payload), at)
