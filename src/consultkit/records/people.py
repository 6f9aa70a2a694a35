"""Who answers and who studies the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from consultkit.records.canonical import Json


@dataclass(frozen=True, slots=True)
class Identity:
    """What a sign-in proved: a subject that never changes at one issuer (OpenID Connect Core, 5.7).

    `id_token` is kept, on the server only, because FranceConnect asks for it at sign-out.
    """

    issuer: str
    subject: str
    claims: Mapping[str, Json] = field(default_factory=dict)
    """What was asked besides, and answered, as the provider names and writes it."""
    acr: str | None = None
    """The level of assurance that was reached."""
    id_token: str | None = None


@dataclass(frozen=True, slots=True)
class Respondent:
    """A person who answers. Nothing but an opaque id: who it is stays with the identity."""

    id: UUID


class Role(StrEnum):
    """What somebody with an office may do. The first three work at the desk, each may do more than the one
    before; the last two are outside it, and see only what was handed to them."""

    READER = "reader"
    CASEWORKER = "caseworker"
    MANAGER = "manager"
    MEDIATOR = "mediator"
    """Takes the cases that were referred to one destination."""
    PARTY = "party"
    """Speaks for a party concerned, such as a platform: sees what was released to it."""

    @property
    def is_inside(self) -> bool:
        """Whether it studies contributions at the desk."""
        return self not in (Role.MEDIATOR, Role.PARTY)


@dataclass(frozen=True, slots=True)
class Official:
    """A person with an office at one consultation."""

    id: UUID
    email: str
    consultation: str
    role: Role
    serves: str = ""
    """Of who is outside the desk: the destination whose cases they take, or the party that they speak for, by
    the word that contributions name it with."""


@dataclass(frozen=True, slots=True)
class Account:
    """A local account: an address that its owner has confirmed, and a password."""

    id: UUID
    email: str
    respondent: Respondent
    offices: tuple[Official, ...] = ()


@dataclass(frozen=True, slots=True)
class WayIn:
    """One way that leads to a person. Instants are UTC."""

    way: str
    """The word for it in consultation files."""
    since: datetime
    used_at: datetime | None = None
    """The last sign-in by it; not noted of accounts."""
    address: str = ""
    """The e-mail address of the account, when it is one."""
    handle: str = ""
    """What a page names it by, when it is an identity."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who has signed in, and by which way."""

    respondent: Respondent
    way: str
    """The word for it in consultation files."""
    account: Account | None = None
    opens_desk: bool = False
    """Whether enough was proved to work at a desk: a second factor, where one is required or was set up."""


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in or anonymous visit, kept on the server. `expires_at` is UTC."""

    id: str
    """The secret that the cookie carries. Only its SHA-256 is stored."""
    data: dict[str, str]
    respondent: Respondent | None
    account_id: UUID | None
    offices: tuple[Official, ...]
    """Those that this visit may use: none when too little was proved for a desk."""
    expires_at: datetime
    way: str | None = None
    """How the person signed in, by the word of consultation files; None when nobody did."""
    opens_desk: bool = False
    device: str = ""
    """The browser and system in a few words, so that people recognise their own visits."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A signed-in session as its owner sees it in a list. Instants are UTC."""

    handle: str
    """Names it to its owner; opens nothing."""
    began_at: datetime
    seen_at: datetime
    """Exact to the minute."""
    way: str
    """How the person signed in, by the word of consultation files."""
    device: str
    """The browser and system in a few words; empty when they are not known."""
    is_this: bool
    """Whether it is the one that asks."""
