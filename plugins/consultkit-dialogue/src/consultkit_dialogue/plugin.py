"""The hooks. The entry point `dialogue` of group `consultkit` names this module."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from consultkit import ConsultKit, Deadline, Pages, PluginSettings, Role, hookimpl
from consultkit_dialogue.deadlines import deadlines_of
from consultkit_dialogue.erasing import forget
from consultkit_dialogue.firms import ask_where_due
from consultkit_dialogue.pages import make_blueprint
from consultkit_dialogue.register import PLUGIN, Register
from consultkit_dialogue.settings import DialogueSettings


@hookimpl
def register_settings() -> type[PluginSettings]:
    return DialogueSettings


@hookimpl
def register_pages() -> Pages:
    return Pages(
        make_blueprint(),
        tabs={"dialogue.problems": "Problems"},
        homes={Role.PARTY: "dialogue.told"},
        of_contribution={"dialogue.seen": "Who has seen what of it"},
        of_receipt={"dialogue.followed": "Who has seen what of it"},
        translations=Path(__file__).parent / "locale",
    )


@hookimpl
def do_chores(kit: ConsultKit, consultation: str) -> None:
    ask_where_due(Register(kit, consultation))


@hookimpl
def tell_deadlines(kit: ConsultKit, consultation: str) -> Sequence[Deadline]:
    return deadlines_of(Register(kit, consultation).problems())


@hookimpl
def erase(kit: ConsultKit, consultation: str, references: Sequence[str]) -> None:
    forget(kit.room(PLUGIN), consultation, references)
