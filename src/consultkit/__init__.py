"""consultkit: form-based government consultations from one file.

Everything public is here. The names load when they are first used, so that `import consultkit` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from consultkit.errors import (
        AnswerFault,
        ConfigurationError,
        ConsultationFileError,
        ConsultKitError,
        DeliveryError,
        NotFoundError,
        PluginError,
        RespondentError,
        ServiceError,
    )
    from consultkit.form import Form, Journey, Sheet, compile_form, sheet_of
    from consultkit.hooks import Pages, Site, Theme, hookimpl, read_consultation
    from consultkit.identity import ProviderSettings, SignInSettings
    from consultkit.kit import ConsultKit, begin_rehearsal
    from consultkit.operations import Entry, Following, Room, RoomFiles
    from consultkit.records import (
        Acknowledgement,
        Attachment,
        Case,
        CaseStep,
        Deadline,
        Deposit,
        Draft,
        Event,
        FileToScan,
        HandedFile,
        Identity,
        Json,
        Letter,
        LookedUp,
        MailSettings,
        Official,
        Package,
        Post,
        Receipt,
        Referral,
        ReferralState,
        Referred,
        Respondent,
        Role,
        ScanState,
        Submission,
        canonical_json,
        digest_of,
    )
    from consultkit.results.texts import sentences_of
    from consultkit.schema import (
        AnswerRefused,
        Condition,
        Consultation,
        PluginSettings,
        Question,
        Requirement,
        SheetQuestions,
        Text,
        TextQuestion,
        instant_in_words,
    )
    from consultkit.settings import Settings
    from consultkit.simulation import simulated
    from consultkit.web import Access, create_app, open_to

__version__ = "0.1.0"

_ROOMS = {
    "errors": (
        "AnswerFault",
        "ConfigurationError",
        "ConsultKitError",
        "ConsultationFileError",
        "DeliveryError",
        "NotFoundError",
        "PluginError",
        "RespondentError",
        "ServiceError",
    ),
    "form": ("Form", "Journey", "Sheet", "compile_form", "sheet_of"),
    "hooks": ("Pages", "Site", "Theme", "hookimpl", "read_consultation"),
    "identity": ("ProviderSettings", "SignInSettings"),
    "kit": ("ConsultKit", "begin_rehearsal"),
    "operations": ("Entry", "Following", "Room", "RoomFiles"),
    "records": (
        "Acknowledgement",
        "Attachment",
        "Case",
        "CaseStep",
        "Deadline",
        "Deposit",
        "Draft",
        "Event",
        "FileToScan",
        "HandedFile",
        "Identity",
        "Json",
        "Letter",
        "LookedUp",
        "MailSettings",
        "Official",
        "Package",
        "Post",
        "Receipt",
        "Referral",
        "ReferralState",
        "Referred",
        "Respondent",
        "Role",
        "ScanState",
        "Submission",
        "canonical_json",
        "digest_of",
    ),
    "results.texts": ("sentences_of",),
    "schema": (
        "AnswerRefused",
        "Condition",
        "Consultation",
        "PluginSettings",
        "Question",
        "Requirement",
        "SheetQuestions",
        "Text",
        "TextQuestion",
        "instant_in_words",
    ),
    "settings": ("Settings",),
    "simulation": ("simulated",),
    "web": ("Access", "create_app", "open_to"),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "Access",
    "Acknowledgement",
    "AnswerFault",
    "AnswerRefused",
    "Attachment",
    "Case",
    "CaseStep",
    "Condition",
    "ConfigurationError",
    "ConsultKit",
    "ConsultKitError",
    "Consultation",
    "ConsultationFileError",
    "Deadline",
    "DeliveryError",
    "Deposit",
    "Draft",
    "Entry",
    "Event",
    "FileToScan",
    "Following",
    "Form",
    "HandedFile",
    "Identity",
    "Journey",
    "Json",
    "Letter",
    "LookedUp",
    "MailSettings",
    "NotFoundError",
    "Official",
    "Package",
    "Pages",
    "PluginError",
    "PluginSettings",
    "Post",
    "ProviderSettings",
    "Question",
    "Receipt",
    "Referral",
    "ReferralState",
    "Referred",
    "Requirement",
    "Respondent",
    "RespondentError",
    "Role",
    "Room",
    "RoomFiles",
    "ScanState",
    "ServiceError",
    "Settings",
    "Sheet",
    "SheetQuestions",
    "SignInSettings",
    "Site",
    "Submission",
    "Text",
    "TextQuestion",
    "Theme",
    "begin_rehearsal",
    "canonical_json",
    "compile_form",
    "create_app",
    "digest_of",
    "hookimpl",
    "instant_in_words",
    "open_to",
    "read_consultation",
    "sentences_of",
    "sheet_of",
    "simulated",
]


def __getattr__(name: str) -> object:
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'consultkit' has no attribute {name!r}")
    return getattr(import_module(f"consultkit.{_ROOM_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
