"""What people do with their own account: see it, change it, leave it."""

from consultkit.web.account import address, deletion, home, own_data, password, second_factor, visits, ways
from consultkit.web.account.blueprint import blueprint

__all__ = [
    "address",
    "blueprint",
    "deletion",
    "home",
    "own_data",
    "password",
    "second_factor",
    "visits",
    "ways",
]
