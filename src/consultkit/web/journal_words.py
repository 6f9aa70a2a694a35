"""What the journal says, in the visitor's language."""

from __future__ import annotations

from flask import url_for

from consultkit.records import Role
from consultkit.schema import Consultation
from consultkit.web.language import gettext
from consultkit.web.visitor import current_offices


def journal_tabs(consultation: Consultation) -> list[tuple[str, str, str]]:
    """The tab of the desk for who may read the journal."""
    if not any(one.consultation == consultation.id and one.role is Role.MANAGER for one in current_offices()):
        return []
    return [("journal", url_for("desk.journal", consultation=consultation.id), gettext("Journal"))]


def kinds_in_words() -> dict[str, str]:
    """Kinds of acts, by how their names begin."""
    return {
        "contribution.read": gettext("Contribution read"),
        "contributions.listed": gettext("List read"),
        "contributions.exported": gettext("Everything exported (CSV)"),
        "file.read": gettext("File opened"),
        "case.read": gettext("Case read"),
        "exports.": gettext("Export"),
        "study.": gettext("Study of a contribution"),
        "unsealing.": gettext("Sealed answers opened"),
        "inquiries.": gettext("Question to a respondent"),
        "publication.": gettext("Publication"),
        "open_data.": gettext("Open data"),
        "retention.": gettext("Keeping and erasing"),
        "window.": gettext("Decision about the window"),
        "officials.": gettext("Officials"),
        "desk.signed_in": gettext("Signed in"),
    }


def act_in_words(what: str) -> str:
    """The kind, and the name of the act where the kind holds several."""
    for kind, words in kinds_in_words().items():
        if what == kind:
            return words
        if kind.endswith(".") and what.startswith(kind):
            return f"{words} ({what.removeprefix(kind)})"
    return what


def role_in_words(role: str) -> str:
    """As officials are called."""
    words = {
        "reader": gettext("reader"),
        "caseworker": gettext("caseworker"),
        "manager": gettext("manager"),
        "mediator": gettext("mediator"),
        "party": gettext("party"),
        "command line": gettext("command line"),
        "service": gettext("the service itself"),
    }
    return words.get(role, role)
