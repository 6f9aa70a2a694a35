"""Plain frozen facts that travel between the rooms."""

from consultkit.records.attachments import Attachment, FileToScan, ScanState
from consultkit.records.canonical import Answers, Json, canonical_json, digest_of
from consultkit.records.chronicle import Event
from consultkit.records.contributions import (
    AskedAnswers,
    Draft,
    Inquiry,
    Proof,
    Receipt,
    Retraction,
    Submission,
)
from consultkit.records.deadlines import Deadline
from consultkit.records.erasures import Erased, ErasedKind
from consultkit.records.exports import (
    DELIMITERS,
    FORMS_OF_FILES,
    Export,
    ExportChoice,
    ExportFormat,
    ExportState,
    Wording,
    choice_of,
)
from consultkit.records.filters import ASSIGNED, CODED, EVERYTHING, LABEL, MENTIONED, NONE, STATE, Filter
from consultkit.records.held_forms import HeldForm
from consultkit.records.look_ups import LookedUp, Provenance
from consultkit.records.mail import Letter, MailSettings, Post
from consultkit.records.people import (
    Account,
    Identity,
    Official,
    Respondent,
    Role,
    Session,
    SignedIn,
    Visit,
    WayIn,
)
from consultkit.records.referrals import (
    ROOM_OF_CASES,
    Acknowledgement,
    Case,
    CaseStep,
    Deposit,
    HandedFile,
    Package,
    Referral,
    ReferralState,
    Referred,
)
from consultkit.records.retention import KeepingOutlook, KeptLonger
from consultkit.records.sealed import SEALED, is_sealed, readable, sealed_in, sealed_mark
from consultkit.records.second_factors import (
    AuthenticatorOffer,
    FactorKind,
    FactorsOfAccount,
    SecondFactor,
)
from consultkit.records.snapshots import Snapshot
from consultkit.records.study import Coding, Note, Redaction, Study, StudyState, Visibility
from consultkit.records.window import WindowEvent, WindowEventKind, WindowState

__all__ = [
    "ASSIGNED",
    "CODED",
    "DELIMITERS",
    "EVERYTHING",
    "FORMS_OF_FILES",
    "LABEL",
    "MENTIONED",
    "NONE",
    "ROOM_OF_CASES",
    "SEALED",
    "STATE",
    "Account",
    "Acknowledgement",
    "Answers",
    "AskedAnswers",
    "Attachment",
    "AuthenticatorOffer",
    "Case",
    "CaseStep",
    "Coding",
    "Deadline",
    "Deposit",
    "Draft",
    "Erased",
    "ErasedKind",
    "Event",
    "Export",
    "ExportChoice",
    "ExportFormat",
    "ExportState",
    "FactorKind",
    "FactorsOfAccount",
    "FileToScan",
    "Filter",
    "HandedFile",
    "HeldForm",
    "Identity",
    "Inquiry",
    "Json",
    "KeepingOutlook",
    "KeptLonger",
    "Letter",
    "LookedUp",
    "MailSettings",
    "Note",
    "Official",
    "Package",
    "Post",
    "Proof",
    "Provenance",
    "Receipt",
    "Redaction",
    "Referral",
    "ReferralState",
    "Referred",
    "Respondent",
    "Retraction",
    "Role",
    "ScanState",
    "SecondFactor",
    "Session",
    "SignedIn",
    "Snapshot",
    "Study",
    "StudyState",
    "Submission",
    "Visibility",
    "Visit",
    "WayIn",
    "WindowEvent",
    "WindowEventKind",
    "WindowState",
    "Wording",
    "canonical_json",
    "choice_of",
    "digest_of",
    "is_sealed",
    "readable",
    "sealed_in",
    "sealed_mark",
]
