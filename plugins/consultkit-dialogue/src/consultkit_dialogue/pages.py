"""The addresses of the plugin, and the views behind them."""

from __future__ import annotations

from flask import Blueprint

from consultkit_dialogue import desk, desk_acts, party, respondent

AT_DESK = "/desk/<consultation>/problems"
IN_ROOM = "/<consultation>/problems"
OWN = "/<consultation>/receipt/<reference>"


def make_blueprint() -> Blueprint:
    """A new one for each application."""
    blueprint = Blueprint("dialogue", "consultkit_dialogue", template_folder="templates")
    _add_desk(blueprint)
    _add_room(blueprint)
    blueprint.add_url_rule(f"{OWN}/followed", view_func=respondent.followed)
    blueprint.add_url_rule(f"{OWN}/solved/<uuid:problem_id>", view_func=respondent.solved)
    blueprint.add_url_rule(
        f"{OWN}/solved/<uuid:problem_id>", view_func=respondent.say_solved, methods=["POST"]
    )
    return blueprint


def _add_desk(blueprint: Blueprint) -> None:
    one = f"{AT_DESK}/<uuid:problem_id>"
    blueprint.add_url_rule(AT_DESK, view_func=desk.problems)
    blueprint.add_url_rule(f"{AT_DESK}/suggestions", view_func=desk.suggestions)
    blueprint.add_url_rule(f"{AT_DESK}/new", view_func=desk.new)
    blueprint.add_url_rule(f"{AT_DESK}/new", view_func=desk_acts.signal, methods=["POST"])
    blueprint.add_url_rule(one, view_func=desk.problem)
    blueprint.add_url_rule(f"{one}/extract/<reference>", view_func=desk.extract)
    blueprint.add_url_rule(f"{one}/extract/<reference>", view_func=desk_acts.excerpt, methods=["POST"])
    blueprint.add_url_rule(f"{one}/release", view_func=desk.preview)
    blueprint.add_url_rule(f"{one}/release", view_func=desk_acts.release, methods=["POST"])
    blueprint.add_url_rule(f"{one}/file/<uuid:attachment_id>", view_func=desk.party_file)
    for name, act in desk_acts.ACTS.items():
        blueprint.add_url_rule(f"{one}/{name}", view_func=act, methods=["POST"])
    blueprint.add_url_rule("/desk/<consultation>/contributions/<reference>/seen", view_func=desk.seen)


def _add_room(blueprint: Blueprint) -> None:
    one = f"{IN_ROOM}/<uuid:problem_id>"
    blueprint.add_url_rule(IN_ROOM, view_func=party.told)
    blueprint.add_url_rule(one, view_func=party.told_one)
    blueprint.add_url_rule(f"{one}/reply", view_func=party.reply)
    blueprint.add_url_rule(f"{one}/reply", view_func=party.send_reply, methods=["POST"])
    blueprint.add_url_rule(f"{one}/files", view_func=party.hand_in, methods=["POST"])
    blueprint.add_url_rule(f"{one}/file/<uuid:attachment_id>", view_func=party.own_file)
    blueprint.add_url_rule(f"{one}/time", view_func=party.ask_for_time, methods=["POST"])
