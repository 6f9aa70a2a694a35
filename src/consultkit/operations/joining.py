"""Several ways that lead to one person: joined by who proves control of both, never by an address alone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from consultkit.errors import AnswersError, NotFoundError, RespondentError
from consultkit.identity import hash_password, password_fault
from consultkit.operations.accounts import LETTERS_AN_HOUR, Accounts, address_of, link_is_over
from consultkit.operations.clock import Clock
from consultkit.operations.mailing import post
from consultkit.records import Account, Identity, Respondent
from consultkit.storage import (
    Archive,
    Transaction,
    accounts,
    identities,
    locks,
    mail_links,
    persons,
)
from consultkit.storage.mail_links import MailLink


class Joining:
    """A person is a respondent; an account and any number of identities may lead to one.

    Where two respondents become one, the sessions of both end: the caller begins a new one.
    """

    def __init__(self, archive: Archive, clock: Clock, accounts_: Accounts) -> None:
        self._archive = archive
        self._clock = clock
        self._accounts = accounts_

    def add_identity(
        self,
        identity: Identity,
        way: str,
        respondent: Respondent,
        *,
        language: str,
        proved: Account | None = None,
    ) -> Respondent:
        """Somebody who is signed in has signed in at a provider too. Who both lead to now.

        `proved` is their account when this visit may do all that it may. Raises RespondentError when the
        identity leads to somebody else who cannot become the same, or when an account that opens a desk or
        has a second factor would be led to by less.
        """
        now = self._clock.now()
        with self._archive.writing() as tx:
            locks.hold(tx, "identity", f"{identity.issuer}|{identity.subject}")
            found = identities.find(tx, identity)
            if found != respondent.id:
                _refuse_less(tx, {respondent.id, found or respondent.id}, proved)
            if found is None:
                identities.add(tx, identity, way, respondent.id, now)
            elif found != respondent.id:
                respondent = self._one(tx, respondent, Respondent(found))
            identities.note_use(tx, identity, way, now)
            self._tell(tx, respondent, language)
        return respondent

    def join_by_password(
        self, respondent: Respondent, email: str, password: str, *, origin: str, language: str
    ) -> Account:
        """Join the account of this address, whose password proves control.

        Raises SignInError and RespondentError.
        """
        account = self._accounts.sign_in(email, password, origin=origin)
        with self._archive.writing() as tx:
            self._join(tx, respondent, account, language)
        return self._accounts.account(account.id)

    def ask_join(
        self, respondent: Respondent, email: str, *, language: str, consultation: str | None, origin: str
    ) -> None:
        """Send a link to join the account of this address, or to make one: the same is done in both cases.

        Raises AnswersError, for `email`, and SignInError when too many letters were asked for.
        """
        address, now = address_of(email), self._clock.now()
        self._accounts.count_letter(origin)
        with self._archive.writing() as tx:
            if mail_links.count_since(tx, address, now - timedelta(hours=1)) < LETTERS_AN_HOUR:
                post(
                    tx,
                    "join",
                    address,
                    at=now,
                    language=language,
                    consultation=consultation,
                    subject_id=respondent.id,
                )

    def open_join(self, token: str, respondent: Respondent) -> tuple[str, bool]:
        """The address of a link, and whether its account has a password. The link stays good.

        Raises SignInError, also for a link that somebody else asked for: then who opens it is not who joins.
        """
        with self._archive.reading() as tx:
            link = self._link(tx, token, respondent)
            kept = accounts.find_by_address(tx, link.address)
        return link.address, kept is not None and kept.password_hash is not None

    def join_by_link(self, token: str, respondent: Respondent, password: str, *, language: str) -> Account:
        """Use a link: join the account of its address, or make one with this password.

        Raises SignInError, RespondentError, and AnswersError, for `password`, when one is to be chosen.
        """
        address, has_password = self.open_join(token, respondent)
        chosen = None if has_password else _hash_of(password, address)
        now = self._clock.now()
        with self._archive.writing() as tx:
            link = self._link(tx, token, respondent)
            locks.hold(tx, "email", link.address)
            if not mail_links.use(tx, link.id, now):
                raise link_is_over()
            account = accounts.find_or_create(tx, link.address, now).account
            if chosen is not None:
                accounts.set_password(tx, account.id, chosen, now)
            self._join(tx, respondent, account, language)
        return self._accounts.account(account.id)

    def part(self, respondent: Respondent, handle: str, *, language: str) -> None:
        """Let an identity lead to this person no more; the visits begun by its way end.

        Raises NotFoundError when it is not theirs, and RespondentError for the last way.
        """
        with self._archive.writing() as tx:
            locks.hold(tx, "person", str(respondent.id))
            if persons.number_of_ways(tx, respondent.id) < 2:
                raise RespondentError(
                    "This is the only way that leads to you.",
                    mend="Join another way first, then come back.",
                    code="last_way",
                )
            if not persons.part(tx, respondent.id, handle):
                raise NotFoundError("There is no such way.")
            self._tell(tx, respondent, language)

    def _join(self, tx: Transaction, respondent: Respondent, account: Account, language: str) -> None:
        if account.respondent == respondent:
            return
        if persons.has_second_factor(tx, account.id):
            raise _proof_due()
        joined = self._one(tx, account.respondent, respondent)
        self._tell(tx, joined, language)

    def _one(self, tx: Transaction, one: Respondent, other: Respondent) -> Respondent:
        """Who stays when two become one: whoever has contributed, else the first."""
        for person in sorted((one, other), key=lambda each: each.id):
            locks.hold(tx, "person", str(person.id))
        both_accounts = [accounts.find_by_respondent(tx, person.id) for person in (one, other)]
        if all(both_accounts):
            raise _stay_two()
        if not persons.has_contributed(tx, other.id):
            persons.absorb(tx, kept=one.id, gone=other.id)
            return one
        if not persons.has_contributed(tx, one.id):
            persons.absorb(tx, kept=other.id, gone=one.id)
            return other
        raise _stay_two()

    def _tell(self, tx: Transaction, respondent: Respondent, language: str) -> None:
        kept = accounts.find_by_respondent(tx, respondent.id)
        if kept is not None and kept.password_hash is not None:
            post(tx, "ways_changed", kept.account.email, at=self._clock.now(), language=language)

    def _link(self, tx: Transaction, token: str, respondent: Respondent) -> MailLink:
        link_id = mail_links.id_in(tx.keys, token)
        link = None if link_id is None else mail_links.find(tx, link_id, self._clock.now())
        if link is None or link.purpose != "join" or link.subject_id != respondent.id:
            raise link_is_over()
        return link


def _hash_of(password: str, address: str) -> str:
    fault = password_fault(password, address)
    if fault is not None:
        raise AnswersError({"password": fault})
    return hash_password(password)


def _refuse_less(tx: Transaction, people: set[UUID], proved: Account | None) -> None:
    """A weaker way to an official must not bring in another one, which the desk takes for the official."""
    for kept in (accounts.find_by_respondent(tx, person) for person in people):
        if kept is None or (proved is not None and kept.account.id == proved.id):
            continue
        if kept.account.offices or persons.has_second_factor(tx, kept.account.id):
            raise _proof_due()


def _proof_due() -> RespondentError:
    return RespondentError(
        "This account asks for more than a password.",
        mend="Sign in with the account, then join the other way from there.",
        code="second_factor_due",
    )


def _stay_two() -> RespondentError:
    return RespondentError(
        "Both ways lead to somebody already, and cannot become one here.",
        mend="Go on signing in by each of them, or write to the contact of the consultation.",
        code="two_persons",
    )
