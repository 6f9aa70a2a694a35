"""Invented people who can sign in at the stand-in, and what it tells of them by scope."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from consultkit.records import Json


@dataclass(frozen=True, slots=True)
class FranceConnectPerson:
    """A civil status as FranceConnect writes it. `birthplace` is an INSEE code, empty when born abroad."""

    id: str
    given_name: str
    family_name: str
    gender: str
    birthdate: str
    birthplace: str
    birthcountry: str
    email: str
    preferred_username: str = ""
    about: str = ""
    """What the page of the stand-in says of them, in French."""

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def acr(self) -> str | None:
        """Of the request, always."""
        return None

    @property
    def amr(self) -> Sequence[str]:
        return ()

    def subject_for(self, client_id: str) -> str:
        """Stable for one client and different for another, of FranceConnect's form: 64 digits and `v1`."""
        pivot = f"{self.given_name}{self.family_name}{self.birthdate}{self.birthplace}{self.birthcountry}"
        return hashlib.sha256(f"{client_id}|{pivot}|stand-in".encode()).hexdigest() + "v1"

    def claims_for(self, scopes: Collection[str]) -> dict[str, Json]:
        """What these scopes reveal, `sub` aside."""
        names = [name for scope in scopes for name in CLAIMS_OF_SCOPES.get(scope, ())]
        all_claims: dict[str, Json] = {
            "given_name": self.given_name,
            "given_name_array": [*self.given_name.split()],
            "family_name": self.family_name,
            "gender": self.gender,
            "birthdate": self.birthdate,
            "birthplace": self.birthplace,
            "birthcountry": self.birthcountry,
            "email": self.email,
            "preferred_username": self.preferred_username,
        }
        return {name: all_claims[name] for name in names}


_NAMES = ("given_name", "given_name_array", "family_name", "birthdate", "gender")

CLAIMS_OF_SCOPES: dict[str, tuple[str, ...]] = {
    "openid": (),
    "identite_pivot": (*_NAMES, "birthplace", "birthcountry"),
    "profile": (*_NAMES, "preferred_username"),
    "birth": ("birthplace", "birthcountry"),
    "given_name": ("given_name", "given_name_array"),
    **{
        scope: (scope,)
        for scope in (
            "family_name",
            "gender",
            "birthdate",
            "birthplace",
            "birthcountry",
            "email",
            "preferred_username",
        )
    },
}

PEOPLE = (
    FranceConnectPerson(
        id="helene",
        given_name="Hélène Marguerite",
        family_name="VASSEUR-LEMOINE",
        gender="female",
        birthdate="1974-03-11",
        birthplace="59350",
        birthcountry="99100",
        email="helene.vasseur@example.fr",
        about="éditrice, une maison familiale à Lille",
    ),
    FranceConnectPerson(
        id="karim",
        given_name="Karim",
        family_name="N’DIAYE",
        gender="male",
        birthdate="1988-01-01",
        birthplace="",
        birthcountry="99341",
        email="karim.ndiaye@example.fr",
        about="vend des pièces de vélo, né à l’étranger",
    ),
    FranceConnectPerson(
        id="camille",
        given_name="Camille",
        family_name="O’BRIEN",
        gender="unspecified",
        birthdate="1991-09-30",
        birthplace="2A004",
        birthcountry="99100",
        email="partagee@example.fr",
        preferred_username="SANTINI",
        about="gîte et chambres d’hôtes, nom d’usage",
    ),
    FranceConnectPerson(
        id="yann",
        given_name="Yann",
        family_name="LE GOFF",
        gender="male",
        birthdate="1969-12-24",
        birthplace="29019",
        birthcountry="99100",
        email="partagee@example.fr",
        about="conserverie, même adresse électronique que Camille",
    ),
)
