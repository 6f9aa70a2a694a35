"""Invented people who sign in at the stand-in for the organisation that they work for."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from consultkit.records import Json

_FIRST_PROVIDER = "0c7a1d52-5c0e-4e63-9d7b-1f4c2a90e6b3"


@dataclass(frozen=True, slots=True)
class ProConnectPerson:
    """Somebody as an identity provider of ProConnect tells of them. Whoever is one person has one `uid`."""

    id: str
    given_name: str
    usual_name: str
    email: str
    siret: str
    organization_label: str
    roles: Sequence[str] = ()
    """`agent_public`, `agent_public_etat`, `agent_public_territorial`, or none."""
    acr: str = "eidas1"
    amr: Sequence[str] = ("pwd",)
    about: str = ""
    """What the page of the stand-in says of them, in French."""
    uid: str = ""
    """Empty for the same as `id`."""
    phone_number: str = ""
    identity_provider: str = _FIRST_PROVIDER

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.usual_name}"

    def subject_for(self, client_id: str) -> str:
        """Specific to the identity provider and the service."""
        whole = f"{self.identity_provider}|{self.uid or self.id}|{client_id}|stand-in"
        return hashlib.sha256(whole.encode()).hexdigest()

    def claims_for(self, scopes: Collection[str]) -> dict[str, Json]:
        """What these scopes reveal, `sub` aside."""
        all_claims: dict[str, Json] = {
            "given_name": self.given_name,
            "usual_name": self.usual_name,
            "email": self.email,
            "uid": self.uid or self.id,
            "siret": self.siret,
            "idp_id": self.identity_provider,
            "idp_acr": self.acr,
            "roles": [*self.roles],
            "organization_label": self.organization_label,
            "phone_number": self.phone_number,
            "custom": {},
        }
        names = [CLAIM_OF_SCOPE[scope] for scope in scopes if scope in CLAIM_OF_SCOPE]
        return {name: all_claims[name] for name in names}


CLAIM_OF_SCOPE: Mapping[str, str] = {
    **{
        scope: scope
        for scope in (
            *("given_name", "usual_name", "email", "uid", "siret"),
            *("idp_id", "idp_acr", "roles", "organization_label", "custom"),
        )
    },
    "phone": "phone_number",
}
"""There is no `profile` and no `family_name`."""

PROFESSIONALS = (
    ProConnectPerson(
        id="nadia",
        given_name="Nadia",
        usual_name="BELKACEM",
        email="nadia@atelier-belkacem.example.fr",
        siret="00031742000016",
        organization_label="Atelier Belkacem",
        about="tient une boutique de luminaires à Saint-Étienne",
        phone_number="+33 6 39 98 00 11",
    ),
    ProConnectPerson(
        id="gilles-ferme",
        uid="gilles",
        given_name="Gilles",
        usual_name="D’HAUTEFEUILLE",
        email="gilles@hautefeuille-conseil.example.fr",
        siret="00095821500014",
        organization_label="La Ferme aux Abeilles",
        about="expert-comptable, cette fois pour une ferme apicole",
    ),
    ProConnectPerson(
        id="gilles-tissage",
        uid="gilles",
        given_name="Gilles",
        usual_name="D’HAUTEFEUILLE",
        email="gilles@hautefeuille-conseil.example.fr",
        siret="00064187800012",
        organization_label="Tissages de la Lys",
        about="le même expert-comptable, pour un atelier de tissage",
    ),
    ProConnectPerson(
        id="solene",
        given_name="Solène",
        usual_name="KERMARREC",
        email="solene.kermarrec@ministere.example.fr",
        siret="00012004800012",
        organization_label="Ministère des Petites Entreprises",
        roles=("agent_public", "agent_public_etat"),
        acr="eidas1-mfa",
        amr=("pwd", "otp", "mfa"),
        about="agente de l’État, avec deux facteurs",
    ),
    ProConnectPerson(
        id="bastien",
        given_name="Bastien",
        usual_name="ROUVIÈRE",
        email="bastien.rouviere@ministere.example.fr",
        siret="00012004800012",
        organization_label="Ministère des Petites Entreprises",
        roles=("agent_public", "agent_public_etat"),
        about="agent de l’État, avec un mot de passe seulement",
    ),
    ProConnectPerson(
        id="ines",
        given_name="Inès",
        usual_name="MARCHETTI-ROY",
        email="ines@association.example.fr",
        siret="00077530400017",
        organization_label="Association des halles",
        amr=("mail",),
        about="salariée d’une association, sans rôle public",
    ),
)
