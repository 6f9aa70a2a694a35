"""Signing in and out: by a provider, or with an account kept here."""

from consultkit.web.sign_in import account, entry, keys, provider, second_factor
from consultkit.web.sign_in.blueprint import blueprint

__all__ = ["account", "blueprint", "entry", "keys", "provider", "second_factor"]
