"""What the pages about an account share: whose it is, and what to say when something is refused."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, redirect, request, url_for

from consultkit.errors import AnswersError, NotFoundError, RespondentError
from consultkit.records import Account, Session
from consultkit.web.errors import instruction
from consultkit.web.extension import the_kit
from consultkit.web.language import translate
from consultkit.web.proofs import BACK, has_proved_lately
from consultkit.web.sessions import visit
from consultkit.web.visitor import require_person


@dataclass(frozen=True, slots=True)
class Owner:
    """The person who is signed in, by whatever way, with the account kept here that leads to them too."""

    account: Account
    session: Session


def require_owner() -> Owner:
    """Raises NotFoundError when the person has no account here: then there is nothing to change."""
    here = require_person()
    account = the_kit().accounts.owned_by(here.respondent)
    if account is None:
        raise NotFoundError("There is no such page.")
    return Owner(account, here.session)


def require_proved_owner() -> Owner:
    """Likewise; who has a second factor has proved it lately, or is sent to do so and back here.

    The password may have been found out, and the way that leads here may never have asked for it.
    """
    owner = require_owner()
    if the_kit().second_factors.of(owner.account).factors and not has_proved_lately():
        visit()[BACK] = request.path
        abort(redirect(url_for("sign_in.second_factor"), code=303))
    return owner


def typed(name: str) -> str:
    """What a field of the form holds."""
    return request.form.get(name, "")


def problems_of(error: RespondentError, field: str) -> dict[str, str]:
    """The instructions by field; what concerns no other stands at `field`."""
    if isinstance(error, AnswersError):
        return {name: translate(fault.message, fault.params) for name, fault in error.faults.items()}
    return {field: instruction(error)}
