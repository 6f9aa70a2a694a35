"""The ways that come with consultkit, by their word in the file."""

from __future__ import annotations

from collections.abc import Mapping

from consultkit.errors import ConfigurationError
from consultkit.identity.claims import FRANCECONNECT, PROCONNECT
from consultkit.identity.settings import ProviderSettings, SignInSettings
from consultkit.identity.ways import AccountWay, OfferedWay, SignInWay

# Imported below so that what never signs anybody in, such as `consultkit check`, needs no Authlib.


def _franceconnect(settings: SignInSettings) -> SignInWay:
    from consultkit.identity.franceconnect import FranceConnect

    return FranceConnect(_set_up(settings.franceconnect, FranceConnect.title, "FRANCECONNECT"))


def _franceconnect_plus(settings: SignInSettings) -> SignInWay:
    from consultkit.identity.franceconnect_plus import FranceConnectPlus

    name = "FRANCECONNECT_PLUS"
    return FranceConnectPlus(_set_up(settings.franceconnect_plus, FranceConnectPlus.title, name))


def _proconnect(settings: SignInSettings) -> SignInWay:
    from consultkit.identity.proconnect import ProConnect

    return ProConnect(_set_up(settings.proconnect, ProConnect.title, "PROCONNECT"))


def _account(_settings: SignInSettings) -> SignInWay:
    return AccountWay()


def _set_up(provider: ProviderSettings | None, title: str, variable: str) -> ProviderSettings:
    if provider is not None:
        return provider
    raise ConfigurationError(
        f"A consultation lets people sign in with {title}, which is not set up.",
        mend=f"Set CONSULTKIT_{variable}_ISSUER, _CLIENT_ID and _CLIENT_SECRET, or leave it out.",
    )


_FRANCECONNECT_SCOPES = {scope: claims for scope, claims in FRANCECONNECT.items() if claims}
_PROCONNECT_SCOPES = {scope: claims for scope, claims in PROCONNECT.items() if claims}

BUILT_IN_WAYS: Mapping[str, OfferedWay] = {
    "franceconnect": OfferedWay(_franceconnect, _FRANCECONNECT_SCOPES),
    "franceconnect-plus": OfferedWay(_franceconnect_plus, _FRANCECONNECT_SCOPES),
    "proconnect": OfferedWay(_proconnect, _PROCONNECT_SCOPES),
    "account": OfferedWay(_account),
}
