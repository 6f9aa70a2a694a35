"""The way to the mediator: one POST over HTTPS that can be repeated without harm."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

from consultkit import (
    Acknowledgement,
    Case,
    ConfigurationError,
    DeliveryError,
    Json,
    Referral,
    canonical_json,
)
from consultkit_mediator.address import Address, read_address
from consultkit_mediator.post import Answer, post
from consultkit_mediator.settings import MediatorSettings

ADDRESS_VARIABLE = "CONSULTKIT_MEDIATOR_ADDRESS"
SCHEMA = "urn:consultkit:mediator:referral:1"
TRY_AGAIN = frozenset({408, 409, 425, 429})


def hand_over(referral: Referral, case: Case, settings: MediatorSettings) -> Acknowledgement:
    """Post the referral. The delivery key is the case's id, in the header and in the document.

    Raises DeliveryError, permanent when the mediator refuses the document itself; ConfigurationError when the
    deployment's address or token is wrong.
    """
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Accept": "application/json",
        "Idempotency-Key": str(case.id),
        **_authorization(settings, os.environ),
    }
    answer = post(_address(settings, os.environ), canonical_json(document(referral, case)), headers)
    return _acknowledged(answer)


def document(referral: Referral, case: Case) -> dict[str, Json]:
    """What is sent; `referral.schema.json` describes it."""
    return {"schema": SCHEMA, "delivery_key": str(case.id), **referral.body}


def _address(settings: MediatorSettings, environment: Mapping[str, str]) -> Address:
    return read_address(environment.get(ADDRESS_VARIABLE) or settings.address)


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
