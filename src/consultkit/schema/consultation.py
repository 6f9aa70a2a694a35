"""A consultation: everything that its file says, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SerializeAsAny, ValidationInfo

from consultkit.errors import ConsultKitError
from consultkit.schema.desk_rule import DeskRule
from consultkit.schema.duration import Duration
from consultkit.schema.file_part import (
    ConsultationId,
    FilePart,
    did_you_mean,
    fault,
)
from consultkit.schema.languages import is_language
from consultkit.schema.legal import Legal
from consultkit.schema.open_data import OpenDataRule
from consultkit.schema.page import Page
from consultkit.schema.plugin_settings import PluginSettings
from consultkit.schema.question import Protection
from consultkit.schema.question_types.email import EmailQuestion
from consultkit.schema.reading import Reading
from consultkit.schema.seal_rule import SealRule
from consultkit.schema.sign_in_rule import SignInRule, SignInRules
from consultkit.schema.submit_rule import SubmitRule
from consultkit.schema.text import Text
from consultkit.schema.window import WindowRule

MOST_PAGES = 200


def _email(written: str) -> str:
    if EmailQuestion.address_of(written) is None:
        raise fault(f"`{written}` is not an e-mail address.", "Write one, such as `contact@example.org`.")
    return written


def _language(code: str) -> str:
    if not is_language(code):
        raise fault(f"There is no language `{code}`.", "Write the code of a language, such as `fr` or `en`.")
    return code


def _long_enough(keep: Duration) -> Duration:
    if keep.count < 1 or keep.unit not in ("day", "week", "month", "year"):
        raise fault("Answers are kept for a number of days at least.", "Write it as `6 months`.")
    return keep


def _some_days(keep: Duration) -> Duration:
    most = {"day": 366, "week": 52, "month": 12, "year": 1}
    if 1 <= keep.count <= most.get(keep.unit, 0):
        return keep
    raise fault("Drafts are kept for a day at least and a year at most.", "Write it as `1 month`.")


Email = Annotated[str, AfterValidator(_email)]
Language = Annotated[str, AfterValidator(_language)]


class RespondentRule(FilePart):
    """Who may answer, and how often."""

    sign_in: SignInRules
    """The ways to sign in, in the order in which they are offered."""
    contributions: Literal["one", "many"] = "one"
    """How many each respondent may send."""
    after_sending: Annotated[tuple[Literal["correct", "withdraw"], ...], Field(max_length=2)] = (
        "correct",
        "withdraw",
    )
    """What they may do themselves with what they sent, while the consultation is open."""
    keep_drafts: Annotated[Duration, AfterValidator(_some_days)] = Duration(1, "month")
    """How long after the closing drafts that were not sent are kept: it may be put off."""

    changed_questions: Literal["finish", "ask_again"] = "finish"
    """What becomes of a draft when a changed file would lose or change some of its answers: it finishes on
    the version that it began with, or goes over to the new one and is asked these again."""

    @property
    def ways(self) -> tuple[str, ...]:
        """The words of the ways, in that order."""
        return tuple(rule.way for rule in self.sign_in)

    def rule_of(self, way: str) -> SignInRule | None:
        """What the file says of this way; None when it does not offer it."""
        return next((rule for rule in self.sign_in if rule.way == way), None)


class Privacy(FilePart):
    """What the respondent must be told (GDPR, art. 13)."""

    controller: Text
    basis: Literal[
        "consent", "contract", "legal_obligation", "vital_interests", "public_task", "legitimate_interests"
    ]
    """GDPR, art. 6 (1)."""
    purpose: Text
    dpo: Email
    """The address of the data protection officer."""
    keep: Annotated[Duration, AfterValidator(_long_enough)]
    """How long answers are kept after the consultation has closed."""
    recipients: tuple[Text, ...] = ()


class Contact(FilePart):
    """Whom to write to about the consultation."""

    name: Text
    email: Email


def _read_plugin(written: Any, info: ValidationInfo) -> PluginSettings:
    if isinstance(written, PluginSettings):
        return written
    name, body = written
    models = info.context.plugin_settings if isinstance(info.context, Reading) else {}
    if name not in models:
        raise fault(
            f"The plugin `{name}` is not installed.",
            f"Install it, or correct its name. {did_you_mean(name, models)}",
        )
    try:
        settings: PluginSettings = models[name].model_validate(
            {} if body is None else body, context=info.context
        )
    except ConsultKitError as error:
        raise fault(error.message, error.mend) from error
    return settings


def _with_names(written: Any) -> Any:
    return (
        {name: _named(name, body) for name, body in written.items()} if isinstance(written, dict) else written
    )


def _named(name: str, body: Any) -> Any:
    return body if isinstance(body, PluginSettings) else (name, body)


Plugins = Annotated[
    Mapping[str, Annotated[SerializeAsAny[PluginSettings], BeforeValidator(_read_plugin)]],
    BeforeValidator(_with_names),
]


class Consultation(FilePart):
    """One consultation file. Every text is localised; every instant comes from `window`."""

    id: ConsultationId = Field(alias="consultation")
    title: Text
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("fr",)
    """The first is the one in which a page is shown by default."""
    summary: Text | None = None
    intro: Text | None = None
    """What the consultation is for, at length."""
    notice: Text | None = None
    """A remark for the start page, such as that a list of questions is a reconstruction."""
    confidentiality: Text | None = None
    """Who learns of an answer and who does not, in the department's words."""
    time_needed: Text | None = None
    documents_to_have: tuple[Text, ...] = ()
    window: WindowRule
    respondent: RespondentRule
    desk: DeskRule = Field(default_factory=DeskRule)
    """Who works at the desk by what ProConnect says of them."""
    privacy: Privacy
    protect: Protection = "personal"
    seal: SealRule | None = None
    """Whose keys open what is sealed: needed as soon as a question is."""
    unscanned_files: Literal["withheld", "offered"] = "withheld"
    """Whether officials may download files where `plugins` names no scanner; they are told so before."""
    contact: Contact | None = None
    legal: Legal | None = None
    """Who publishes and hosts the site, and how accessible it is."""
    open_data: OpenDataRule | None = None
    """How answers are told to everybody, where they are."""
    submit: tuple[SubmitRule, ...] = ()
    """All must hold for a contribution to be taken."""
    pages: Annotated[tuple[Page, ...], Field(min_length=1, max_length=MOST_PAGES)]
    plugins: Plugins = Field(default_factory=dict)

    @cached_property
    def told_by_plugins(self) -> frozenset[str]:
        """The questions that some plugin may fill in by what it looks up."""
        fills = (one for settings in self.plugins.values() for one in settings.looks_up().values())
        return frozenset[str]().union(*fills)
