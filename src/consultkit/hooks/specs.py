"""Every hook of consultkit. Each is documented in `docs/hooks.md` and has a user in this repository.

Plugins are called one at a time, by name, never as a chorus: so each hook has one result, that plugin's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pluggy

from consultkit.form import Form
from consultkit.hooks.key_sources import GiveKeys
from consultkit.hooks.pages import Pages
from consultkit.hooks.theme import MakeTheme
from consultkit.identity import OfferedWay
from consultkit.records import (
    Acknowledgement,
    Case,
    Deadline,
    Deposit,
    FileToScan,
    Json,
    Letter,
    LookedUp,
    Package,
    Post,
    Receipt,
    Referral,
    ScanState,
    Submission,
)
from consultkit.schema import PluginSettings, Question

hookspec = pluggy.HookspecMarker("consultkit")
hookimpl = pluggy.HookimplMarker("consultkit")


@hookspec(firstresult=True)
def register_question_types() -> Sequence[type[Question]]:
    """Question classes, each for one `type:` word of the file. A word taken twice is a `PluginError`."""
    raise NotImplementedError


@hookspec(firstresult=True)
def register_settings() -> type[PluginSettings]:
    """The plugin's own model for its part of the file, under `plugins: {name: …}`."""
    raise NotImplementedError


@hookspec(firstresult=True)
def register_sign_in() -> Mapping[str, OfferedWay]:
    """Ways to sign in, by their words in the file. A word taken twice is a `PluginError`."""
    raise NotImplementedError


@hookspec(firstresult=True)
def register_themes() -> Mapping[str, MakeTheme]:
    """Themes, by the words of `CONSULTKIT_THEME`. A word taken twice is a `PluginError`."""
    raise NotImplementedError


@hookspec(firstresult=True)
def register_key_sources() -> Mapping[str, GiveKeys]:
    """Where keys come from, by the words of `CONSULTKIT_KEYS_FROM`. A word taken twice is a `PluginError`."""
    raise NotImplementedError


@hookspec(firstresult=True)
def register_pages() -> Pages:
    """Pages of the plugin's own, at the desk or for those outside it."""
    raise NotImplementedError


@hookspec(firstresult=True)
def look_up(form: Form, question: Question, value: Json, settings: PluginSettings) -> LookedUp | None:
    """What a register knows of an answer, when its page is saved; None when it knows nothing.

    It is called for the questions of `settings.looks_up()`, and may answer those named there only. A person
    waits: two seconds, and no longer. Raises ServiceError when the register does not answer.
    """
    raise NotImplementedError


@hookspec(firstresult=True)
def submission_received(
    form: Form, submission: Submission, receipt: Receipt, address: str, settings: PluginSettings
) -> Mapping[str, Letter] | None:
    """A letter to who sent a contribution, in the worker, after the commit: one a language, or none.

    Pure and repeatable; consultkit posts it, once. `address` is that of the receipt's page. The submission
    holds only the answers that `settings.reads()` names, and not who gave them.
    """
    raise NotImplementedError


@hookspec(firstresult=True)
def route_submission(form: Form, submission: Submission, settings: PluginSettings) -> Sequence[Referral]:
    """Referrals to propose for a submission, in the worker, after the commit. Pure and repeatable.

    `form` is the version that was answered; `settings`, of the plugin's own model, is what the file says now.
    The submission holds only the answers that `settings.reads()` names, and not who gave them.
    """
    raise NotImplementedError


@hookspec(firstresult=True)
def deliver_referral(
    form: Form, referral: Referral, case: Case, package: Package, post: Post, settings: PluginSettings
) -> Acknowledgement | Deposit:
    """Hand a referral over, in the worker. `case.id` is the same at every try: send it as the delivery key.

    `package` holds the files of the questions that `settings.hands_over()` names. `post` hands a mail to
    the deployment's mail server, under a Message-ID that is the same at every try. A Deposit leaves the
    referral to be opened on our own pages by who serves its destination.

    Raises DeliveryError when it could not be handed over; `permanent=True` when repeating it is pointless.
    """
    raise NotImplementedError


@hookspec(firstresult=True)
def withdraw_referral(form: Form, case: Case, post: Post, settings: PluginSettings) -> bool:
    """Tell a receiver that the respondent agrees to a referral no more, in the worker. Whether it was told:
    False where there is nobody to tell.

    It is called where the referral was handed over, or was tried and may have arrived; `case` holds no more
    what it said. `case.withdrawal_id` is the same at every try: send it as the key. `post` hands over a
    mail under a Message-ID of its own, the same at every try.

    Raises DeliveryError when it could not be told; `permanent=True` when repeating it is pointless.
    """
    raise NotImplementedError


@hookspec(firstresult=True)
def do_chores(kit: object, consultation: str) -> None:
    """What time brings, once an hour in the worker, for each consultation that names the plugin.

    `kit` is the deployment's `ConsultKit`. Several workers may call it at once: what is done twice must do no
    harm. Raises ServiceError to be asked again an hour later.
    """
    raise NotImplementedError


@hookspec(firstresult=True)
def tell_deadlines(kit: object, consultation: str) -> Sequence[Deadline]:
    """What is due in the plugin, in the worker, for the daily letter to who works at the desk.

    All that is not done yet: the letter tells what is late and what is due within a week. The words count,
    and name nobody. Raises ServiceError to be left out today.
    """
    raise NotImplementedError


@hookspec(firstresult=True)
def erase(kit: object, consultation: str, references: Sequence[str]) -> None:
    """Erase what the plugin keeps of these contributions, in all their versions, before consultkit does.

    It is called for every installed plugin, whether or not the file names it still, and may be called again
    for the same ones. `kit` is the deployment's `ConsultKit`; what is written in a room about a contribution
    or its case goes by itself. Whatever is raised stops the erasure before anything is gone.
    """
    raise NotImplementedError


@hookspec(firstresult=True)
def scan_file(file: FileToScan, settings: PluginSettings) -> ScanState:
    """Whether a file that a respondent handed in is harmless, in the worker: CLEAN, INFECTED or UNKNOWN.

    UNKNOWN is for a file that the scanner will never be able to judge. Raises ServiceError while the scanner
    cannot be reached: the file is scanned again later, and nobody but its owner reads it before.
    """
    raise NotImplementedError
