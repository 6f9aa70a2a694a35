"""A company as the public search tells of it, without the persons behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NOT_DISCLOSED = "[ND]"
"""What the register writes in place of what its owner has asked to keep to themselves."""


@dataclass(frozen=True, slots=True)
class Company:
    """What may be filled in. A text is empty where the register does not tell it."""

    name: str
    street: str
    postal_code: str
    town: str
    activity: str
    """A code of NAF rév. 2, such as `47.91A`."""
    headcount: str
    """A code of Sirene's bands."""


def company_of(document: Any, siret: str) -> Company | None:
    """The one of this establishment, out of the answer of a search; None when it is not in there."""
    results = document.get("results") if isinstance(document, Mapping) else None
    for result in results if isinstance(results, list) else ():
        establishment = _establishment(result, siret)
        if establishment is not None:
            return _company(result, establishment)
    return None


def _establishment(result: Any, siret: str) -> Mapping[str, Any] | None:
    if not isinstance(result, Mapping):
        return None
    others = result.get("matching_etablissements")
    candidates = [*(others if isinstance(others, list) else ()), result.get("siege")]
    return next((one for one in candidates if isinstance(one, Mapping) and one.get("siret") == siret), None)


def _company(result: Mapping[str, Any], establishment: Mapping[str, Any]) -> Company:
    postal_code, town = _told(establishment, "code_postal"), _told(establishment, "libelle_commune")
    whole = _told(establishment, "adresse")
    return Company(
        name=_told(result, "nom_raison_sociale") or _told(result, "nom_complet"),
        street=whole.removesuffix(f"{postal_code} {town}").strip() if postal_code and town else "",
        postal_code=postal_code,
        town=town,
        activity=_told(establishment, "activite_principale") or _told(result, "activite_principale"),
        headcount=_told(result, "tranche_effectif_salarie"),
    )


def _told(part: Mapping[str, Any], key: str) -> str:
    value = part.get(key)
    return value.strip() if isinstance(value, str) and NOT_DISCLOSED not in value else ""
