"""A plugin of consultkit: it refers a contribution to a mailbox, signed and encrypted."""

from consultkit_referral_email.settings import ReferralEmailSettings

__all__ = ["ReferralEmailSettings"]
