"""A form's digest names what respondents meet; a stored form is the same form."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from consultkit.errors import NotFoundError
from consultkit.form import Form, compile_form, form_from_document

Edited = Callable[..., Form]

UNCHANGED = [
    ("closes: 2018-11-30", "closes: 2018-12-30"),
    ("closes: 2018-11-30", "closes: 2018-11-30, late: flag"),
    ("sign_in: [account]", "sign_in: [account, franceconnect]"),
    ("consent: call_mediator", "consent: facts"),
    ("title: Votre avis", "title: Votre avis\nsummary: Un résumé corrigé"),
    ("id: call_mediator, type: yes_no", "id: call_mediator, required: true, type: yes_no"),
    ("title: Votre avis", "languages: [fr]\ntitle: Votre avis"),
]
CHANGED = [
    ("consultation: plugin", "consultation: other"),
    ("Saisir le médiateur ?", "Saisir le médiateur des entreprises ?"),
    ("id: facts, type", "id: facts, required: false, type"),
    ("type: long_text", "type: text"),
    ("keep: 6 months", "keep: 7 months"),
    ("controller: La mairie", "controller: La préfecture"),
    ("title: Votre avis", "title: Votre avis\nprotect: all"),
    ("title: Votre avis", "title: Votre avis\nlanguages: [fr, en]"),
    ("title: Une question", "title: Deux questions"),
]


def test_a_digest_is_a_sha_256(edited: Edited) -> None:
    assert len(bytes.fromhex(edited("smallest").digest)) == 32


@pytest.mark.parametrize(("old", "new"), UNCHANGED)
def test_what_respondents_do_not_meet_is_no_new_version(edited: Edited, old: str, new: str) -> None:
    text = edited("plugin")
    facts = ("facts: [facts]", "facts: [call_mediator]")
    assert edited("plugin", (old, new)).digest == text.digest == edited("plugin", facts).digest


@pytest.mark.parametrize(("old", "new"), CHANGED)
def test_what_respondents_meet_is_a_new_version(edited: Edited, old: str, new: str) -> None:
    replaced = [(old, new)]
    if "type: text" in new:
        replaced.append(("{id: facts, type: text", "{id: facts, max_length: 300, type: text"))
    assert edited("plugin", *replaced).digest != edited("plugin").digest


def test_the_order_of_pages_questions_and_options_is_met(edited: Edited) -> None:
    before = edited("question_types")
    swapped = edited(
        "question_types",
        ("north: Nord, south: {", "south: {"),
        ("plus petite}}", "plus petite}, north: Nord}"),
    )
    assert swapped.digest != before.digest
    assert swapped.questions.keys() == before.questions.keys()


@pytest.mark.parametrize(
    "name", ["smallest", "question_types", "conditions", "languages", "window", "plugin"]
)
def test_a_stored_form_compiles_again_to_the_same_digest(edited: Edited, types, name: str) -> None:
    form = edited(name)
    # As PostgreSQL gives it back: equal, in another order of keys.
    stored = json.loads(json.dumps(form.document(), sort_keys=True))
    again = form_from_document(stored, types)
    assert again.digest == form.digest
    assert compile_form(again.consultation).digest == form.digest
    assert list(again.questions) == list(form.questions)
    assert again.document() == form.document()


def test_a_stored_form_is_read_without_the_types_it_was_made_of(edited: Edited, types) -> None:
    form = edited("question_types")
    fewer = {kind: one for kind, one in types.items() if kind not in ("siret", "choice")}
    again = form_from_document(form.document(), fewer)
    assert again.digest == form.digest
    journey = again.journey({"siret": "73282932000074", "platform": "north"})
    assert journey.answers == {"siret": "73282932000074", "platform": "north"}
    assert again.questions["platform"].display("north", "fr") == "north"


def test_a_page_that_is_not_there_is_said_so(edited: Edited) -> None:
    form = edited("smallest")
    assert form.page("only").id == "only"
    with pytest.raises(NotFoundError):
        form.page("other")


def test_a_form_cannot_be_changed_through_what_it_gives_out(edited: Edited) -> None:
    form = edited("smallest")
    form.document().clear()
    assert form.document()["consultation"] == "smallest"
    with pytest.raises(TypeError):
        form.questions["new"] = form.questions["opinion"]  # type: ignore[index]
