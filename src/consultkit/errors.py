"""Every exception of consultkit, by who must act.

Each has a stable `code`, a `message` that says what is wrong and a `mend` that says what to do about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


class ConsultKitError(Exception):
    """The root of all; `str()` gives the message and the mend."""

    code = "consultkit_error"
    mend = "Report it with the steps that led here."

    def __init__(self, message: str, *, mend: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend if mend is not None else type(self).mend
        self.code = code if code is not None else type(self).code

    def __str__(self) -> str:
        return f"{self.message} {self.mend}".strip()


# --- the department acts -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a consultation file: where it is, what is wrong, how to mend it."""

    file: str
    line: int
    message: str
    mend: str
    path: str = ""
    """Where in the document, such as `pages[0].questions[2].options`."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message} {self.mend}".rstrip()


class ConsultationFileError(ConsultKitError):
    """The file cannot be used; `problems` holds every fault, in the order of the lines."""

    code = "consultation_file"
    mend = "Mend the lines named, then run `consultkit check` again."

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ConfigurationError(ConsultKitError):
    """The deployment is set up in a way that would break a promise: the operator must mend it."""

    code = "configuration"
    mend = "Correct the setting named, then start again."


# --- the developer acts --------------------------------------------------------


class PluginError(ConsultKitError):
    """A plugin breaks its contract: its author must mend it."""

    code = "plugin"
    mend = "Correct the plugin named, then start again."


# --- the respondent acts: safe to show, imperative, translated -----------------


class RespondentError(ConsultKitError):
    """Something that the respondent can put right. Messages are msgids of the catalogues."""

    code = "respondent"
    mend = "Go back and try again."

    def __init__(
        self,
        message: str,
        *,
        params: Mapping[str, str | int] | None = None,
        mend: str | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(message, mend=mend, code=code)
        self.params = dict(params or {})


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """Why one answer cannot be taken, as an instruction: an English msgid with `{named}` places."""

    code: str
    message: str
    params: Mapping[str, str | int] = field(default_factory=dict)


class AnswersError(RespondentError):
    """Some answers cannot be taken; `faults` says which and why, by question id."""

    code = "answers"
    mend = "Correct the answers named, then continue."

    def __init__(self, faults: Mapping[str, AnswerFault]) -> None:
        super().__init__("Some answers need your attention.")
        self.faults = dict(faults)


class WindowClosedError(RespondentError):
    """The consultation does not take contributions at this instant. The draft is kept."""

    code = "window_closed"
    mend = "Your draft is kept. Write to the contact of the consultation if you could not send it in time."

    def __init__(self, message: str, *, at: datetime, mend: str | None = None) -> None:
        super().__init__(message, mend=mend)
        self.at = at


class AlreadySubmittedError(RespondentError):
    """The respondent has sent the one contribution that the consultation takes from each."""

    code = "already_submitted"
    mend = "Read it again from the start page."

    def __init__(self, reference: str) -> None:
        super().__init__("You have already sent your contribution.")
        self.reference = reference


class DraftConflictError(RespondentError):
    """The draft was changed elsewhere since this page was opened; nothing was overwritten."""

    code = "draft_conflict"
    mend = "Look at the answers as they are now, then make your change again."


class ContentChangedError(RespondentError):
    """What is being sent is not what was checked (HTTP 422: same key, other content)."""

    code = "content_changed"
    mend = "Check your answers again, then send them."


class SignInError(RespondentError):
    """The sign-in did not succeed."""

    code = "sign_in"
    mend = "Try to sign in again."


class NotOpenError(RespondentError):
    """No open data can be made: something is not declared, or there is too little that is new."""

    code = "not_open"
    mend = "Complete the file of the consultation, then try again."

    def __str__(self) -> str:
        return super().__str__().format(**self.params)


# --- the caller acts -----------------------------------------------------------


class NotFoundError(ConsultKitError):
    """There is no such thing, or it is somebody else's: the two are never told apart."""

    code = "not_found"
    mend = "Check the address or the reference."


# --- try again -----------------------------------------------------------------


class ServiceError(ConsultKitError):
    """Something outside did not answer as it should."""

    code = "service"
    mend = "Try again in a few minutes."


class ProviderUnavailableError(ServiceError):
    """The identity provider cannot be reached or answers nonsense."""

    code = "provider_unavailable"
    mend = "Try again in a few minutes, or sign in another way."


class DeliveryError(ServiceError):
    """A referral or a letter could not be handed over.

    `permanent` says that repeating it unchanged is pointless: a person must look at it.
    """

    code = "delivery"
    mend = "It is tried again by itself; look at the receiver if it stays stuck."

    def __init__(self, message: str, *, permanent: bool = False, mend: str | None = None) -> None:
        super().__init__(message, mend=mend)
        self.permanent = permanent
