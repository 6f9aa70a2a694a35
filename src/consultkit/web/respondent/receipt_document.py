"""What a receipt says, as data: for the document that one keeps."""

from __future__ import annotations

from collections.abc import Sequence

from consultkit.records import Json, Receipt
from consultkit.records.proofs import receipt_in_text
from consultkit.schema import Consultation, Page
from consultkit.web.instants import exact_instant_in_words
from consultkit.web.language import current_language, gettext, localised
from consultkit.web.render import AnswerView


def receipt_document(
    consultation: Consultation, receipt: Receipt, sections: Sequence[tuple[Page, Sequence[AnswerView]]]
) -> dict[str, Json]:
    """In the visitor's language. Texts are plain: nothing in them is markup."""
    return {
        "title": gettext("Receipt %(reference)s") % {"reference": receipt.reference},
        "language": current_language(),
        "controller": localised(consultation.privacy.controller),
        "consultation": localised(consultation.title),
        "facts": [{"label": label, "said": said} for label, said in _facts(consultation, receipt)],
        "sections": [
            {"title": localised(page.title), "rows": [_row(view) for view in views]}
            for page, views in sections
            if views
        ],
        "signed": {
            "title": gettext("Signed receipt"),
            "text": receipt_in_text(receipt, receipt.proof) if receipt.proof else "",
        },
    }


def _facts(consultation: Consultation, receipt: Receipt) -> list[tuple[str, str]]:
    received = exact_instant_in_words(receipt.received_at, consultation.window.timezone)
    late = gettext("It arrived after the closing instant, within what the rules of the consultation accept.")
    return [
        (gettext("Received on:"), received),
        *([("", late)] if receipt.late_by_ms else []),
        (gettext("Fingerprint of the answers (SHA-256):"), receipt.answers_sha256),
    ]


def _row(view: AnswerView) -> dict[str, Json]:
    answer = "\n".join(file.name for file in view.files) or view.answer or gettext("Not answered")
    return {"label": view.label, "within": view.within, "answer": answer}
