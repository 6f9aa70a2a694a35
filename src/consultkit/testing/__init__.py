"""Help for tests of consultkit, of plugins and of services built on it. Nothing here is for production."""

from consultkit.testing.clock import FixedClock
from consultkit.testing.franceconnect import FranceConnectStandIn
from consultkit.testing.franceconnect_people import PEOPLE, FranceConnectPerson
from consultkit.testing.franceconnect_plus import FranceConnectPlusClient, FranceConnectPlusStandIn
from consultkit.testing.franceconnect_rules import FranceConnectClient
from consultkit.testing.mail import CaughtLetter, MailCatcher
from consultkit.testing.proconnect import ProConnectStandIn
from consultkit.testing.proconnect_people import PROFESSIONALS, ProConnectPerson
from consultkit.testing.proconnect_rules import ProConnectClient
from consultkit.testing.serving import serving

__all__ = [
    "PEOPLE",
    "PROFESSIONALS",
    "CaughtLetter",
    "FixedClock",
    "FranceConnectClient",
    "FranceConnectPerson",
    "FranceConnectPlusClient",
    "FranceConnectPlusStandIn",
    "FranceConnectStandIn",
    "MailCatcher",
    "ProConnectClient",
    "ProConnectPerson",
    "ProConnectStandIn",
    "serving",
]
