"""Help for tests of consultkit, of plugins and of services built on it. Nothing here is for production."""

from consultkit.testing.clock import FixedClock
from consultkit.testing.franceconnect import FranceConnectStandIn
from consultkit.testing.franceconnect_people import PEOPLE, FranceConnectPerson
from consultkit.testing.franceconnect_rules import FranceConnectClient
from consultkit.testing.mail import CaughtLetter, MailCatcher
from consultkit.testing.serving import serving

__all__ = [
    "PEOPLE",
    "CaughtLetter",
    "FixedClock",
    "FranceConnectClient",
    "FranceConnectPerson",
    "FranceConnectStandIn",
    "MailCatcher",
    "serving",
]
