"""What the access matrix knows of each route: how to fill its address and its form, and with whose things.

A new route is added here; until then the matrix fails.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from uuid import uuid4

from werkzeug.routing import Rule

from consultkit.operations.references import new_reference
from consultkit.storage.identities import handle_of
from consultkit.storage.sessions import HANDLE_LENGTH

from .access_world import ELSEWHERE, HERE, NOWHERE, OFFICIALS, World

OWN, OTHERS, ABSENT = WHOSE = ("own", "somebody else's", "absent")

PLAIN = {
    "consultation": HERE,
    "page_id": "you",
    "repeat_id": "neighbours",
    "number": "1",
    "provider": "franceconnect",
    "destination": "mediator",
    "filename": "theme.css",
    "ending": "svg",
    "question_id": "shop",
}
"""Arguments that name nothing of anybody's."""

UNGUESSABLE = {
    "token": lambda: uuid4().hex,
    "problem_id": lambda: str(uuid4()),
}
"""Whoever has it may use it: there is only an absent one to try. A link to join is somebody's besides."""

Find = Callable[[World, str, str], str]
"""Of an argument: in this world, for this actor, whose."""


def neighbour(actor: str) -> str:
    return "respondent 1" if actor == "respondent 2" else "respondent 2"


def thing(kind: str, absent: Callable[[], str]) -> Find:
    """Something that each person may have of their own."""

    def find(world: World, actor: str, whose: str) -> str:
        return (
            absent() if whose == ABSENT else world.thing_of(actor if whose == OWN else neighbour(actor), kind)
        )

    return find


draft = thing("draft", lambda: str(uuid4()))
draft_file = thing("file", lambda: str(uuid4()))
visit = thing("visit", lambda: secrets.token_hex(HANDLE_LENGTH)[:HANDLE_LENGTH])
way = thing("way", lambda: handle_of("https://provider.example", secrets.token_hex(32)))
factor = thing("factor", lambda: uuid4().hex)
join_link = thing("join link", lambda: f"{uuid4().hex}.{secrets.token_hex(32)}")


def reference(world: World, actor: str, whose: str) -> str:
    if whose == ABSENT:
        return new_reference()
    return world.receipts[actor if whose == OWN else neighbour(actor), HERE].reference


def desk_reference(world: World, actor: str, whose: str) -> str:
    """Asked for at one's own desk: a contribution to its consultation, or to another one."""
    if whose == ABSENT:
        return new_reference()
    desks = (HERE, ELSEWHERE) if own_desk(actor) == HERE else (ELSEWHERE, HERE)
    return world.receipts["respondent 2", desks[whose != OWN]].reference


def about_sent(things: str) -> Find:
    """Something that hangs on what the actor sent: a file, a note, a question."""

    def find(world: World, actor: str, whose: str) -> str:
        if whose == ABSENT:
            return str(uuid4())
        return getattr(world, things)[actor if whose == OWN else neighbour(actor), HERE]

    return find


def about_received(things: str) -> Find:
    """Likewise at one's own desk, as `desk_reference`."""

    def find(world: World, actor: str, whose: str) -> str:
        if whose == ABSENT:
            return str(uuid4())
        desks = (HERE, ELSEWHERE) if own_desk(actor) == HERE else (ELSEWHERE, HERE)
        return getattr(world, things)["respondent 2", desks[whose != OWN]]

    return find


def export(world: World, actor: str, whose: str) -> str:
    """Nobody but who asked for it has it, at the same desk either."""
    if whose == ABSENT:
        return str(uuid4())
    asker = actor if actor in OFFICIALS else "official"
    colleague = "caseworker" if asker == "official" else "official"
    return world.export_of(asker if whose == OWN else colleague)


def own_desk(actor: str) -> str:
    return ELSEWHERE if actor == "official of another consultation" else HERE


def desk(_world: World, actor: str, whose: str) -> str:
    if whose == ABSENT:
        return NOWHERE
    own = own_desk(actor)
    return own if whose == OWN else ({HERE, ELSEWHERE} - {own}).pop()


DIALOGUE = (
    "answer_wish",
    "ask_firms",
    "ask_for_time",
    "attach",
    "clear",
    "describe",
    "detach",
    "drop",
    "end",
    "excerpt",
    "hand_in",
    "own",
    "qualify",
    "release",
    "say_solved",
    "send_reply",
    "signal",
)
"""The forms of the pages of the dialogue: there for nobody, as no file here names the plugin."""

FORMS: dict[str, dict[str, str | Find]] = {
    "account.add_authenticator": {},
    "account.add_passkey": {},
    "account.add_way": {"way": "franceconnect"},
    "account.ask_address": {},
    "account.ask_to_join": {},
    "account.change_password": {},
    "account.confirm_address": {},
    "account.delete": {},
    "account.download_own_data": {},
    "account.end_all_visits": {},
    "account.end_visit_elsewhere": {"visit": visit},
    "account.join_by_link": {},
    "account.join_by_password": {},
    "account.part_with_way": {"handle": way},
    "account.prove_password": {},
    "account.remove_factor": {"factor": factor},
    "account.renew_codes": {},
    "desk.act": {"reference": desk_reference, "act": "reopen"},
    "desk.ask_export": {"format": "csv"},
    "desk.ask": {"text": "Send the contract.", "days": "15"},
    "desk.begin_entry": {"channel": "paper"},
    "desk.check_entry": {},
    "desk.code": {},
    "desk.count_in_background": {"question": "story"},
    "desk.decide": {"step": "accepted"},
    "desk.note": {"text": "Look at this."},
    "desk.forget_handed_key": {},
    "desk.hand_in_key": {"key": "AGE-SECRET-KEY-1"},
    "desk.keep_longer": {"reference": desk_reference, "until": "2019-01-01", "reason": "A lawsuit."},
    "desk.keep_publication": {"said.fr": "Du bruit.", "at_least": "5"},
    "desk.publication_note": {"note": "Un mot."},
    "desk.publish": {},
    "desk.publish_open_data": {},
    "respondent.check_receipt": {"receipt": "consultkit receipt 1"},
    "desk.redact": {"question": "shop", "passage": "pain", "reason": "A name."},
    "desk.remove_list": {"name": "Mine"},
    "desk.save_list": {"name": "Mine", "query": "state=new"},
    "desk.show_again": {"question": "shop", "passage": "pain"},
    "desk.stop_entry": {},
    "desk.throw_export_away": {},
    "desk.undo": {},
    "desk.sign_in_with_account": {},
    **{f"dialogue.{name}": {} for name in DIALOGUE},
    "mediator.decide": {"step": "accepted"},
    "respondent.answer_asked": {},
    "respondent.autosave": {},
    "respondent.begin_another": {},
    "respondent.correct": {},
    "respondent.discard": {},
    "respondent.remove_row": {},
    "respondent.save": {},
    "respondent.save_row": {},
    "respondent.submit": {},
    "respondent.take_back": {},
    "respondent.upload": {"question": "paper"},
    "respondent.withdraw": {},
    "sign_in.choose_password": {},
    "sign_in.prove_second_factor": {},
    "sign_in.send_link": {},
    "sign_in.sign_in_with_account": {},
    "sign_in.sign_out": {},
}
"""What each route that takes a form is sent beside the token: above all what names something of anybody."""


QUERIES: dict[str, dict[str, str]] = {
    "desk.summary_chart": {"of": "trouble"},
    "desk.cross_chart": {"of": "heat", "rows": "trouble", "columns": "sure"},
    "desk.compare_chart": {"of": "sure", "by": "trouble", "one": "noise", "other": "works"},
    "desk.arrivals_chart": {"of": "days"},
    "desk.texts_chart": {"of": "keywords"},
}
"""What the address of a page asks for, where there is nothing without it."""


def no_file(_world: World, _actor: str, _whose: str) -> str:
    """The dialogue shows in its own tests who finds the files of a party: here there are absent ones only."""
    return str(uuid4())


FILES: dict[str, Find] = {
    "respondent.sent_file": about_sent("files"),
    "respondent.note_file": about_sent("notes"),
    "desk.file": about_received("files"),
    "desk.note_file": about_received("notes"),
    "dialogue.own_file": no_file,
    "dialogue.party_file": no_file,
}
"""Whose files an address names, where they are not of a draft."""


def objects_of(rule: Rule) -> dict[str, Find]:
    """The arguments of a route that name something of somebody's."""
    at_the_desk = rule.endpoint.startswith("desk.")
    known: dict[str, Find] = {"draft_id": draft, "reference": desk_reference if at_the_desk else reference}
    known["export_id"] = export
    known["asked_id"] = about_sent("asked")
    known["attachment_id"] = FILES.get(rule.endpoint, draft_file)
    if rule.rule.startswith("/account/join/"):
        known["token"] = join_link
    # Cases come from plugins, which show in their own tests who finds them: here there are absent ones only.
    known["case_id"] = lambda _world, _actor, _whose: str(uuid4())
    if at_the_desk:
        in_it = {"reference", "export_id"} & (rule.arguments | set(FORMS.get(rule.endpoint, {})))
        known["consultation"] = (lambda _world, actor, _whose: own_desk(actor)) if in_it else desk
    return {name: find for name, find in known.items() if name in rule.arguments}


def is_known(rule: Rule) -> bool:
    arguments = rule.arguments - {*objects_of(rule), *PLAIN, *UNGUESSABLE}
    return not arguments and ("POST" not in rule.methods or rule.endpoint in FORMS)
