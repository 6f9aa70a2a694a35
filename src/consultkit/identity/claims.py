"""Which claims each scope brings, by provider: what was not asked for is not kept, whatever is sent.

A scope that is not named here brings the claim of its own name, as most do.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping

from consultkit.records import Json

ClaimsOfScopes = Mapping[str, tuple[str, ...]]


def _own_names(scopes: str) -> dict[str, tuple[str, ...]]:
    return {scope: (scope,) for scope in scopes.split()}


_NAMES = ("given_name", "given_name_array", "family_name", "birthdate", "gender")
_BIRTH = ("birthplace", "birthcountry")

FRANCECONNECT: ClaimsOfScopes = {
    "openid": (),
    "identite_pivot": (*_NAMES, *_BIRTH),
    "profile": (*_NAMES, "preferred_username"),
    "birth": _BIRTH,
    "given_name": ("given_name", "given_name_array"),
    **_own_names("family_name gender birthdate birthplace birthcountry email preferred_username"),
    **_own_names("idp_id idp_birthdate amr"),
}
"""Of both FranceConnects. There is neither address nor telephone in version 2."""

PROCONNECT: ClaimsOfScopes = {
    "openid": (),
    "phone": ("phone_number",),
    **_own_names(
        "given_name usual_name email uid siret siren organization_label roles custom idp_id idp_acr"
    ),
    **_own_names("organizational_unit belonging_population chorusdt"),
}
"""`roles` is a list and `custom` an object; there is no `profile` and no `family_name`."""


def claims_of(table: ClaimsOfScopes, scopes: Iterable[str]) -> frozenset[str]:
    """The names of what these scopes bring."""
    return frozenset(name for scope in scopes for name in table.get(scope, (scope,)))


def only(asked: Collection[str], claims: Mapping[str, object]) -> dict[str, Json]:
    """What was asked for, as JSON without floats. Raises ValueError when it is no text that can be kept."""
    text = json.dumps({name: claims[name] for name in asked if name in claims}, allow_nan=False)
    if "\\u0000" in text:
        raise ValueError("a NUL")
    kept: dict[str, Json] = json.loads(text, parse_float=str)
    # Python takes halves of characters, which no encoding does.
    json.dumps(kept, ensure_ascii=False).encode()
    return kept
