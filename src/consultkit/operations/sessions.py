"""Sessions: kept on the server, changed at sign-in, ended at sign-out and when they are idle or old."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from consultkit.errors import NotFoundError
from consultkit.operations.audit import note_act
from consultkit.operations.clock import Clock
from consultkit.records import Official, Respondent, Session, SignedIn, Visit
from consultkit.storage import Archive, held_forms, sessions

IDLE_RESPONDENT = timedelta(minutes=60)
IDLE_OFFICIAL = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TOUCHED_EVERY = timedelta(minutes=1)
"""How exactly the idle limit is kept: a page does not write to the database each time."""
_HANDLE = re.compile(f"[0-9a-f]{{{sessions.HANDLE_LENGTH}}}")


class Sessions:
    """Visits, signed in or not. `Session.id` is the secret for the cookie: 256 bits, never stored."""

    def __init__(self, archive: Archive, clock: Clock) -> None:
        self._archive = archive
        self._clock = clock

    def load(self, secret: str) -> Session | None:
        """The session of a cookie; None when it was never one of ours, has ended or has expired.

        One statement, and once a minute a second one that puts off the idle limit.
        """
        now = self._clock.now()
        with self._archive.reading() as tx:
            kept = sessions.load(tx, secret, now)
        if kept is None:
            return None
        if now - kept.seen_at >= TOUCHED_EVERY:
            expires_at = _expiry(kept.created_at, now, kept.session.offices)
            with self._archive.writing() as tx:
                sessions.touch(tx, secret, at=now, expires_at=expires_at)
        return kept.session

    def begin(self, data: dict[str, str], who: SignedIn | None = None, device: str = "") -> Session:
        """A new session, for nobody yet or for who has signed in."""
        return self.rotate(None, data, who, device)

    def rotate(
        self,
        old_secret: str | None,
        data: dict[str, str],
        who: SignedIn | None = None,
        device: str = "",
    ) -> Session:
        """A new session in place of the old one, which ends.

        To be done at sign-in and wherever one may do more than before: a secret that somebody else knew or
        planted before then opens nothing after it. What the old one held of the person's own typing moves on.
        """
        now = self._clock.now()
        session = _new(data, who, device, now)
        with self._archive.writing() as tx:
            if old_secret is not None:
                held_forms.move(tx, old_secret, session.id, who.respondent.id if who else None, now)
                sessions.delete(tx, old_secret)
            sessions.insert(tx, session, now)
            for office in session.offices:
                note_act(tx, now, office, "desk.signed_in", office.id)
        return session

    def save(self, session: Session) -> None:
        """Keep its `data`. Nothing else of a session changes; an ended one stays ended."""
        with self._archive.writing() as tx:
            sessions.save(tx, session)

    def end(self, secret: str) -> None:
        """The cookie opens nothing any more."""
        with self._archive.writing() as tx:
            sessions.delete(tx, secret)

    def of(self, respondent: Respondent, this_secret: str) -> tuple[Visit, ...]:
        """Where that person is signed in, the visit used last first; `this_secret` is the one that asks."""
        with self._archive.reading() as tx:
            return sessions.of_respondent(tx, respondent.id, this_secret, self._clock.now())

    def end_one(self, respondent: Respondent, handle: str) -> None:
        """End one of that person's visits, by its handle. Raises NotFoundError when they have none such."""
        if not _HANDLE.fullmatch(handle):
            raise _no_visit()
        with self._archive.writing() as tx:
            ended = sessions.delete_one(tx, respondent.id, handle)
        if not ended:
            raise _no_visit()

    def end_others(self, respondent: Respondent, except_secret: str) -> None:
        """Sign that person out wherever else they are signed in."""
        with self._archive.writing() as tx:
            sessions.delete_of_respondent(tx, respondent.id, except_secret=except_secret)

    def end_all_of(self, respondent: Respondent) -> None:
        """Sign that person out wherever they are signed in."""
        with self._archive.writing() as tx:
            sessions.delete_of_respondent(tx, respondent.id)

    def purge(self) -> int:
        """Forget the expired ones; how many they were."""
        with self._archive.writing() as tx:
            return sessions.purge(tx, self._clock.now())


def _new(data: dict[str, str], who: SignedIn | None, device: str, now: datetime) -> Session:
    account = who.account if who else None
    offices = account.offices if who and account and who.opens_desk else ()
    return Session(
        id=secrets.token_urlsafe(32),
        data=data,
        respondent=who.respondent if who else None,
        account_id=account.id if account else None,
        offices=offices,
        expires_at=_expiry(now, now, offices),
        way=who.way if who else None,
        opens_desk=who.opens_desk if who else False,
        device=device,
    )


def _expiry(created_at: datetime, now: datetime, offices: tuple[Official, ...]) -> datetime:
    # ANSSI and the usage of French administrations: 15 to 30 minutes for agents, 30 to 60 for the public.
    return min(created_at + ABSOLUTE, now + (IDLE_OFFICIAL if offices else IDLE_RESPONDENT))


def _no_visit() -> NotFoundError:
    return NotFoundError("There is no such visit.")
