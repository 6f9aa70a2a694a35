"""A plugin of consultkit: what the Sirene register knows of a company, offered to whoever types its SIRET."""

from consultkit_sirene.settings import SireneSettings

__all__ = ["SireneSettings"]
