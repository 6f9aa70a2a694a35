"""What the owner of an account does with it: another password, another address, or the end of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from consultkit.errors import AnswerFault, AnswersError, RespondentError, SignInError
from consultkit.identity import hash_password, password_fault
from consultkit.operations.accounts import LETTERS_AN_HOUR, Accounts, address_of, link_is_over
from consultkit.operations.clock import Clock
from consultkit.operations.erasure_journal import ErasureJournal
from consultkit.operations.mailing import LINK_LIFETIME, post
from consultkit.records import Account, Erased
from consultkit.storage import (
    Archive,
    Transaction,
    accounts,
    address_changes,
    erasing,
    locks,
    mail_links,
    sessions,
    sign_in_attempts,
)
from consultkit.storage.address_changes import AddressChange
from consultkit.storage.mail_links import MailLink

_ENDS: dict[str, Literal["left_at", "taken_at"]] = {"leave_address": "left_at", "take_address": "taken_at"}


class OwnAccount:
    """Each asks for the password again: a browser that was left open is not its owner.

    `origin` is the network address that a try came from; `language`, that of the letters.
    """

    def __init__(self, archive: Archive, clock: Clock, accounts_: Accounts, journal: ErasureJournal) -> None:
        self._archive = archive
        self._clock = clock
        self._accounts = accounts_
        self._journal = journal

    def change_password(
        self, account: Account, old: str, new: str, *, session: str, origin: str, language: str
    ) -> None:
        """Choose another password; every session but `session`, a secret, ends.

        Raises SignInError for the old one and AnswersError, for `new`, when it is not good enough.
        """
        self._prove(account, old, origin)
        fault = password_fault(new, account.email)
        if fault is not None:
            raise AnswersError({"new": fault})
        password_hash, now = hash_password(new), self._clock.now()
        with self._archive.writing() as tx:
            accounts.set_password(tx, account.id, password_hash, now)
            mail_links.kill_all(tx, account.email, now)
            sessions.delete_of_respondent(tx, account.respondent.id, except_secret=session)
            post(tx, "password_changed", account.email, at=now, language=language)

    def ask_address_change(
        self, account: Account, password: str, email: str, *, origin: str, language: str
    ) -> None:
        """Send a letter to both ends. The same is returned whether or not the new one has an account.

        Raises SignInError, and AnswersError, for `email`. Beyond five letters an hour to it none is sent.
        """
        self._prove(account, password, origin)
        address, now = address_of(email), self._clock.now()
        if address == account.email:
            raise AnswersError({"email": AnswerFault("address_same", "Enter another address than yours.")})
        with self._archive.writing() as tx:
            if mail_links.count_since(tx, address, now - timedelta(hours=1)) < LETTERS_AN_HOUR:
                change_id = address_changes.insert(tx, account.id, address, now + LINK_LIFETIME)
                taken = accounts.find_by_address(tx, address) is not None
                word = "address_taken" if taken else "take_address"
                post(tx, "leave_address", account.email, at=now, language=language, subject_id=change_id)
                post(tx, word, address, at=now, language=language, subject_id=change_id)

    def open_address_link(self, token: str) -> AddressChange:
        """The change that a link confirms at one end. The link stays good. Raises SignInError."""
        with self._archive.reading() as tx:
            return self._change(tx, token)[1]

    def confirm_address(self, token: str, *, language: str) -> bool:
        """Use a link. Whether the change has taken place with it. Raises SignInError."""
        now = self._clock.now()
        with self._archive.writing() as tx:
            link, change = self._change(tx, token)
            locks.hold(tx, "email", change.address)
            if not mail_links.use(tx, link.id, now):
                raise link_is_over()
            address_changes.agree(tx, change.id, _ENDS[link.purpose], now)
            agreed = address_changes.find(tx, change.id, now)
            if agreed is None or not agreed.is_agreed:
                return False
            self._move(tx, agreed, language)
        return True

    def delete(self, account: Account, password: str, *, origin: str, language: str) -> None:
        """Erase the account and all that leads to the person. What was sent stays, under its reference.

        Raises SignInError, RespondentError for an official, whose work others rely on, and ServiceError while
        the file store is away, which keeps the journal of erasures.
        """
        self._prove(account, password, origin)
        if account.offices:
            raise RespondentError(
                "This account works at a desk.",
                mend="Ask whoever runs the service to take the role away first.",
            )
        now = self._clock.now()
        erased = [Erased(account.respondent.id, "person", now)]
        self._journal.announce(erased)
        with self._archive.writing() as tx:
            mail_links.kill_all(tx, account.email, now)
            sign_in_attempts.forget(tx, "email", account.email)
            sessions.delete_of_account(tx, account.id)
            sessions.delete_of_respondent(tx, account.respondent.id)
            erasing.erase_account(tx, account.id)
            erasing.erase_person(tx, account.respondent.id)
            self._journal.note(tx, erased)
            post(tx, "account_deleted", account.email, at=now, language=language)

    def purge(self) -> None:
        """Forget the changes that were not agreed upon in time."""
        with self._archive.writing() as tx:
            address_changes.purge(tx, self._clock.now())

    def _prove(self, account: Account, password: str, origin: str) -> None:
        try:
            self._accounts.sign_in(account.email, password, origin=origin)
        except SignInError as error:
            if error.code == "sign_in_refused":
                raise SignInError(
                    "This is not your present password.", mend="Type it again.", code="password_wrong"
                ) from error
            raise

    def _change(self, tx: Transaction, token: str) -> tuple[MailLink, AddressChange]:
        now, link_id = self._clock.now(), mail_links.id_in(tx.keys, token)
        link = None if link_id is None else mail_links.find(tx, link_id, now)
        if link is None or link.purpose not in _ENDS or link.subject_id is None:
            raise link_is_over()
        change = address_changes.find(tx, link.subject_id, now)
        if change is None:
            raise link_is_over()
        return link, change

    def _move(self, tx: Transaction, change: AddressChange, language: str) -> None:
        now, kept = self._clock.now(), accounts.find(tx, change.account_id)
        # Somebody may have made an account of the new address since it was asked for.
        if kept is None or accounts.find_by_address(tx, change.address) is not None:
            raise link_is_over()
        old = kept.account.email
        accounts.change_address(tx, change.account_id, change.address)
        address_changes.delete_of_account(tx, change.account_id)
        mail_links.kill_all(tx, old, now)
        mail_links.kill_all(tx, change.address, now)
        post(tx, "address_changed", old, at=now, language=language)
