"""What the worker does once an hour, in its order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from consultkit.hooks import Plugins
from consultkit.operations.clock import Clock
from consultkit.operations.digests import Digests
from consultkit.operations.forms import Forms
from consultkit.operations.plugin_chores import PluginChores
from consultkit.operations.plugin_deadlines import PluginDeadlines
from consultkit.operations.waiting_drafts import WaitingDrafts
from consultkit.storage import Archive

Chore = Callable[[], object]


def chores_with(
    own: Sequence[Chore],
    archive: Archive,
    forms: Forms,
    plugins: Plugins,
    clock: Clock,
    public_url: str,
    kit: object,
) -> list[Chore]:
    """Those of waiting drafts, then `own`, then what officials are told and what plugins do with `kit`."""
    waiting, asked = WaitingDrafts(archive, forms, clock), PluginChores(plugins, forms)
    due = PluginDeadlines(plugins, forms)
    digests = Digests(archive, forms, clock, public_url, lambda of: due.of(kit, of))
    return [waiting.remind, waiting.throw_away, *own, digests.write, lambda: asked.do(kit)]
