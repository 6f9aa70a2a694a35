"""The short forms: what the party replies, and what the firms are asked when a measure falls due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from consultkit import Question, Sheet, Text, sheet_of
from consultkit_dialogue.settings import DialogueSettings

Written = Mapping[str, object]

REPLY: Sequence[Written] = (
    {
        "id": "position",
        "type": "choice",
        "label": {"fr": "Votre position", "en": "Your position"},
        "options": {
            "accept": {"fr": "Nous reconnaissons le problème", "en": "We acknowledge the problem"},
            "contest": {"fr": "Nous contestons", "en": "We contest it"},
            "not_ours": {"fr": "Cela ne dépend pas de nous", "en": "It is not ours to solve"},
        },
    },
    {
        "id": "measure",
        "type": "long_text",
        "label": {"fr": "La mesure que vous prenez", "en": "The measure that you take"},
        "show_if": {"position": "accept"},
    },
    {
        "id": "until",
        "type": "date",
        "label": {"fr": "Au plus tard le", "en": "By"},
        "min": "today",
        "show_if": {"position": "accept"},
    },
    {
        "id": "reasons",
        "type": "long_text",
        "label": {"fr": "Vos raisons", "en": "Your reasons"},
        "show_if": {"position": {"one_of": ["contest", "not_ours"]}},
    },
)
CHECK: Sequence[Written] = (
    {
        "id": "fixed",
        "type": "choice",
        "label": {"fr": "Le problème est-il résolu pour vous ?", "en": "Is the problem solved for you?"},
        "options": {
            "yes": {"fr": "Oui", "en": "Yes"},
            "partly": {"fr": "En partie", "en": "In part"},
            "no": {"fr": "Non", "en": "No"},
        },
    },
    {
        "id": "remark",
        "type": "long_text",
        "required": False,
        "label": {"fr": "Ce qui reste à faire", "en": "What is still to be done"},
        "hint": {
            "fr": "Seuls les agents de l'État le lisent.",
            "en": "Only the officials read it.",
        },
        "show_if": {"fixed": {"one_of": ["partly", "no"]}},
    },
)

Types = Mapping[str, type[Question]]


def reply_sheet(settings: DialogueSettings, types: Types) -> Sheet:
    """The party's. `types` are the question types of the deployment."""
    questions = settings.reply.questions or _questions(REPLY, types)
    return sheet_of("reply", Text({"fr": "Votre réponse", "en": "Your reply"}), questions)


def check_sheet(settings: DialogueSettings, types: Types) -> Sheet:
    """The firms'."""
    questions = settings.check.questions or _questions(CHECK, types)
    return sheet_of("check", Text({"fr": "Est-ce résolu ?", "en": "Is it solved?"}), questions)


def _questions(written: Sequence[Written], types: Types) -> list[Question]:
    return [types[str(one["type"])].model_validate(dict(one)) for one in written]
