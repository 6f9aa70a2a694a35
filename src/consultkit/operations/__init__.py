"""The only code that changes stored state."""

from consultkit.operations.accounts import Accounts
from consultkit.operations.asked_forms import AskedForms
from consultkit.operations.attachments import Attachments
from consultkit.operations.audit import Audit, Shown, read_checkpoint
from consultkit.operations.background_counts import (
    Background,
    BackgroundCounts,
    summary_choice,
    texts_choice,
)
from consultkit.operations.backups import Backup, Backups
from consultkit.operations.cases import MOST_CHARACTERS as MOST_DECIDED
from consultkit.operations.cases import Cases
from consultkit.operations.chores import Chore, chores_with
from consultkit.operations.clock import Clock, RehearsalClock, SystemClock
from consultkit.operations.coding import CodingDesk
from consultkit.operations.corrections import Corrections
from consultkit.operations.desk import ContributionRow, Desk
from consultkit.operations.digests import Digests
from consultkit.operations.draft_versions import BroughtUp, DraftForm, DraftVersions
from consultkit.operations.entry import EntryDesk
from consultkit.operations.erasure import Erasure, Replayed
from consultkit.operations.erasure_journal import ErasureJournal
from consultkit.operations.exporting import Exporter
from consultkit.operations.exports import COMMAND_LINE, Exports
from consultkit.operations.file_chores import FileChores
from consultkit.operations.file_copies import FileCopies
from consultkit.operations.following import Following
from consultkit.operations.forms import Forms
from consultkit.operations.handed_keys import HandedKey, HandedKeys
from consultkit.operations.held_forms import HeldForms
from consultkit.operations.housekeeping import Housekeeping
from consultkit.operations.identities import Identities
from consultkit.operations.importing import Imported, Importer
from consultkit.operations.inquiries import MOST_CHARACTERS as MOST_ASKED
from consultkit.operations.inquiries import TERMS as INQUIRY_TERMS
from consultkit.operations.inquiries import Inquiries
from consultkit.operations.intake import Intake
from consultkit.operations.joining import Joining
from consultkit.operations.letters import PostOffice
from consultkit.operations.look_ups import FilledIn, LookUps
from consultkit.operations.note_files import NoteFiles
from consultkit.operations.officials import SCOPES as OFFICIAL_SCOPES
from consultkit.operations.officials import Officials
from consultkit.operations.open_data import OpenData, Outlook, Release
from consultkit.operations.opening import CONSOLE, Opening, Unsealed
from consultkit.operations.own_account import OwnAccount
from consultkit.operations.own_data import OwnData
from consultkit.operations.own_second_factors import OwnSecondFactors
from consultkit.operations.packing import Packing
from consultkit.operations.prefill import Prefill
from consultkit.operations.provider_sign_ins import ProviderSignIns
from consultkit.operations.publication import PARTS, THRESHOLDS, Outline, Publication, Published
from consultkit.operations.receipt_texts import PublishedSet, read_set
from consultkit.operations.receipts import CheckedReceipt, Receipts, standing_of
from consultkit.operations.receipts import Standing as ReceiptStanding
from consultkit.operations.rehearsals import Rehearsals
from consultkit.operations.reports import Reported, Reports, Section
from consultkit.operations.restoring import Checked, Restoring
from consultkit.operations.results import MOST_OPENED, Compared, Results
from consultkit.operations.retention import Retention
from consultkit.operations.room_files import MOST_AT_ONCE as MOST_FILES_AT_ONCE
from consultkit.operations.room_files import MOST_BYTES as MOST_BYTES_OF_FILE
from consultkit.operations.room_files import RoomFiles
from consultkit.operations.rooms import Entry, Room
from consultkit.operations.sealing import digest_of_checked
from consultkit.operations.second_factors import AfterPassword, Means, SecondFactors
from consultkit.operations.served_versions import ServedVersion, served_versions
from consultkit.operations.sessions import Sessions
from consultkit.operations.studies import ROOM as ROOM_OF_STUDY
from consultkit.operations.studies import coding_questions, filter_questions, words_of
from consultkit.operations.study import MOST_AT_ONCE, StudyDesk
from consultkit.operations.studying import redacted
from consultkit.operations.tallying import Sender
from consultkit.operations.texts import Texts, Written
from consultkit.operations.waiting_drafts import WaitingDrafts, kept_until
from consultkit.operations.windows import Windows
from consultkit.operations.worker import Worker

__all__ = [
    "COMMAND_LINE",
    "CONSOLE",
    "INQUIRY_TERMS",
    "MOST_ASKED",
    "MOST_AT_ONCE",
    "MOST_BYTES_OF_FILE",
    "MOST_DECIDED",
    "MOST_FILES_AT_ONCE",
    "MOST_OPENED",
    "OFFICIAL_SCOPES",
    "PARTS",
    "ROOM_OF_STUDY",
    "THRESHOLDS",
    "Accounts",
    "AfterPassword",
    "AskedForms",
    "Attachments",
    "Audit",
    "Background",
    "BackgroundCounts",
    "Backup",
    "Backups",
    "BroughtUp",
    "Cases",
    "Checked",
    "CheckedReceipt",
    "Chore",
    "Clock",
    "CodingDesk",
    "Compared",
    "ContributionRow",
    "Corrections",
    "Desk",
    "Digests",
    "DraftForm",
    "DraftVersions",
    "Entry",
    "EntryDesk",
    "Erasure",
    "ErasureJournal",
    "Exporter",
    "Exports",
    "FileChores",
    "FileCopies",
    "FilledIn",
    "Following",
    "Forms",
    "HandedKey",
    "HandedKeys",
    "HeldForms",
    "Housekeeping",
    "Identities",
    "Imported",
    "Importer",
    "Inquiries",
    "Intake",
    "Joining",
    "LookUps",
    "Means",
    "NoteFiles",
    "Officials",
    "OpenData",
    "Opening",
    "Outline",
    "Outlook",
    "OwnAccount",
    "OwnData",
    "OwnSecondFactors",
    "Packing",
    "PostOffice",
    "Prefill",
    "ProviderSignIns",
    "Publication",
    "Published",
    "PublishedSet",
    "ReceiptStanding",
    "Receipts",
    "RehearsalClock",
    "Rehearsals",
    "Release",
    "Replayed",
    "Reported",
    "Reports",
    "Restoring",
    "Results",
    "Retention",
    "Room",
    "RoomFiles",
    "SecondFactors",
    "Section",
    "Sender",
    "ServedVersion",
    "Sessions",
    "Shown",
    "StudyDesk",
    "SystemClock",
    "Texts",
    "Unsealed",
    "WaitingDrafts",
    "Windows",
    "Worker",
    "Written",
    "chores_with",
    "coding_questions",
    "digest_of_checked",
    "filter_questions",
    "kept_until",
    "read_checkpoint",
    "read_set",
    "redacted",
    "served_versions",
    "standing_of",
    "summary_choice",
    "texts_choice",
    "words_of",
]
