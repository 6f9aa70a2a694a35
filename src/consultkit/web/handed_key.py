"""The cookie that holds an officials' key for a visit. It never leaves the desk of its consultation."""

from __future__ import annotations

from flask import Response, request, url_for

from consultkit.age import OfficialsKey
from consultkit.operations import HandedKey
from consultkit.operations.handed_keys import KEPT_FOR
from consultkit.records import Role
from consultkit.schema import Consultation
from consultkit.web.extension import the_kit
from consultkit.web.language import gettext
from consultkit.web.sessions import visit
from consultkit.web.visitor import current_offices, session_secret

_NAME = "consultkit-key"


def handed_key(consultation: Consultation) -> HandedKey | None:
    """The key that was handed in during this visit, while it lasts."""
    kept, current = request.cookies.get(_cookie()), visit().kept
    if not kept or current is None:
        return None
    return the_kit().handed_keys.unwrap(kept, consultation, current.id)


def keep_key(response: Response, key: OfficialsKey, consultation: Consultation) -> None:
    """Raises UnsealingError for a key that opens nothing here."""
    response.set_cookie(
        _cookie(),
        the_kit().handed_keys.wrap(key, consultation, session_secret()),
        max_age=KEPT_FOR,
        path=_path(consultation),
        secure=_is_secure(),
        httponly=True,
        samesite="Strict",
    )


def forget_key(response: Response, consultation: Consultation) -> None:
    response.delete_cookie(
        _cookie(), path=_path(consultation), secure=_is_secure(), httponly=True, samesite="Strict"
    )


def forget_keys(response: Response) -> None:
    """Of every desk: for who signs out."""
    for consultation in the_kit().consultations:
        if consultation.seal is not None:
            forget_key(response, consultation)


def key_tabs(consultation: Consultation) -> list[tuple[str, str, str]]:
    """The tab of the desk where the key is handed in, for who may, where something is sealed."""
    if consultation.seal is None or not any(
        one.consultation == consultation.id and one.role in (Role.CASEWORKER, Role.MANAGER)
        for one in current_offices()
    ):
        return []
    return [("key", url_for("desk.key", consultation=consultation.id), gettext("Key"))]


def _cookie() -> str:
    # Not `__Host-`, which would send it to every page: it goes to one desk alone.
    return f"__Secure-{_NAME}" if _is_secure() else _NAME


def _is_secure() -> bool:
    return the_kit().settings.public_url.startswith("https://")


def _path(consultation: Consultation) -> str:
    return url_for("desk.key", consultation=consultation.id).removesuffix("/key")
