"""The plugins of a deployment, and what each of their hooks is for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from consultkit.errors import PluginError
from consultkit.form import Form
from consultkit.hooks import checks
from consultkit.hooks.built_in import BUILT_IN
from consultkit.hooks.key_sources import GiveKeys
from consultkit.hooks.manager import Manager
from consultkit.hooks.pages import Pages
from consultkit.hooks.theme import MakeTheme, Site, Theme
from consultkit.identity import OfferedWay, SignInSettings, SignInWay
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


class Plugins:
    """The built-in plugins, the installed ones (entry points of group `consultkit`), and those handed in.

    A plugin's name is that of its entry point, or the key it is handed in under; a file names it so under
    `plugins:`. One that is handed in stands in for an installed one of the same name. Raises PluginError when
    one of them breaks its contract.
    """

    def __init__(self, given: Mapping[str, object] | None = None) -> None:
        self._manager = Manager(BUILT_IN, given or {})
        self._types = dict(self._collect_types())
        self._ways = dict(self._collect_ways())
        self._themes = dict(self._collect_themes())
        self._key_sources = dict(self._collect_key_sources())
        self._pages = {name: self._pages_of(name) for name in self._with("register_pages")}
        self._models = {name: self._model(name) for name in self._manager.names if name not in BUILT_IN}

    @property
    def question_types(self) -> Mapping[str, type[Question]]:
        """Every question class by its word in the file."""
        return MappingProxyType(self._types)

    @property
    def settings_models(self) -> Mapping[str, type[PluginSettings]]:
        """The model of each plugin that a file may name; the empty `PluginSettings` where it has none."""
        return MappingProxyType(self._models)

    @property
    def sign_in_ways(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """The ways that a file may name; for each, the scopes that it may ask and the claims they bring."""
        return {word: offered.scopes for word, (_plugin, offered) in self._ways.items()}

    def sign_in(self, name: str, settings: SignInSettings) -> SignInWay:
        """The way called `name`, made for this deployment.

        Raises PluginError when no plugin has it, and ConfigurationError when the deployment lacks what it
        needs.
        """
        if name not in self._ways:
            raise PluginError(
                f"No plugin knows the way to sign in called {name!r}.",
                mend="Install the plugin that does, or correct `respondent: sign_in:` in the file.",
            )
        plugin, offered = self._ways[name]
        return checks.sign_in_way(plugin, name, offered.make(settings))

    def theme(self, name: str, site: Site) -> Theme:
        """The theme called `name`, made for this site.

        Raises PluginError when no plugin has it, and ConfigurationError when the site may not wear it.
        """
        if name not in self._themes:
            raise PluginError(
                f"No plugin knows the theme {name!r}.",
                mend=f"Install the plugin that does, or write one of these in CONSULTKIT_THEME: "
                f"{', '.join(sorted(self._themes))}.",
            )
        plugin, make = self._themes[name]
        return checks.theme(plugin, make(site))

    def keys(self, source: str) -> str:
        """The content of a key file, from the source of this name.

        Raises PluginError when no plugin has it, and ConfigurationError when it cannot give them.
        """
        if source not in self._key_sources:
            known = ", ".join(sorted(self._key_sources)) or "none is installed"
            raise PluginError(
                f"No plugin knows the source of keys {source!r}.",
                mend=f"Install the plugin that does, or correct CONSULTKIT_KEYS_FROM ({known}).",
            )
        return checks.keys(*self._key_sources[source])

    @property
    def pages(self) -> Mapping[str, Pages]:
        """The pages of the plugins that have some, by plugin."""
        return MappingProxyType(self._pages)

    def look_up(
        self, name: str, form: Form, question: Question, value: Json, settings: PluginSettings
    ) -> LookedUp | None:
        """What the plugin knows of an answer. Raises ServiceError, PluginError."""
        self._require(name)
        if not self._manager.has(name, "look_up"):
            return None
        arguments = {"form": form, "question": question, "value": value, "settings": settings}
        result = self._manager.call(name, "look_up", arguments)
        return checks.looked_up(name, result, settings.looks_up().get(question.id, frozenset()))

    def received(
        self,
        name: str,
        form: Form,
        submission: Submission,
        receipt: Receipt,
        address: str,
        settings: PluginSettings,
    ) -> Mapping[str, Letter]:
        """The plugin's letters to who sent this submission, by language; nothing when it has none."""
        self._require(name)
        if not self._manager.has(name, "submission_received"):
            return {}
        arguments = {"form": form, "submission": submission, "receipt": receipt}
        arguments |= {"address": address, "settings": settings}
        result = self._manager.call(name, "submission_received", arguments)
        return {} if result is None else checks.letters(name, result)

    def route(
        self, name: str, form: Form, submission: Submission, settings: PluginSettings
    ) -> tuple[Referral, ...]:
        """What the plugin proposes for this submission, by destination; nothing when it proposes none."""
        self._require(name)
        if not self._manager.has(name, "route_submission"):
            return ()
        arguments = {"form": form, "submission": submission, "settings": settings}
        result = self._manager.call(name, "route_submission", arguments)
        return () if result is None else checks.referrals(name, result)

    def deliver(
        self, name: str, form: Form, case: Case, package: Package, post: Post, settings: PluginSettings
    ) -> Acknowledgement | Deposit:
        """Hand the case's referral over by the plugin that proposed it. Raises DeliveryError, PluginError."""
        self._require(name)
        arguments = {"form": form, "referral": case.referral, "case": case}
        arguments |= {"package": package, "post": post, "settings": settings}
        return checks.handed_over(name, self._manager.call(name, "deliver_referral", arguments))

    def withdraw(self, name: str, form: Form, case: Case, post: Post, settings: PluginSettings) -> bool:
        """Have its receiver told that the respondent agrees to it no more; whether it was told.

        Raises DeliveryError, PluginError.
        """
        self._require(name)
        if not self._manager.has(name, "withdraw_referral"):
            return False
        arguments = {"form": form, "case": case, "post": post, "settings": settings}
        return checks.was_told(name, self._manager.call(name, "withdraw_referral", arguments))

    def with_chores(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of these plugins that have something to do as time goes by."""
        return tuple(name for name in names if name in self._models and self._manager.has(name, "do_chores"))

    def do_chores(self, name: str, kit: object, consultation: str) -> None:
        """What time brings in the plugin. Raises ServiceError, PluginError."""
        self._require(name)
        self._manager.call(name, "do_chores", {"kit": kit, "consultation": consultation})

    def with_deadlines(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of these plugins that know of something due."""
        known = (name for name in names if name in self._models)
        return tuple(name for name in known if self._manager.has(name, "tell_deadlines"))

    def deadlines(self, name: str, kit: object, consultation: str) -> tuple[Deadline, ...]:
        """What is due in the plugin, the nearest first. Raises ServiceError, PluginError."""
        self._require(name)
        told = self._manager.call(name, "tell_deadlines", {"kit": kit, "consultation": consultation})
        return checks.deadlines(name, told)

    @property
    def erasing(self) -> tuple[str, ...]:
        """Those that keep something of contributions."""
        return tuple(self._with("erase"))

    def erase(self, name: str, kit: object, consultation: str, references: Sequence[str]) -> None:
        """Have the plugin erase what it keeps of these. Raises PluginError, or what the plugin raises."""
        arguments = {"kit": kit, "consultation": consultation, "references": references}
        self._manager.call(name, "erase", arguments)

    def scanners(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of these plugins that scan files."""
        return tuple(name for name in names if name in self._models and self._manager.has(name, "scan_file"))

    def scan(self, name: str, file: FileToScan, settings: PluginSettings) -> ScanState:
        """What the plugin says of a file. Raises ServiceError when it cannot say now, and PluginError."""
        self._require(name)
        result = self._manager.call(name, "scan_file", {"file": file, "settings": settings})
        return checks.scan_state(name, result)

    def _require(self, name: str) -> None:
        if name not in self._models:
            raise PluginError(f"Plugin {name!r} is not installed.", mend="Install it, then start again.")

    def _with(self, hook: str) -> Iterator[str]:
        return (name for name in self._manager.names if self._manager.has(name, hook))

    def _collect_types(self) -> Iterator[tuple[str, type[Question]]]:
        owners: dict[str, str] = {}
        for plugin in self._with("register_question_types"):
            result = self._manager.call(plugin, "register_question_types", {})
            for question_type in checks.question_types(plugin, result):
                _claim(question_type.kind, "question type", plugin, owners)
                yield question_type.kind, question_type

    def _collect_ways(self) -> Iterator[tuple[str, tuple[str, OfferedWay]]]:
        owners: dict[str, str] = {}
        for plugin in self._with("register_sign_in"):
            ways = checks.offered_ways(plugin, self._manager.call(plugin, "register_sign_in", {}))
            for word, offered in ways.items():
                _claim(word, "way to sign in", plugin, owners)
                yield word, (plugin, offered)

    def _collect_themes(self) -> Iterator[tuple[str, tuple[str, MakeTheme]]]:
        owners: dict[str, str] = {}
        for plugin in self._with("register_themes"):
            themes = checks.offered_themes(plugin, self._manager.call(plugin, "register_themes", {}))
            for word, make in themes.items():
                _claim(word, "theme", plugin, owners)
                yield word, (plugin, make)

    def _collect_key_sources(self) -> Iterator[tuple[str, tuple[str, GiveKeys]]]:
        owners: dict[str, str] = {}
        for plugin in self._with("register_key_sources"):
            sources = checks.key_sources(plugin, self._manager.call(plugin, "register_key_sources", {}))
            for word, give in sources.items():
                _claim(word, "source of keys", plugin, owners)
                yield word, (plugin, give)

    def _pages_of(self, name: str) -> Pages:
        return checks.pages(name, self._manager.call(name, "register_pages", {}))

    def _model(self, name: str) -> type[PluginSettings]:
        if not self._manager.has(name, "register_settings"):
            return PluginSettings
        return checks.settings_model(name, self._manager.call(name, "register_settings", {}))


def _claim(word: str, what: str, plugin: str, owners: dict[str, str]) -> None:
    if word in owners:
        raise PluginError(
            f"The {what} {word!r} comes from plugin {owners[word]!r} and from {plugin!r}.",
            mend="Uninstall one of them, or give it another word there.",
        )
    owners[word] = plugin
