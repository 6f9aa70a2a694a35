"""The words of the faults in French, for the page where a person chooses them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from consultkit.testing.provider_faults import (
    OF_CALLBACK,
    OF_CLAIMS,
    OF_ENCRYPTION,
    OF_ENDPOINTS,
    OF_SIGNATURES,
    SLOW,
)

GROUPS: Mapping[str, Collection[str]] = {
    "Le retour au service": OF_CALLBACK,
    "Les points d’accès": OF_ENDPOINTS,
    "Les points d’accès qui font attendre": SLOW,
    "Ce qui est dit": OF_CLAIMS,
    "Les signatures": OF_SIGNATURES,
    "Le chiffrement": OF_ENCRYPTION,
}
"""Every fault, under its title."""

_WHERE = {
    "callback_error_": "revenir avec l’erreur",
    "callback_": "retour",
    "discovery_": "découverte",
    "keys_": "clés publiques",
    "token_": "jetons",
    "access_token_": "access_token",
    "id_token_": "id_token",
    "userinfo_": "userinfo",
}

_WHAT = {
    "down": "en panne (503)",
    "garbage": "réponse illisible",
    "huge": "réponse de 300 ko",
    "redirects": "redirection",
    "slow": "aucune réponse avant 30 secondes",
    "drips": "un octet toutes les demi-secondes",
    "missing": "absent de la réponse",
    "unauthorized": "refusé (401)",
    "unreadable": "une clé mal formée",
    "unsafe_endpoint": "une adresse sans TLS",
    "other_form": "JSON au lieu d’un jeton signé, ou l’inverse",
    "mislabelled": "un autre type de contenu",
    "no_issuer": "sans émetteur (iss)",
    "no_state": "sans state",
    "undefined_state": "state=undefined",
    "other_issuer": "un autre émetteur",
    "other_audience": "destiné à un autre service",
    "two_audiences": "destiné à deux services",
    "other_party": "délivré à un autre service (azp)",
    "other_nonce": "un autre nonce",
    "no_nonce": "sans nonce",
    "lower_acr": "un niveau de garantie plus bas",
    "no_acr": "sans niveau de garantie",
    "other_access_token": "lié à un autre access_token",
    "expired": "expiré",
    "no_expiry": "sans date d’expiration",
    "from_the_future": "daté du futur",
    "no_subject": "sans sujet",
    "other_subject": "une autre personne",
    "long_subject": "un sujet trop long",
    "unsigned": "sans signature",
    "hmac": "signé avec la clé publique pour secret",
    "other_key": "signé avec une autre clé du même nom",
    "unknown_key": "signé avec une clé jamais publiée",
    "other_algorithm": "signé avec un autre algorithme",
    "cut": "signature tronquée",
    "unencrypted": "en clair",
    "encrypted_for_another": "chiffré pour un autre service",
}


def text_of(fault: str) -> str:
    """What this word makes the stand-in do. Raises KeyError for a word that is no fault."""
    beginning = max((word for word in _WHERE if fault.startswith(word)), key=len)
    end = fault.removeprefix(beginning)
    what = end if beginning == "callback_error_" else _WHAT[end]
    return f"{_WHERE[beginning]} : {what}"
