"""pluggy, with two habits of ours: every fault names its plugin, and plugins are called one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points

import pluggy

from consultkit.errors import ConfigurationError, PluginError, ServiceError
from consultkit.hooks import specs

GROUP = "consultkit"


class Manager:
    """The plugins by name: that of the entry point, or the one under which a plugin is handed in."""

    def __init__(self, built_in: Mapping[str, object], given: Mapping[str, object]) -> None:
        plugins = {**built_in, **_installed(given), **given}
        # One pluggy manager for each: so that a call can reach no other plugin, whatever pluggy is asked.
        self._hooks = {name: _registered(name, plugin) for name, plugin in plugins.items()}

    @property
    def names(self) -> tuple[str, ...]:
        """The built-in ones, then the installed ones, then those handed in."""
        return tuple(self._hooks)

    def has(self, name: str, hook: str) -> bool:
        caller: pluggy.HookCaller = getattr(self._hooks[name], hook)
        return bool(caller.get_hookimpls())

    def call(self, name: str, hook: str, arguments: Mapping[str, object]) -> object:
        """Call this hook of one plugin, and of no other.

        The errors with which a plugin speaks of its surroundings (ServiceError, ConfigurationError,
        PluginError) go through; anything else becomes a PluginError.
        """
        caller: pluggy.HookCaller = getattr(self._hooks[name], hook)
        try:
            result: object = caller(**arguments)
        except (ServiceError, ConfigurationError, PluginError):
            raise
        except (Exception, SystemExit) as error:
            # The kind of error only: its message may quote an answer, and this one is kept and logged.
            raise fault(name, hook, f"raised {type(error).__name__}") from error
        return result


def fault(name: str, hook: str, what: str) -> PluginError:
    """What is wrong with the hook of a plugin, for its author."""
    return PluginError(
        f"Plugin {name!r}, hook {hook}: {what}.", mend="Correct the plugin; its hooks are in docs/hooks.md."
    )


def _registered(name: str, plugin: object) -> pluggy.HookRelay:
    if isinstance(plugin, type):
        raise PluginError(
            f"Plugin {name!r} is the class {plugin.__name__}, not an object.",
            mend=f"Hand over {plugin.__name__}() or a module.",
        )
    manager = pluggy.PluginManager("consultkit")
    manager.add_hookspecs(specs)
    try:
        manager.register(plugin, name)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise PluginError(f"Plugin {name!r} does not fit: {error}.") from error
    if not manager.get_hookcallers(plugin):
        raise PluginError(
            f"Plugin {name!r} has no hook.", mend="Mark its functions with `consultkit.hookimpl`."
        )
    return manager.hook


def _installed(given: Mapping[str, object]) -> dict[str, object]:
    # One that is handed in stands in for the installed one of its name: a test needs no packaging.
    found = sorted(entry_points(group=GROUP), key=lambda entry_point: entry_point.name)
    return {entry_point.name: _load(entry_point) for entry_point in found if entry_point.name not in given}


def _load(entry_point: EntryPoint) -> object:
    try:
        plugin: object = entry_point.load()
    except Exception as error:
        raise PluginError(
            f"Plugin {entry_point.name!r} ({entry_point.value}) cannot be loaded: {error}.",
            mend="Install it again, or uninstall it.",
        ) from error
    return plugin
