"""The way to the mediator: one POST over HTTPS that can be repeated without harm, or our own pages."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

from consultkit import (
    Acknowledgement,
    Case,
    ConfigurationError,
    Consultation,
    DeliveryError,
    Deposit,
    HandedFile,
    Package,
    canonical_json,
)
from consultkit_mediator.address import Address, read_address
from consultkit_mediator.multipart import Multipart, Part, whole
from consultkit_mediator.package import document, fitting, referral_pdf
from consultkit_mediator.post import Answer, post
from consultkit_mediator.settings import MediatorSettings
from consultkit_mediator.withdrawal import withdrawal

ADDRESS_VARIABLE = "CONSULTKIT_MEDIATOR_ADDRESS"
MOST_BYTES = 40_000_000
"""Of files at once: more would not pass within the time that a delivery has."""
UNKNOWN = frozenset({404, 410})
TRY_AGAIN = frozenset({408, 409, 425, 429})


def hand_over(
    case: Case, package: Package, consultation: Consultation, settings: MediatorSettings
) -> Acknowledgement | Deposit:
    """Post the referral with its files; leave it on our own pages where there is no address.

    The delivery key is the case's id, in the header and in the document.

    Raises DeliveryError, permanent when the mediator refuses the document itself; ConfigurationError when the
    deployment's address or token is wrong.
    """
    address = _address(settings, os.environ)
    if address is None:
        return Deposit()
    body = _body(case, fitting(package, MOST_BYTES), consultation)
    headers = {
        "Content-Type": body.content_type,
        "Content-Length": str(body.size),
        "Accept": "application/json",
        "Idempotency-Key": str(case.id),
        **_authorization(settings, os.environ),
    }
    return _acknowledged(post(address, body.chunks(), headers))


def take_back(case: Case, settings: MediatorSettings) -> bool:
    """Post that the applicant agrees no more, to where referrals go; False where there is no address.

    404 and 410 mean that the mediator has no such referral: an attempt whose answer was lost never arrived.

    Raises DeliveryError, permanent when the mediator refuses; ConfigurationError.
    """
    address = _address(settings, os.environ)
    if address is None:
        return False
    said = canonical_json(withdrawal(case))
    headers = {
        "Content-Type": "application/json",
        "Content-Length": str(len(said)),
        "Accept": "application/json",
        "Idempotency-Key": str(case.withdrawal_id),
        **_authorization(settings, os.environ),
    }
    answer = post(address, iter([said]), headers)
    never_arrived = answer.status in UNKNOWN and case.acknowledged_at is None
    if not never_arrived:
        _acknowledged(answer)
    return not never_arrived


def _body(case: Case, package: Package, consultation: Consultation) -> Multipart:
    said = canonical_json(document(case.referral, case, package))
    pdf = referral_pdf(case, consultation)
    parts = [whole("referral", "referral.json", "application/json", said)]
    if pdf is not None:
        parts.append(whole("pdf", "referral.pdf", "application/pdf", pdf))
    return Multipart([*parts, *(_part(file) for file in package.files)])


def _part(file: HandedFile) -> Part:
    return Part("file", file.name, "application/octet-stream", file.size, file.chunks)


def _address(settings: MediatorSettings, environment: Mapping[str, str]) -> Address | None:
    written = environment.get(ADDRESS_VARIABLE) or settings.address
    return read_address(written) if written else None


def _authorization(settings: MediatorSettings, environment: Mapping[str, str]) -> dict[str, str]:
    if settings.token is None:
        return {}
    token = environment.get(settings.token)
    if not token:
        raise ConfigurationError(
            f"The variable {settings.token}, which holds the mediator's token, is not set.",
            mend="Set it, then start the worker again.",
        )
    return {"Authorization": f"Bearer {token}"}


def _acknowledged(answer: Answer) -> Acknowledgement:
    if 200 <= answer.status < 300:
        return Acknowledgement(receiver_reference=_reference(answer.body))
    if 300 <= answer.status < 400:
        # Not followed: a referral goes where the operator said, and nowhere else.
        raise DeliveryError(f"The mediator's address redirects elsewhere (HTTP {answer.status}).")
    permanent = 400 <= answer.status < 500 and answer.status not in TRY_AGAIN
    raise DeliveryError(f"The mediator answered HTTP {answer.status}.", permanent=permanent)


def _reference(body: bytes) -> str | None:
    """The mediator's own reference, where it gives one: `{"reference": "…"}`."""
    try:
        said = json.loads(body)
    except ValueError:
        return None
    reference = said.get("reference") if isinstance(said, dict) else None
    usable = isinstance(reference, str) and reference.isprintable() and 0 < len(reference) <= 100
    return reference if usable else None
