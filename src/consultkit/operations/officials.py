"""Officials who come by ProConnect: the office follows from what it says of them, anew at each sign-in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from consultkit.errors import SignInError
from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.records import Account, Identity, Json, Role
from consultkit.schema import DeskOffice
from consultkit.storage import Archive, Transaction, accounts, identities, locks

SCOPES = ("email", "given_name", "usual_name", "siret", "roles", "organization_label")
"""What is asked about an official: who they are for their colleagues, and what their office hangs on."""


class Officials:
    """`Identity` must have been asked for two factors."""

    def __init__(self, archive: Archive, forms: Forms, clock: Clock) -> None:
        self._archive = archive
        self._forms = forms
        self._clock = clock

    def sign_in(self, identity: Identity, way: str) -> Account:
        """The account behind an official's identity, with the offices that they hold now.

        Offices that were given by name stay; the others serve only visits that begin here. Raises
        SignInError, whatever the reason, when there is none.
        """
        found = dict(self._offices(identity.claims))
        with self._archive.writing() as tx:
            locks.hold(tx, "identity", f"{identity.issuer}|{identity.subject}")
            account = self._account(tx, identity, way, make=bool(found))
            if account is not None:
                accounts.replace_provider_offices(tx, account.id, found, self._clock.now())
                account = accounts.find_at_provider(tx, account.id)
        if account is None or not account.offices:
            raise SignInError(
                "This identity does not open the desk.",
                mend="Ask whoever runs the service to give you an office.",
                code="no_office",
            )
        return account

    def _offices(self, claims: Mapping[str, Json]) -> Iterator[tuple[str, Role]]:
        for consultation in self._forms.consultations:
            given = [Role(rule.gives) for rule in consultation.desk.proconnect if _holds(rule, claims)]
            if given:
                yield consultation.id, max(given, key=list(Role).index)

    def _account(self, tx: Transaction, identity: Identity, way: str, *, make: bool) -> Account | None:
        """Made for who has an office by rule; of anybody else nothing is kept."""
        now, found = self._clock.now(), identities.find(tx, identity)
        if found is None:
            if not make:
                return None
            identities.create(tx, identity, way, now)
        respondent_id = identities.note_use(tx, identity, way, now)
        if respondent_id is None:
            return None
        kept = accounts.find_by_respondent(tx, respondent_id)
        if kept is None and make:
            accounts.create_without_address(tx, respondent_id, identity, _address(identity), now)
            kept = accounts.find_by_respondent(tx, respondent_id)
        return kept.account if kept else None


def _holds(rule: DeskOffice, claims: Mapping[str, Json]) -> bool:
    roles = claims.get("roles")
    held = roles if isinstance(roles, list) else []
    return claims.get("siret") == rule.organisation and (rule.role is None or rule.role in held)


def _address(identity: Identity) -> str:
    told = identity.claims.get("email")
    return told if isinstance(told, str) else ""
