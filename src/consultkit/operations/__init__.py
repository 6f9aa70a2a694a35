"""The only code that changes stored state."""

from consultkit.operations.accounts import Accounts
from consultkit.operations.clock import Clock, RehearsalClock, SystemClock
from consultkit.operations.desk import Desk
from consultkit.operations.forms import Forms
from consultkit.operations.intake import Intake
from consultkit.operations.letters import PostOffice
from consultkit.operations.provider_sign_ins import ProviderSignIns
from consultkit.operations.sessions import Sessions
from consultkit.operations.windows import Windows
from consultkit.operations.worker import Worker

__all__ = [
    "Accounts",
    "Clock",
    "Desk",
    "Forms",
    "Intake",
    "PostOffice",
    "ProviderSignIns",
    "RehearsalClock",
    "Sessions",
    "SystemClock",
    "Windows",
    "Worker",
]
