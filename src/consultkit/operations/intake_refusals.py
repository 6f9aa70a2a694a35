"""Why something is not done with a draft or a contribution, in words for its owner."""

from __future__ import annotations

from consultkit.errors import DraftConflictError, NotFoundError, RespondentError


def conflict() -> DraftConflictError:
    return DraftConflictError("This contribution was changed in another window.")


def too_many_drafts() -> RespondentError:
    return RespondentError(
        "There are as many drafts as can be kept.", mend="Send one of them, or delete it, then begin another."
    )


def no_draft() -> NotFoundError:
    return NotFoundError("There is no such draft.")


def no_contribution() -> NotFoundError:
    return NotFoundError("There is no such contribution.")
