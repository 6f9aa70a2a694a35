"""Leaving for an identity provider, and what to say when that did not succeed."""

from __future__ import annotations

from collections.abc import Mapping

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import ProviderUnavailableError, SignInError
from consultkit.identity import RedirectWay, SignInRequest
from consultkit.web.errors import status_of
from consultkit.web.extension import page_consultation, the_kit
from consultkit.web.language import translate
from consultkit.web.sessions import visit
from consultkit.web.visitor import session_secret

CONSULTATION, PURPOSE, AGAIN = "consultation", "purpose", "again"


def leave_for(
    way: RedirectWay, asked: SignInRequest, errand: Mapping[str, str], again: str
) -> ResponseReturnValue:
    """Send the browser there. `errand` is what to do on the way back; `again`, where to try once more."""
    visit()[AGAIN] = again
    try:
        url = the_kit().provider_sign_ins.start(way, session_secret(), callback_url(way), asked, errand)
    except ProviderUnavailableError as error:
        return failed(error)
    return redirect(url, code=303)


def failed(error: SignInError | ProviderUnavailableError) -> ResponseReturnValue:
    """What went wrong, in words, with the ways on: try again, or sign in another way."""
    consultation = page_consultation()
    usual = (
        url_for("sign_in.sign_in", consultation=consultation.id)
        if consultation
        else url_for("respondent.home")
    )
    params = error.params if isinstance(error, SignInError) else {}
    page = render_template(
        "sign_in/failed.html",
        message=translate(error.message, params),
        mend=translate(error.mend, params),
        again=visit().get(AGAIN) or usual,
    )
    return page, status_of(error)


def callback_url(way: RedirectWay) -> str:
    """Declared at the provider."""
    return public_url("sign_in.finish_provider", way)


def public_url(endpoint: str, way: RedirectWay) -> str:
    """From the settings, never from the request's Host: the provider compares it to the letter."""
    return the_kit().settings.public_url + url_for(endpoint, provider=way.name)
