"""How accessible the site says that it is: by an audit in force, or not at all."""

from __future__ import annotations

from consultkit.schema import Audit, Consultation
from consultkit.web.extension import page_consultation, the_kit, today_in
from consultkit.web.language import gettext


def audit_of(consultation: Consultation) -> Audit | None:
    """The audit that may be relied on today."""
    return consultation.legal.audit_on(today_in(consultation)) if consultation.legal else None


def accessibility_label() -> str:
    """The words that every page must carry: of the page's consultation, or of the least accessible of all."""
    consultation = page_consultation()
    shown = [consultation] if consultation else the_kit().consultations
    audits = [audit_of(one) for one in shown]
    states = {audit.compliance if audit else "not_compliant" for audit in audits}
    if states == {"full"}:
        return gettext("Accessibility: fully compliant")
    if "not_compliant" not in states and states:
        return gettext("Accessibility: partially compliant")
    return gettext("Accessibility: not compliant")
