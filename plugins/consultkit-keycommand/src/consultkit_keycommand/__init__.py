"""A plugin of consultkit: a command gives the keys, so that no file of the machine holds them."""

from consultkit_keycommand.command import VARIABLE, keys_of

__all__ = ["VARIABLE", "keys_of"]
