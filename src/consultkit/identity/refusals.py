"""What is said when a sign-in at a provider does not succeed. The log has the reason, the page what to do."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from consultkit.errors import ProviderUnavailableError, SignInError

logger = logging.getLogger("consultkit.identity")

TRY_AGAIN = "Try again, or sign in another way."
TRY_LATER = "Try again in a few minutes, or sign in another way."
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
    """What FranceConnect sends back to a callback (RFC 6749, 4.1.2.1, and its own `invalid_acr`)."""
    not_accepted = SignInError("{provider} did not accept the request of this service.", mend=TELL_US)
    return {
        "access_denied": SignInError(
            "You stopped signing in with {provider}, or it could not confirm who you are.", mend=TRY_AGAIN
        ),
        "temporarily_unavailable": SignInError("{provider} is not available at this moment.", mend=TRY_LATER),
        "server_error": SignInError("{provider} met a technical fault.", mend=TRY_LATER),
        "invalid_acr": SignInError(
            "{provider} cannot give the level of assurance that this service asks for.", mend=TELL_US
        ),
        "invalid_scope": SignInError(
            "{provider} does not let this service ask what it asked about you.", mend=TELL_US
        ),
        "invalid_request": not_accepted,
        "unsupported_response_type": not_accepted,
        "unauthorized_client": not_accepted,
    }
