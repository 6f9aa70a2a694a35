"""What is asked after a password: nothing more, a second factor, or that one be set up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Literal, TypeAlias
from uuid import UUID

from consultkit.errors import SignInError
from consultkit.identity import AccountWay
from consultkit.identity.passkeys import Passkey, PasskeySite, credential_in
from consultkit.identity.totp import step_of
from consultkit.operations.clock import Clock
from consultkit.operations.mailing import post
from consultkit.operations.passkey_challenges import new_challenge, take_challenge
from consultkit.operations.recovery_codes import as_kept
from consultkit.operations.throttle import Guarded, Limit, count_try, minutes_until
from consultkit.records import Account, FactorKind, FactorsOfAccount, SecondFactor, SignedIn
from consultkit.storage import Archive, Transaction, accounts, second_factors, sign_in_attempts
from consultkit.storage.second_factors import KeptFactor

Means: TypeAlias = Literal["code", "passkey", "recovery"]
"""How a second factor is proved: a code of an application, a passkey, or a recovery code."""

AWAITED_FOR = timedelta(minutes=10)
"""How long a right password waits for the second factor."""

ONE_SECOND_FACTOR = Limit(free=5, first_wait=timedelta(minutes=1), longest_wait=timedelta(hours=1))
"""About thirty guesses in a day, by somebody who knows the password: one chance in ten thousand."""


class AfterPassword(Enum):
    """What follows a password that was right."""

    SIGNED_IN = "signed in"
    ASKS = "asks"
    """For the second factor: nobody is signed in yet."""
    MUST_SET_UP = "must set up"
    """Signed in, but not at the desk before a second factor is there."""


class SecondFactors:
    """`session` is the secret of a visit. `required` says whether a desk opens to a second factor alone."""

    def __init__(self, archive: Archive, clock: Clock, public_url: str, *, required: bool) -> None:
        self._archive = archive
        self._clock = clock
        self._site = PasskeySite(public_url)
        self._required = required

    def after_password(self, account: Account) -> AfterPassword:
        """The one place where this is decided."""
        if self.of(account).factors:
            return AfterPassword.ASKS
        if self._required and account.offices:
            return AfterPassword.MUST_SET_UP
        return AfterPassword.SIGNED_IN

    def by_password_alone(self, account: Account) -> SignedIn:
        """Who has no second factor. Where one is required no desk opens to this visit, come what may."""
        return SignedIn(account.respondent, AccountWay().name, account, opens_desk=not self._required)

    def of(self, account: Account) -> FactorsOfAccount:
        """All that the account has."""
        with self._archive.reading() as tx:
            kept = second_factors.of_account(tx, account.id)
            left = second_factors.codes_left(tx, account.id)
        return FactorsOfAccount(tuple(_shown(factor) for factor in kept), left)

    def await_proof(self, account: Account) -> str:
        """To keep in a visit, on the server, until the second factor is proved: whom it awaits."""
        with self._archive.reading() as tx:
            mark = _password_mark(tx, account.id)
        until = self._clock.now() + AWAITED_FOR
        return json.dumps({"account": account.id.hex, "until": until.isoformat(), "mark": mark})

    def awaited(self, kept: str) -> Account | None:
        """Whom a visit awaits; None when it took too long, or the password was changed meanwhile."""
        if not kept:
            return None
        words: Mapping[str, str] = json.loads(kept)
        with self._archive.reading() as tx:
            found = accounts.find(tx, UUID(hex=words["account"]))
            if found is None or words["mark"] != _password_mark(tx, found.account.id):
                return None
        return found.account if self._clock.now() < datetime.fromisoformat(words["until"]) else None

    def ask_passkey(self, account: Account, session: str) -> str:
        """What to hand to the browser so that a passkey signs, as JSON; empty when the account has none."""
        with self._archive.reading() as tx:
            known = passkeys_in(second_factors.of_account(tx, account.id))
        if not known or not self._site.takes_passkeys:
            return ""
        challenge = new_challenge(self._archive, account.id, "sign", session, self._clock.now())
        return self._site.signing_options([passkey for _, passkey in known], challenge)

    def prove(self, account: Account, means: Means, given: str, *, session: str, language: str) -> None:
        """Accept a second factor of the account. Whatever was given does not serve again.

        A recovery code that served is told by a letter, in `language`. Raises SignInError; after five
        failures one waits, at most an hour.
        """
        self._count_try(account)
        now = self._clock.now()
        challenge = ""
        if means == "passkey":
            challenge = take_challenge(self._archive, account.id, "sign", session, given, now)
        with self._archive.writing() as tx:
            if not self._is_right(tx, account.id, means, given, challenge):
                raise _not_right()
            sign_in_attempts.forget(tx, "second-factor", account.id.hex)
            if means == "recovery":
                post(tx, "recovery_code_used", account.email, at=now, language=language)

    def _is_right(self, tx: Transaction, account_id: UUID, means: Means, given: str, challenge: str) -> bool:
        now = self._clock.now()
        if means == "recovery":
            return second_factors.use_code(tx, account_id, as_kept(given), now)
        kept = second_factors.of_account(tx, account_id)
        if means == "passkey":
            return self._has_signed(tx, kept, given, challenge)
        for factor in kept:
            if factor.kind is FactorKind.AUTHENTICATOR:
                step = step_of(factor.secret.decode(), given, at=now, after=factor.counter)
                if step is not None:
                    return second_factors.note_use(tx, factor, step, now)
        return False

    def _has_signed(self, tx: Transaction, kept: tuple[KeptFactor, ...], answer: str, challenge: str) -> bool:
        signer = credential_in(answer)
        for factor, passkey in passkeys_in(kept):
            if passkey.credential_id == signer:
                counter = self._site.counter_after(answer, challenge, passkey)
                return second_factors.note_use(tx, factor, counter, self._clock.now())
        return False

    def _count_try(self, account: Account) -> None:
        now = self._clock.now()
        with self._archive.writing() as tx:
            again_at = count_try(tx, [Guarded("second-factor", account.id.hex, ONE_SECOND_FACTOR)], now)
        if again_at is not None:
            raise SignInError(
                "There were too many tries with this account.",
                params={"minutes": minutes_until(again_at, now)},
                mend="Wait {minutes} min, then try again.",
                code="sign_in_wait",
            )


def passkeys_in(kept: tuple[KeptFactor, ...]) -> list[tuple[KeptFactor, Passkey]]:
    """The passkeys among them, each with the row that it is kept in."""
    return [
        (factor, Passkey.from_bytes(factor.secret, factor.counter))
        for factor in kept
        if factor.kind is FactorKind.PASSKEY
    ]


def _shown(factor: KeptFactor) -> SecondFactor:
    return SecondFactor(factor.id, factor.kind, factor.name, factor.created_at, factor.used_at)


def _password_mark(tx: Transaction, account_id: UUID) -> str:
    found = accounts.find(tx, account_id)
    return tx.keys.keyed_digest("awaited", (found.password_hash if found else None) or "")


def _not_right() -> SignInError:
    return SignInError(
        "This proof is not right, or has served already.",
        mend="Wait for the next code and type that one, or use a recovery code.",
        code="second_factor_refused",
    )
