"""The ways that come with consultkit, by their word in the file."""

from __future__ import annotations

from consultkit.errors import ConfigurationError
from consultkit.identity.settings import SignInSettings
from consultkit.identity.ways import AccountWay, SignInWay


def built_in_way(name: str, settings: SignInSettings) -> SignInWay | None:
    """The way called `name`, or None when it is not one of ours.

    Raises ConfigurationError when the deployment lacks what the way needs.
    """
    if name == "account":
        return AccountWay()
    if name == "franceconnect":
        return _franceconnect(settings)
    return None


def _franceconnect(settings: SignInSettings) -> SignInWay:
    if settings.franceconnect is None:
        raise ConfigurationError(
            "A consultation lets people sign in with FranceConnect, which is not set up.",
            mend="Set CONSULTKIT_FRANCECONNECT_ISSUER, _CLIENT_ID and _CLIENT_SECRET, or leave it out.",
        )
    # Imported here so that what never signs anybody in, such as `consultkit check`, needs no Authlib.
    from consultkit.identity.franceconnect import FranceConnect

    return FranceConnect(settings.franceconnect)
