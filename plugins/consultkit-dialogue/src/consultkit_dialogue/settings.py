"""The plugin's part of the consultation file, under `plugins: {dialogue: …}`."""

from __future__ import annotations

from consultkit import ConfigurationError, PluginSettings, SheetQuestions


def _refuse_missing(form: str, questions: SheetQuestions, named: tuple[str, ...]) -> None:
    """The plugin reads some answers itself: whoever writes other questions keeps these, or names others."""
    missing = set(named) - {question.id for question in questions}
    if questions and missing:
        raise ConfigurationError(
            f"`{form}` has no question `{min(missing)}`.",
            mend="Add it, or name the question that stands for it.",
        )


class Sharing(PluginSettings):
    """What respondents let the party read of what they wrote. Whoever chose neither option shares nothing."""

    question: str
    """A closed question with three answers."""
    named: str
    """The option that lets it be read with the name of the company."""
    unnamed: str
    """The option that lets it be read without anything that names them."""


class ReplySheet(PluginSettings):
    """What the party answers. The questions have defaults; those that replace them keep the three words."""

    questions: SheetQuestions = ()
    position: str = "position"
    """The closed question by which it takes a position."""
    commits: str = "accept"
    """The option that commits it to a measure."""
    until: str = "until"
    """The date by which the measure is to be taken."""

    def model_post_init(self, _context: object) -> None:
        _refuse_missing("reply", self.questions, (self.position, self.until))


class CheckSheet(PluginSettings):
    """What the firms are asked when a measure falls due."""

    questions: SheetQuestions = ()
    verdict: str = "fixed"
    """The closed question that says whether the problem is solved for them."""
    solved: str = "yes"
    """The option that says so."""

    def model_post_init(self, _context: object) -> None:
        _refuse_missing("check", self.questions, (self.verdict,))


class DialogueSettings(PluginSettings):
    """Which answers say who complains of what to whom, and how many firms a figure needs."""

    party: str
    """The closed question that names the party: `official.serves` is one of its options."""
    practice: str
    """The closed question that names the practices."""
    firm: str
    """What makes two contributions the same firm. Of a SIRET, the first nine digits count: the enterprise."""
    month: str | None = None
    """The date of the facts."""
    company: str | None = None
    """The name that an extract is shown with, when its author agreed to be named."""
    texts: tuple[str, ...] = ()
    """The texts that extracts are taken from, and in which the same sentences are looked for."""
    sharing: Sharing
    reply: ReplySheet = ReplySheet()
    check: CheckSheet = CheckSheet()
    reply_days: int = 30
    """How long the party has to reply, unless the release says otherwise."""
    at_least: int = 3
    """The fewest firms that a figure may count. Never fewer than 3."""
    dominance: int = 85
    """The greatest share of the cases, in per cent, that one firm may have in a figure."""

    def model_post_init(self, _context: object) -> None:
        if not 3 <= self.at_least <= 20:
            raise ConfigurationError("`at_least` is too low or too high.", mend="Write 3 to 20.")
        if not 50 <= self.dominance <= 100:
            raise ConfigurationError("`dominance` is no such share.", mend="Write 50 to 100.")

    def reads(self) -> frozenset[str]:
        """Every question of the form that is named here, and no other."""
        named = {self.party, self.practice, self.firm, self.sharing.question, *self.texts}
        return frozenset(named | {one for one in (self.month, self.company) if one is not None})
