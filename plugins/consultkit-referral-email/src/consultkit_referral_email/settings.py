"""The plugin's part of the consultation file, under `plugins: {referral-email: …}`."""

from __future__ import annotations

from email.utils import parseaddr

from consultkit import Condition, ConfigurationError, PluginSettings, Requirement, Text


class ReferralEmailSettings(PluginSettings):
    """Which answers go to which mailbox, and on what condition."""

    destination: str
    """A stable word for who receives it, such as `ombudsman`."""
    to: str
    """Their address."""
    certificate: str | None = None
    """The file with their certificate (PEM). CONSULTKIT_REFERRAL_EMAIL_RECIPIENT overrides it."""
    title: Text
    """What the referral is called at the desk, on the receipt and in the subject of the mail: no answer."""
    consent: str
    """The yes/no question that asks for it: nothing is referred without a yes."""
    when: Condition | None = None
    """A further condition, without which nobody is written to."""
    eligible: tuple[Requirement, ...] = ()
    """What the receiver asks of a contribution: one that does not meet it is kept with the reason."""
    required: tuple[str, ...] = ()
    """Those of the questions that must be answered before anything is sent."""
    questions: tuple[str, ...]
    """The questions whose answers are handed over, with their labels."""
    attachments: tuple[str, ...] = ()
    """The questions whose files go along."""

    def model_post_init(self, _context: object) -> None:
        name, address = parseaddr(self.to)
        if name or address != self.to or address.count("@") != 1 or not self.to.isprintable():
            raise ConfigurationError(
                f"{self.to!r} is not one address.", mend="Write it alone: someone@ombudsman.example."
            )

    def reads(self) -> frozenset[str]:
        """The answers that are handed over, and those that conditions look at."""
        conditions = [one.condition for one in self.eligible] + ([self.when] if self.when else [])
        sources = (condition.sources for condition in conditions)
        return frozenset({self.consent, *self.questions, *self.required}).union(*sources)

    def hands_over(self) -> frozenset[str]:
        """The files of these go along."""
        return frozenset(self.attachments)
