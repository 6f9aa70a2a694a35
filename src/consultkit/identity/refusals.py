"""What is said when a sign-in at a provider does not succeed. The log has the reason, the page what to do."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from consultkit.errors import ProviderUnavailableError, SignInError

logger = logging.getLogger("consultkit.identity")

TRY_AGAIN = "Try again, or sign in another way."
TRY_LATER = "Try again in a few minutes, or sign in another way."
AGREE_THERE = "Try again and answer what it asks, or sign in another way."
HIGHER_LEVEL = "Sign in there with a higher level or a second factor, or sign in another way."
TELL_US = "Sign in another way, or write to the contact of the consultation."


@dataclass(frozen=True, slots=True)
class Refusals:
    """The errors of one provider, under the name that people know it by."""

    provider: str

    def untrusted(self, reason: str) -> SignInError:
        """What the provider says, or somebody in its place, does not hold: nobody is signed in."""
        logger.warning("%s: sign-in refused: %s", self.provider, reason)
        return SignInError(
            "The answer of {provider} could not be trusted.",
            params={"provider": self.provider},
            mend=TRY_AGAIN,
            code="sign_in_untrusted",
        )

    def too_low(self, level: object) -> SignInError:
        """The person is known, with less assurance than was asked for: another identity may do."""
        logger.info("%s: sign-in refused: level %.40r", self.provider, level)
        return SignInError(
            "{provider} did not confirm who you are with the level of assurance that this service asks for.",
            params={"provider": self.provider},
            mend=HIGHER_LEVEL,
            code="sign_in_level",
        )

    def too_late(self) -> SignInError:
        return SignInError(
            "Signing in with {provider} took too long.",
            params={"provider": self.provider},
            mend=TRY_AGAIN,
            code="sign_in_late",
        )

    def unavailable(self, reason: str) -> ProviderUnavailableError:
        """It cannot be reached, or answers what no provider answers."""
        logger.warning("%s: not available: %s", self.provider, reason)
        return ProviderUnavailableError("The service that you sign in with does not answer at this moment.")

    def called_back_with(self, error: str) -> SignInError:
        """The provider sent the person back with an error instead of a code."""
        logger.info("%s: called back with error %.40r", self.provider, error)
        said = _by_error().get(error) or SignInError("{provider} did not let you sign in.", mend=TRY_AGAIN)
        said.params = {"provider": self.provider}
        said.code = "provider_error"
        return said


def _by_error() -> dict[str, SignInError]:
    """What comes back to a callback: RFC 6749, 4.1.2.1; OpenID Connect Core, 3.1.2.6; and `invalid_acr`."""
    level = SignInError(
        "{provider} cannot give the level of assurance that this service asks for.", mend=TELL_US
    )
    return {
        "access_denied": SignInError(
            "You stopped signing in with {provider}, or it could not confirm who you are.", mend=TRY_AGAIN
        ),
        "login_required": SignInError("{provider} asks you to sign in there first.", mend=TRY_AGAIN),
        "account_selection_required": SignInError(
            "{provider} needs to know which of your accounts to use.", mend=AGREE_THERE
        ),
        "consent_required": SignInError(
            "{provider} needs your agreement to tell this service who you are.", mend=AGREE_THERE
        ),
        "interaction_required": SignInError(
            "{provider} needs an answer from you before it goes on.", mend=AGREE_THERE
        ),
        "temporarily_unavailable": SignInError("{provider} is not available at this moment.", mend=TRY_LATER),
        "server_error": SignInError("{provider} met a technical fault.", mend=TRY_LATER),
        "invalid_acr": level,
        "unmet_authentication_requirements": level,
        "invalid_scope": SignInError(
            "{provider} does not let this service ask what it asked about you.", mend=TELL_US
        ),
        "unauthorized_client": SignInError("{provider} does not know this service.", mend=TELL_US),
        "unsupported_response_type": SignInError(
            "{provider} does not answer in the form that this service asks for.", mend=TELL_US
        ),
        "invalid_request": SignInError(
            "{provider} did not accept the request of this service.", mend=TELL_US
        ),
    }
