"""Local accounts.

Registering, confirming an address and recovering a password are one thing: a mailed link, behind which a
password is chosen.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from consultkit.errors import AnswersError, ConfigurationError, NotFoundError, SignInError
from consultkit.identity import (
    address_fault,
    hash_password,
    needs_rehash,
    normal_address,
    password_fault,
    verify_password,
)
from consultkit.operations.audit import note_command
from consultkit.operations.clock import Clock
from consultkit.operations.mailing import post
from consultkit.operations.throttle import (
    FORGOTTEN_AFTER,
    LETTERS_OF_ONE_ORIGIN,
    ONE_ACCOUNT,
    ONE_ORIGIN,
    Guarded,
    count_try,
    minutes_until,
    network_of,
)
from consultkit.records import Account, Respondent, Role
from consultkit.storage import (
    Archive,
    Transaction,
    accounts,
    locks,
    mail_links,
    sessions,
    sign_in_attempts,
)

LETTERS_AN_HOUR = 5
"""To one address: enough for who lost two letters in a spam folder, too few to fill somebody's mailbox."""
LINKS_KEPT = timedelta(days=7)
"""After their end, so that a question about a letter can be answered; then their address is forgotten too."""


class Accounts:
    """Whoever has neither FranceConnect nor ProConnect, and the officials."""

    def __init__(self, archive: Archive, clock: Clock) -> None:
        self._archive = archive
        self._clock = clock

    def ask_link(self, email: str, *, language: str, consultation: str | None, origin: str = "") -> None:
        """Send a link to choose a password: the same is done and returned whether or not there is an account.

        Raises AnswersError, for `email`, when it is not an address; SignInError when too many letters were
        asked for from the network address `origin`. Beyond five letters an hour to one address none is sent.
        """
        address = address_of(email)
        now = self._clock.now()
        self.count_letter(origin)
        with self._archive.writing() as tx:
            if mail_links.count_since(tx, address, now - timedelta(hours=1)) < LETTERS_AN_HOUR:
                post(tx, "choose_password", address, at=now, language=language, consultation=consultation)

    def open_link(self, token: str) -> str:
        """The address that a link was sent to. The link stays good. Raises SignInError."""
        with self._archive.reading() as tx:
            return self._link(tx, token).address

    def choose_password(self, token: str, password: str) -> Account:
        """Use a link: the address is confirmed, the account made if there was none, its other sessions end.

        Raises SignInError when the link does not open any more, AnswersError, for `password`, when the
        password is not good enough; the link then stays good.
        """
        fault = password_fault(password, self.open_link(token))
        if fault is not None:
            raise AnswersError({"password": fault})
        password_hash = hash_password(password)
        with self._archive.writing() as tx:
            return self._use_link(tx, token, password_hash)

    def sign_in(self, email: str, password: str, *, origin: str = "") -> Account:
        """Raises SignInError, after the same time and with the same words whatever was wrong.

        After five failures one waits, at most half an hour; a mailed link always lets the owner in. `origin`
        is the network address that the try came from: many failures from one make it wait too.
        """
        address = normal_address(email)
        if address is None:
            raise _not_right()
        self._count_try(address, origin)
        with self._archive.reading() as tx:
            known = accounts.password_hash_of(tx, address)
        if not verify_password(known, password) or known is None:
            raise _not_right()
        with self._archive.writing() as tx:
            kept = accounts.find_by_address(tx, address)
            if kept is None or kept.password_hash != known:
                raise _not_right()
            # This try alone: forgetting the failures would give who guesses a new start with each sign-in.
            sign_in_attempts.take_back(tx, "email", address)
            sign_in_attempts.take_back(tx, "origin", network_of(origin))
            if needs_rehash(known):
                accounts.renew_hash(tx, kept.account.id, old=known, new=hash_password(password))
        return kept.account

    def of_respondent(self, respondent: Respondent) -> Account | None:
        """The account that leads to this person, if one does."""
        with self._archive.reading() as tx:
            kept = accounts.find_by_respondent(tx, respondent.id)
        return None if kept is None else kept.account

    def owned_by(self, respondent: Respondent) -> Account | None:
        """Their account with an address and a password; none for officials who come by a provider alone."""
        with self._archive.reading() as tx:
            kept = accounts.find_by_respondent(tx, respondent.id)
        return kept.account if kept is not None and kept.password_hash is not None else None

    def account(self, account_id: UUID) -> Account:
        """Raises NotFoundError."""
        with self._archive.reading() as tx:
            kept = accounts.find(tx, account_id)
        if kept is None:
            raise NotFoundError("There is no such account.")
        return kept.account

    def add_official(
        self, email: str, consultation: str, role: Role, *, language: str, serves: str = ""
    ) -> None:
        """Give an address a role in a consultation, and a link when it has no password yet.

        `serves` says whose a role outside the desk is: a destination's, or a party's. Raises AnswersError,
        for `email`, when it is not an address; ConfigurationError when `serves` does not fit the role.
        """
        if bool(serves) is role.is_inside:
            raise ConfigurationError(
                f"A {role.value} serves {'nobody outside' if serves else 'somebody'}.",
                mend="Name a destination or a party for the roles mediator and party, and for no other.",
            )
        address = address_of(email)
        now = self._clock.now()
        with self._archive.writing() as tx:
            kept = accounts.find_or_create(tx, address, now)
            accounts.give_office(tx, kept.account.id, consultation, role, now, serves)
            note_command(tx, now, consultation, "officials.added", kept.account.id, role.value)
            if kept.password_hash is None:
                post(tx, "choose_password", address, at=now, language=language, consultation=consultation)

    def purge(self) -> None:
        """Forget what has served: links a week after their end, failures that no longer count."""
        now = self._clock.now()
        with self._archive.writing() as tx:
            mail_links.purge(tx, now - LINKS_KEPT)
            sign_in_attempts.purge(tx, now - FORGOTTEN_AFTER)

    def _link(self, tx: Transaction, token: str) -> mail_links.MailLink:
        link_id = mail_links.id_in(tx.keys, token)
        link = None if link_id is None else mail_links.find(tx, link_id, self._clock.now())
        if link is None or link.purpose != "choose_password":
            raise link_is_over()
        return link

    def _use_link(self, tx: Transaction, token: str, password_hash: str) -> Account:
        now = self._clock.now()
        link = self._link(tx, token)
        locks.hold(tx, "email", link.address)
        if not mail_links.use(tx, link.id, now):
            raise link_is_over()
        account = accounts.find_or_create(tx, link.address, now).account
        accounts.set_password(tx, account.id, password_hash, now)
        mail_links.kill_all(tx, link.address, now)
        sign_in_attempts.forget(tx, "email", link.address)
        sessions.delete_of_respondent(tx, account.respondent.id)
        return account

    def _count_try(self, address: str, origin: str) -> None:
        now, guarded = self._clock.now(), [Guarded("email", address, ONE_ACCOUNT)]
        if origin:
            guarded.append(Guarded("origin", network_of(origin), ONE_ORIGIN))
        with self._archive.writing() as tx:
            again_at = count_try(tx, guarded, now)
        if again_at is not None:
            raise SignInError(
                "There were too many tries with this address.",
                params={"minutes": minutes_until(again_at, now)},
                mend="Wait {minutes} min, or ask for a link by e-mail to choose a new password.",
                code="sign_in_wait",
            )

    def count_letter(self, origin: str) -> None:
        """Raises SignInError when too many letters were asked for from this network address."""
        if not origin:
            return
        now = self._clock.now()
        with self._archive.writing() as tx:
            again_at = count_try(tx, [Guarded("letters", network_of(origin), LETTERS_OF_ONE_ORIGIN)], now)
        if again_at is not None:
            raise SignInError(
                "Too many letters were asked for from your connection.",
                params={"minutes": minutes_until(again_at, now)},
                mend="Wait {minutes} min, then ask again.",
                code="letters_wait",
            )


def address_of(email: str) -> str:
    """The address as it is looked up. Raises AnswersError, for `email`, when no letter can be sent to it."""
    fault = address_fault(email)
    address = normal_address(email)
    if fault is not None or address is None:
        raise AnswersError({} if fault is None else {"email": fault})
    return address


def _not_right() -> SignInError:
    return SignInError(
        "The e-mail address or the password is not right.",
        mend="Check both, or ask for a link to choose a new password.",
        code="sign_in_refused",
    )


def link_is_over() -> SignInError:
    """For a link that does not open any more, or never did."""
    return SignInError(
        "This link has been used, is too old, or was cut short.",
        mend="Ask for a new link.",
        code="link_over",
    )
