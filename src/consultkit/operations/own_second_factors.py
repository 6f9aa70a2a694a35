"""What the owner of an account does with its second factors: add, name, remove, and print codes."""

from __future__ import annotations

from uuid import UUID

from consultkit.errors import AnswerFault, AnswersError, NotFoundError
from consultkit.identity.passkeys import PasskeySite
from consultkit.identity.totp import authenticator_uri, in_groups, new_secret, qr_code, step_of
from consultkit.operations.accounts import address_of
from consultkit.operations.clock import Clock
from consultkit.operations.mailing import post
from consultkit.operations.passkey_challenges import new_challenge, take_challenge
from consultkit.operations.recovery_codes import as_kept, new_codes
from consultkit.operations.second_factors import passkeys_in
from consultkit.records import Account, AuthenticatorOffer, FactorKind
from consultkit.storage import (
    Archive,
    Transaction,
    accounts,
    locks,
    second_factors,
    sessions,
    sign_in_attempts,
)

LONGEST_NAME = 60
MOST_FACTORS = 10


class OwnSecondFactors:
    """Each change ends the account's other visits and is told by a letter, in `language`.

    The caller asks for a fresh proof first. `session` is the secret of the visit that goes on.
    """

    def __init__(self, archive: Archive, clock: Clock, public_url: str) -> None:
        self._archive = archive
        self._clock = clock
        self._site = PasskeySite(public_url)

    @property
    def takes_passkeys(self) -> bool:
        """Whether this site has a name, which browsers tie passkeys to."""
        return self._site.takes_passkeys

    def offer_authenticator(self, account: Account, secret: str = "") -> AuthenticatorOffer:
        """What an application is given. Nothing is kept here; the same again for the same `secret`."""
        secret = secret or new_secret()
        uri = authenticator_uri(secret, site=self._site.host, account=account.email)
        return AuthenticatorOffer(secret, in_groups(secret), qr_code(uri))

    def add_authenticator(
        self, account: Account, secret: str, code: str, name: str, *, session: str, language: str
    ) -> tuple[str, ...]:
        """Keep an authenticator that shows the right code. The recovery codes, when it is the first factor.

        Raises AnswersError, for `code`.
        """
        step = step_of(secret, code, at=self._clock.now(), after=0)
        if step is None:
            fault = AnswerFault("code_wrong", "Enter the six digits that your application shows now.")
            raise AnswersError({"code": fault})
        kept = (FactorKind.AUTHENTICATOR, name, secret.encode(), step)
        return self._add(account, *kept, session=session, language=language)

    def offer_passkey(self, account: Account, session: str) -> str:
        """What to hand to the browser so that it makes a passkey, as JSON; empty where it could not."""
        if not self._site.takes_passkeys:
            return ""
        with self._archive.reading() as tx:
            known = passkeys_in(second_factors.of_account(tx, account.id))
        challenge = new_challenge(self._archive, account.id, "make", session, self._clock.now())
        return self._site.making_options(
            account.id.bytes, account.email, [passkey for _, passkey in known], challenge
        )

    def add_passkey(
        self, account: Account, answer: str, name: str, *, session: str, language: str
    ) -> tuple[str, ...]:
        """Keep a passkey that the browser has made. The recovery codes, when it is the first factor.

        Raises SignInError.
        """
        now = self._clock.now()
        challenge = take_challenge(self._archive, account.id, "make", session, answer, now)
        made = self._site.made(answer, challenge)
        kept = (FactorKind.PASSKEY, name, made.to_bytes(), made.counter)
        return self._add(account, *kept, session=session, language=language)

    def renew_codes(self, account: Account, *, session: str, language: str) -> tuple[str, ...]:
        """Ten new recovery codes; those of before open nothing any more.

        Raises NotFoundError when the account has no second factor that they would stand for.
        """
        with self._archive.writing() as tx:
            if not second_factors.of_account(tx, account.id):
                raise NotFoundError("There is no second factor.")
            codes = _keep_codes(tx, account.id)
            self._tell(tx, account, session, language)
        return codes

    def remove(self, account: Account, factor_id: UUID, *, session: str, language: str) -> None:
        """With the last one go the recovery codes. Raises NotFoundError when the account has none such."""
        with self._archive.writing() as tx:
            if not second_factors.delete(tx, account.id, factor_id):
                raise NotFoundError("There is no such second factor.")
            if not second_factors.of_account(tx, account.id):
                second_factors.delete_all(tx, account.id)
            self._tell(tx, account, session, language)

    def reset(self, email: str, *, language: str) -> None:
        """For the operator, when the owner has lost everything: no second factor, no visit is left.

        Raises AnswersError when `email` is no address, NotFoundError when it has no account.
        """
        with self._archive.writing() as tx:
            kept = accounts.find_by_address(tx, address_of(email))
            if kept is None:
                raise NotFoundError("There is no account with this address.")
            second_factors.delete_all(tx, kept.account.id)
            sign_in_attempts.forget(tx, "second-factor", kept.account.id.hex)
            self._tell(tx, kept.account, None, language)

    def _add(
        self,
        account: Account,
        kind: FactorKind,
        name: str,
        secret: bytes,
        counter: int,
        *,
        session: str,
        language: str,
    ) -> tuple[str, ...]:
        with self._archive.writing() as tx:
            # Of two first ones at once, one would make codes that the other unmakes.
            locks.hold(tx, "second-factors", account.id.hex)
            there = second_factors.of_account(tx, account.id)
            if len(there) >= MOST_FACTORS:
                raise _too_many()
            now = self._clock.now()
            second_factors.insert(tx, account.id, kind, _name(name), secret, counter, now)
            codes = () if there else _keep_codes(tx, account.id)
            self._tell(tx, account, session, language)
        return codes

    def _tell(self, tx: Transaction, account: Account, session: str | None, language: str) -> None:
        sessions.delete_of_respondent(tx, account.respondent.id, except_secret=session)
        post(tx, "second_factor_changed", account.email, at=self._clock.now(), language=language)


def _keep_codes(tx: Transaction, account_id: UUID) -> tuple[str, ...]:
    codes = new_codes()
    second_factors.replace_codes(tx, account_id, [as_kept(code) for code in codes])
    return codes


def _name(typed: str) -> str:
    return "".join(letter for letter in typed if letter.isprintable()).strip()[:LONGEST_NAME]


def _too_many() -> AnswersError:
    params: dict[str, str | int] = {"most": MOST_FACTORS}
    fault = AnswerFault("too_many", "Remove one first: there are {most} already.", params)
    return AnswersError({"name": fault})
