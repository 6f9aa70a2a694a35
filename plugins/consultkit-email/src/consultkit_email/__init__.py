"""A plugin of consultkit: a letter to who has sent a contribution."""

from consultkit_email.settings import EmailSettings

__all__ = ["EmailSettings"]
