"""The mail: what it says is signed, then encrypted (RFC 8551). Outside, nothing tells of the answers."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

from cryptography import x509
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    PKCS7EnvelopeBuilder,
    PKCS7Options,
    PKCS7SignatureBuilder,
)

from consultkit import Case, HandedFile, Json, Package, canonical_json
from consultkit_referral_email.certificates import Signer

WITHDRAWN = {"fr": "Accord retiré : {subject}", "en": "Agreement taken back: {subject}"}
WITHDRAWN_TEXT = {
    "fr": "Qui avait demandé que la contribution {reference} vous soit transmise n'est plus d'accord.\n"
    "Cessez de la traiter, sauf si la loi en dispose autrement.\n",
    "en": "Who had asked that contribution {reference} be handed over to you agrees to it no more.\n"
    "Stop what you do with it, unless the law says otherwise.\n",
}
MOST_BYTES = 10_000_000
"""Of files in one mail: encoded twice they are nearly twice as much, and mailboxes take no more."""


def letter(
    case: Case, package: Package, to: str, signer: Signer, recipient: x509.Certificate
) -> EmailMessage:
    """From whom, when and under which id is filled in by who posts it."""
    return _sealed(_inside(case, package), case.referral.subject, to, signer, recipient)


def withdrawal_letter(
    case: Case, language: str, to: str, signer: Signer, recipient: x509.Certificate
) -> EmailMessage:
    """That who agreed to a referral agrees no more. It holds nothing of what the referral said."""
    subject = WITHDRAWN[language].format(subject=case.referral.subject)
    said: Json = {"withdrawn": str(case.id), "reference": case.submission_reference}
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    mail.set_content(WITHDRAWN_TEXT[language].format(reference=case.submission_reference), cte="base64")
    mail.add_attachment(canonical_json(said), "application", "json", filename="withdrawal.json")
    return _sealed(mail, subject, to, signer, recipient)


def _sealed(
    mail: EmailMessage, subject: str, to: str, signer: Signer, recipient: x509.Certificate
) -> EmailMessage:
    inside = mail.as_bytes()
    signed = (
        PKCS7SignatureBuilder()
        .set_data(inside)
        .add_signer(signer.certificate, signer.key, SHA256())
        .sign(Encoding.SMIME, [PKCS7Options.DetachedSignature, PKCS7Options.Binary])
    )
    sealed = (
        PKCS7EnvelopeBuilder()
        .set_data(signed)
        .add_recipient(recipient)
        .set_content_encryption_algorithm(AES256)
        .encrypt(Encoding.DER, [PKCS7Options.Binary])
    )
    return _outside(subject, to, sealed)


def _outside(subject: str, to: str, sealed: bytes) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = " ".join(subject.split())
    mail["To"] = to
    mail.set_content(
        sealed, "application", "pkcs7-mime", filename="smime.p7m", params={"smime-type": "enveloped-data"}
    )
    return mail


def _inside(case: Case, package: Package) -> EmailMessage:
    # In ASCII throughout: a signature does not survive a server that encodes anew.
    files = _fitting(package)
    said = {**case.referral.body, "delivery_key": str(case.id), "files": [_named(one) for one in files]}
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    mail.set_content(
        _text(case, len(files), len(package.files) - len(files) + package.held_back), cte="base64"
    )
    mail.add_attachment(canonical_json(said), "application", "json", filename="referral.json")
    for one in files:
        content = b"".join(one.chunks())
        mail.add_attachment(content, "application", "octet-stream", filename=one.name)
    return mail


def _fitting(package: Package) -> list[HandedFile]:
    kept: list[HandedFile] = []
    for one in package.files:
        if sum(file.size for file in kept) + one.size <= MOST_BYTES:
            kept.append(one)
    return kept


def _named(file: HandedFile) -> Json:
    return {"name": file.name, "size": file.size, "sha256": file.sha256}


def _text(case: Case, files: int, held_back: int) -> str:
    answers = case.referral.body.get("answers")
    listed = [one for one in answers if isinstance(one, dict)] if isinstance(answers, list) else []
    said = [f"{one['question']}\n{one['answer']}" for one in listed]
    counted = f"referral.json + {files}" + (f" (- {held_back})" if held_back else "")
    return "\n\n".join([case.referral.subject, *said, counted]) + "\n"
