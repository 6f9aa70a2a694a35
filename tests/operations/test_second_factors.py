"""A second factor beside a password: set up, proved once for each use, and changed by its owner alone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import sqlalchemy as sa
from passkey_device import PasskeyDevice

from consultkit.errors import AnswersError, NotFoundError, SignInError
from consultkit.operations import Accounts, AfterPassword, OwnSecondFactors, SecondFactors, Sessions
from consultkit.records import Account, FactorKind, Role, SignedIn
from consultkit.storage import Archive, mail_links, tables
from consultkit.testing import FixedClock

NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)
SITE = "https://desk.example"
LEA, PASSWORD = "lea@mairie.example", "trois chevaux verts a Saint-Malo"
SAID = {"session": "this visit", "language": "fr"}
HERE = {"session": "s", "language": "fr"}
STEP = timedelta(seconds=30)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def accounts(archive: Archive, clock: FixedClock) -> Accounts:
    return Accounts(archive, clock)


@pytest.fixture
def factors(archive: Archive, clock: FixedClock) -> SecondFactors:
    return SecondFactors(archive, clock, SITE, required=True)


@pytest.fixture
def own(archive: Archive, clock: FixedClock) -> OwnSecondFactors:
    return OwnSecondFactors(archive, clock, SITE)


@pytest.fixture
def sign_up(accounts: Accounts, archive: Archive) -> Callable[..., Account]:
    def made(email: str = LEA) -> Account:
        links = tables.mail_links
        accounts.ask_link(email, language="fr", consultation=None)
        with archive.reading() as tx:
            newest = sa.select(links.c.id).where(links.c.used_at.is_(None))
            token = mail_links.token_of(
                tx.keys, tx.connection.scalars(newest.where(links.c.purpose == "choose_password")).one()
            )
        return accounts.choose_password(token, PASSWORD)

    return made


@pytest.fixture
def lea(sign_up: Callable[..., Account], accounts: Accounts) -> Account:
    account = sign_up()
    accounts.add_official(LEA, "trees", Role.READER, language="fr")
    return accounts.account(account.id)


class Telephone:
    """Somebody's application."""

    def __init__(self, secret: str, clock: FixedClock) -> None:
        self._codes, self._clock = pyotp.TOTP(secret), clock

    def shows(self) -> str:
        return self._codes.at(self._clock.now())


@pytest.fixture
def set_up(
    own: OwnSecondFactors, clock: FixedClock
) -> Callable[[Account], tuple[Telephone, tuple[str, ...]]]:
    """An authenticator for an account, and the recovery codes; a code of the next step is ready."""

    def made(account: Account) -> tuple[Telephone, tuple[str, ...]]:
        offer = own.offer_authenticator(account)
        telephone = Telephone(offer.secret, clock)
        codes = own.add_authenticator(account, offer.secret, telephone.shows(), "Mine", **SAID)
        clock.move(STEP)
        return telephone, codes

    return made


def letters(archive: Archive, word: str = "second_factor_changed") -> int:
    with archive.reading() as tx:
        payloads = tx.connection.scalars(sa.select(tables.outbox.c.payload)).all()
    return sum(payload["letter"] == word for payload in payloads)


def refused(factors: SecondFactors, account: Account, means: str, given: str, session: str = "s") -> str:
    with pytest.raises(SignInError) as error:
        factors.prove(account, means, given, session=session, language="fr")  # type: ignore[arg-type]
    return error.value.code


def test_what_follows_a_password(
    factors: SecondFactors,
    archive: Archive,
    clock: FixedClock,
    lea: Account,
    sign_up: Callable[..., Account],
    set_up: Callable[..., object],
) -> None:
    respondent = sign_up("elise@shop.example")
    trial = SecondFactors(archive, clock, SITE, required=False)
    assert factors.after_password(lea) is AfterPassword.MUST_SET_UP
    assert trial.after_password(lea) is AfterPassword.SIGNED_IN
    assert factors.after_password(respondent) is AfterPassword.SIGNED_IN
    for account in (lea, respondent):
        set_up(account)
        assert factors.after_password(account) is trial.after_password(account) is AfterPassword.ASKS


def test_a_password_alone_opens_no_desk_where_a_second_factor_is_required(
    factors: SecondFactors, archive: Archive, clock: FixedClock, lea: Account
) -> None:
    assert not factors.by_password_alone(lea).opens_desk
    assert not factors.by_password_alone(replace(lea, offices=())).opens_desk, "an office may be given later"
    assert SecondFactors(archive, clock, SITE, required=False).by_password_alone(lea).opens_desk


def test_an_authenticator_is_kept_when_it_shows_the_right_code(
    own: OwnSecondFactors, factors: SecondFactors, clock: FixedClock, lea: Account
) -> None:
    offer = own.offer_authenticator(lea)
    assert own.offer_authenticator(lea, offer.secret) == offer
    with pytest.raises(AnswersError) as error:
        own.add_authenticator(lea, offer.secret, "000000", "Mine", **SAID)
    assert set(error.value.faults) == {"code"}
    assert factors.of(lea).factors == ()
    codes = own.add_authenticator(
        lea, offer.secret, Telephone(offer.secret, clock).shows(), " Mi\0ne ", **SAID
    )
    [factor] = factors.of(lea).factors
    assert (factor.kind, factor.name, factor.created_at) == (FactorKind.AUTHENTICATOR, "Mine", NOON)
    assert len(set(codes)) == factors.of(lea).codes_left == 10


def test_a_code_serves_once_also_the_one_that_was_typed_to_set_up(
    own: OwnSecondFactors, factors: SecondFactors, clock: FixedClock, lea: Account
) -> None:
    offer = own.offer_authenticator(lea)
    telephone = Telephone(offer.secret, clock)
    first = telephone.shows()
    own.add_authenticator(lea, offer.secret, first, "Mine", **SAID)
    assert refused(factors, lea, "code", first) == "second_factor_refused"
    clock.move(STEP)
    factors.prove(lea, "code", telephone.shows(), **HERE)
    assert refused(factors, lea, "code", telephone.shows()) == "second_factor_refused"


def test_of_ten_uses_of_one_code_at_once_one_counts(
    factors: SecondFactors, lea: Account, set_up: Callable[..., tuple[Telephone, tuple[str, ...]]]
) -> None:
    telephone, codes = set_up(lea)
    for means, given in (("recovery", codes[0]), ("code", telephone.shows())):

        def attempt(_: int, means: str = means, given: str = given) -> bool:
            try:
                factors.prove(lea, means, given, **HERE)  # type: ignore[arg-type]
            except SignInError:
                return False
            return True

        with ThreadPoolExecutor(5) as pool:
            assert sum(pool.map(attempt, range(5))) == 1


def test_a_recovery_code_serves_once_however_it_was_copied(
    factors: SecondFactors,
    archive: Archive,
    lea: Account,
    set_up: Callable[..., tuple[Telephone, tuple[str, ...]]],
) -> None:
    _, codes = set_up(lea)
    factors.prove(lea, "recovery", codes[0].upper().replace("-", " "), **HERE)
    assert refused(factors, lea, "recovery", codes[0]) == "second_factor_refused"
    assert letters(archive, "recovery_code_used") == 1
    assert factors.of(lea).codes_left == 9


def test_recovery_codes_are_made_anew_and_the_old_ones_open_nothing(
    own: OwnSecondFactors,
    factors: SecondFactors,
    lea: Account,
    set_up: Callable[..., tuple[Telephone, tuple[str, ...]]],
) -> None:
    with pytest.raises(NotFoundError):
        own.renew_codes(lea, **SAID)
    _, old = set_up(lea)
    new = own.renew_codes(lea, **SAID)
    assert not set(old) & set(new)
    refused(factors, lea, "recovery", old[0])
    factors.prove(lea, "recovery", new[0], **HERE)


def test_neither_secrets_nor_codes_are_readable_in_the_tables(
    archive: Archive, own: OwnSecondFactors, clock: FixedClock, lea: Account
) -> None:
    offer = own.offer_authenticator(lea)
    codes = own.add_authenticator(lea, offer.secret, Telephone(offer.secret, clock).shows(), "Mine", **SAID)
    with archive.reading() as tx:
        tables_ = (tables.second_factors, tables.recovery_codes)
        kept = "".join(repr(row) for table in tables_ for row in tx.connection.execute(sa.select(table)))
    for secret in (offer.secret, codes[0], codes[0].replace("-", "")):
        assert secret not in kept


def test_a_passkey_is_made_and_proves(own: OwnSecondFactors, factors: SecondFactors, lea: Account) -> None:
    device = PasskeyDevice(SITE, counter=3)
    assert (
        len(own.add_passkey(lea, device.make(own.offer_passkey(lea, "s")), "Key", **{**SAID, "session": "s"}))
        == 10
    )
    answer = device.sign(factors.ask_passkey(lea, "s"))
    factors.prove(lea, "passkey", answer, **HERE)
    assert refused(factors, lea, "passkey", answer) == "passkey_over"
    device.counter = 3
    assert refused(factors, lea, "passkey", device.sign(factors.ask_passkey(lea, "s"))) == "passkey_refused"
    factors.prove(lea, "passkey", device.sign(factors.ask_passkey(lea, "s")), **HERE)


def test_a_challenge_serves_one_session_one_account_one_purpose_and_ten_minutes(
    own: OwnSecondFactors,
    factors: SecondFactors,
    clock: FixedClock,
    lea: Account,
    sign_up: Callable[..., Account],
) -> None:
    elise, device = sign_up("elise@shop.example"), PasskeyDevice(SITE)
    for account in (lea, elise):
        own.add_passkey(
            account, device.make(own.offer_passkey(account, "s")), "Key", session="s", language="fr"
        )
    assert (
        refused(factors, lea, "passkey", device.sign(factors.ask_passkey(lea, "s")), "other")
        == "passkey_over"
    )
    assert refused(factors, lea, "passkey", device.sign(factors.ask_passkey(elise, "s"))) == "passkey_over"
    making = device.make(own.offer_passkey(lea, "s"))
    assert refused(factors, lea, "passkey", making) == "passkey_over"
    late = device.sign(factors.ask_passkey(lea, "s"))
    clock.move(timedelta(minutes=10))
    assert refused(factors, lea, "passkey", late) == "passkey_over"
    factors.prove(lea, "passkey", device.sign(factors.ask_passkey(lea, "s")), **HERE)


def test_somebody_elses_proof_is_none(
    factors: SecondFactors,
    lea: Account,
    sign_up: Callable[..., Account],
    set_up: Callable[..., tuple[Telephone, tuple[str, ...]]],
) -> None:
    elise = sign_up("elise@shop.example")
    set_up(lea)
    telephone, codes = set_up(elise)
    refused(factors, lea, "code", telephone.shows())
    refused(factors, lea, "recovery", codes[0])


def test_guessing_is_slowed_down_and_the_owner_comes_in_again(
    factors: SecondFactors,
    clock: FixedClock,
    lea: Account,
    set_up: Callable[..., tuple[Telephone, tuple[str, ...]]],
) -> None:
    telephone, codes = set_up(lea)
    for _ in range(5):
        assert refused(factors, lea, "code", "000000") == "second_factor_refused"
    for means, given in (("code", telephone.shows()), ("recovery", codes[0])):
        assert refused(factors, lea, means, given) == "sign_in_wait"
    clock.move(timedelta(minutes=1))
    factors.prove(lea, "code", telephone.shows(), **HERE)
    assert refused(factors, lea, "code", "000000") == "second_factor_refused", "counted from the start again"


def test_guesses_of_a_day_are_few(
    factors: SecondFactors, clock: FixedClock, lea: Account, set_up: Callable[..., object]
) -> None:
    set_up(lea)
    looked_at = 0
    for _ in range(24 * 12):
        looked_at += refused(factors, lea, "recovery", "guess") != "sign_in_wait"
        clock.move(timedelta(minutes=5))
    assert looked_at < 40


def test_a_visit_awaits_ten_minutes_and_one_password(
    factors: SecondFactors,
    accounts: Accounts,
    clock: FixedClock,
    lea: Account,
    sign_up: Callable[..., Account],
) -> None:
    awaiting = factors.await_proof(lea)
    assert factors.awaited(awaiting) == lea
    assert factors.awaited("") is None
    clock.move(timedelta(minutes=9))
    sign_up()
    assert factors.awaited(awaiting) is None, "another password was chosen meanwhile"
    again = factors.await_proof(lea)
    clock.move(timedelta(minutes=10))
    assert factors.awaited(again) is None


def test_every_change_ends_the_other_visits_and_is_told(
    own: OwnSecondFactors,
    factors: SecondFactors,
    archive: Archive,
    clock: FixedClock,
    lea: Account,
    set_up: Callable[..., object],
) -> None:
    sessions = Sessions(archive, clock)

    changes: list[Callable[[str], object]] = [
        lambda _: set_up(lea),
        lambda this: own.renew_codes(lea, session=this, language="fr"),
        lambda this: own.remove(lea, factors.of(lea).factors[0].id, session=this, language="fr"),
        lambda _: own.reset(LEA, language="fr"),
    ]
    for number, change in enumerate(changes, start=1):
        this, other = (sessions.begin({}, SignedIn(lea.respondent, "account", lea)).id for _ in range(2))
        change(this)
        assert (sessions.load(other), letters(archive)) == (None, number)
        assert (sessions.load(this) is not None) == (number in {2, 3})


def test_with_the_last_factor_go_the_recovery_codes(
    own: OwnSecondFactors,
    factors: SecondFactors,
    lea: Account,
    sign_up: Callable[..., Account],
    set_up: Callable[..., tuple[Telephone, tuple[str, ...]]],
) -> None:
    _, codes = set_up(lea)
    set_up(lea)
    first, second = factors.of(lea).factors
    elise = sign_up("elise@shop.example")
    with pytest.raises(NotFoundError):
        own.remove(elise, first.id, **SAID)
    own.remove(lea, first.id, **SAID)
    assert factors.of(lea).codes_left == 10
    own.remove(lea, second.id, **SAID)
    assert factors.of(lea).codes_left == 0
    refused(factors, lea, "recovery", codes[0])
    assert factors.after_password(lea) is AfterPassword.MUST_SET_UP


def test_the_operator_resets_whoever_has_lost_everything(
    own: OwnSecondFactors, factors: SecondFactors, lea: Account, set_up: Callable[..., object]
) -> None:
    set_up(lea)
    own.reset(LEA, language="fr")
    assert factors.of(lea).factors == ()
    with pytest.raises(NotFoundError):
        own.reset("nobody@mairie.example", language="fr")
    with pytest.raises(AnswersError):
        own.reset("nobody", language="fr")


def test_an_account_has_ten_factors_at_most(
    own: OwnSecondFactors, factors: SecondFactors, lea: Account
) -> None:
    for number in range(11):
        device, options = PasskeyDevice(SITE), own.offer_passkey(lea, "s")
        if number < 10:
            own.add_passkey(lea, device.make(options), f"Key {number}", session="s", language="fr")
        else:
            with pytest.raises(AnswersError):
                own.add_passkey(lea, device.make(options), "One more", session="s", language="fr")
    assert len(factors.of(lea).factors) == 10
