"""Who answers: identity providers, local accounts, and what each must prove.

Authlib, joserfc, requests and argon2 load when a way that needs them is used, not before.
"""

from consultkit.identity.addresses import address_fault, likely_meant, normal_address
from consultkit.identity.built_in import BUILT_IN_WAYS
from consultkit.identity.password_rule import password_fault
from consultkit.identity.passwords import hash_password, needs_rehash, verify_password
from consultkit.identity.presets import issuer_of
from consultkit.identity.settings import KEY_COMMAND, ProviderSettings, SignInSettings, is_safe_address
from consultkit.identity.ways import (
    AccountWay,
    OfferedWay,
    PublishesKeys,
    RedirectWay,
    SignInRequest,
    SignInStart,
    SignInWay,
)

__all__ = [
    "BUILT_IN_WAYS",
    "KEY_COMMAND",
    "AccountWay",
    "OfferedWay",
    "ProviderSettings",
    "PublishesKeys",
    "RedirectWay",
    "SignInRequest",
    "SignInSettings",
    "SignInStart",
    "SignInWay",
    "address_fault",
    "hash_password",
    "is_safe_address",
    "issuer_of",
    "likely_meant",
    "needs_rehash",
    "normal_address",
    "password_fault",
    "verify_password",
]
