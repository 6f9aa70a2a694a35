"""The only code that changes stored state."""

from consultkit.operations.accounts import Accounts
from consultkit.operations.clock import Clock, RehearsalClock, SystemClock
from consultkit.operations.desk import Desk
from consultkit.operations.forms import Forms
from consultkit.operations.held_forms import HeldForms
from consultkit.operations.housekeeping import Housekeeping
from consultkit.operations.identities import Identities
from consultkit.operations.intake import Intake
from consultkit.operations.joining import Joining
from consultkit.operations.letters import PostOffice
from consultkit.operations.own_account import OwnAccount
from consultkit.operations.prefill import Prefill
from consultkit.operations.provider_sign_ins import ProviderSignIns
from consultkit.operations.rehearsals import Rehearsals
from consultkit.operations.sessions import Sessions
from consultkit.operations.windows import Windows
from consultkit.operations.worker import Worker

__all__ = [
    "Accounts",
    "Clock",
    "Desk",
    "Forms",
    "HeldForms",
    "Housekeeping",
    "Identities",
    "Intake",
    "Joining",
    "OwnAccount",
    "PostOffice",
    "Prefill",
    "ProviderSignIns",
    "RehearsalClock",
    "Rehearsals",
    "Sessions",
    "SystemClock",
    "Windows",
    "Worker",
]
