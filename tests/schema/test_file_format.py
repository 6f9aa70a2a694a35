"""The tiny files load whole, say what they mean, fit the published schema, and survive being stored."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from consultkit.errors import ConsultationFileError, PluginError
from consultkit.schema import (
    BUILT_IN_TYPES,
    Condition,
    Consultation,
    Duration,
    Page,
    PluginSettings,
    Privacy,
    Question,
    RetiredQuestion,
    Text,
    YesNoQuestion,
    consultation_from_document,
    document_of,
    load_consultation,
)

CONSULTATIONS = Path(__file__).parent.parent / "consultations"
TINY = ("smallest", "question_types", "conditions", "languages", "window", "plugin", "files")
Tiny = Callable[[str], Consultation]


def test_what_a_file_leaves_out_has_its_default(tiny: Tiny) -> None:
    smallest = tiny("smallest")
    assert (smallest.id, smallest.languages, smallest.protect) == ("smallest", ("fr",), "personal")
    assert smallest.respondent.contributions == "one"
    assert (smallest.window.timezone, smallest.window.late.limit) == ("Europe/Paris", timedelta(minutes=2))
    (question,) = smallest.pages[0].questions
    assert question.required
    assert question.show_if is None
    assert smallest.plugins == {}
    assert smallest.documents_to_have == ()


def test_every_built_in_type_loads_with_each_of_its_keys(tiny: Tiny) -> None:
    questions = [question for page in tiny("question_types").pages for question in page.met]
    assert {question.kind for question in questions} == {one.kind for one in BUILT_IN_TYPES}
    used: dict[str, set[str]] = {}
    for question in questions:
        used.setdefault(question.kind, set()).update(question.model_fields_set)
    for one in BUILT_IN_TYPES:
        own = set(one.model_fields) - set(Question.model_fields)
        assert own <= used[one.kind], one.kind


def test_the_window_of_a_file(tiny: Tiny) -> None:
    window = tiny("window").window
    assert window.opens_at == datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
    assert window.closes_at == datetime(2026, 4, 17, 14, 0, tzinfo=UTC)
    assert window.late.limit == timedelta(minutes=5)


def test_texts_fall_back_to_the_first_language_of_the_file(tiny: Tiny) -> None:
    consultation = tiny("languages")
    assert consultation.title.in_language("en") == "Your opinion"
    assert consultation.title.in_language("de") == "Votre avis"
    assert consultation.privacy.purpose.in_language("en") == "Écouter"
    assert consultation.time_needed is not None
    assert consultation.time_needed.in_language("en") == "5 minutes"
    (street,) = consultation.pages[0].questions
    assert street.code_label("high", "en") == "The high one"
    assert street.code_label("low", "en") == "Rue Basse"


def test_the_first_language_is_the_files_and_not_the_texts(load: Callable[[str], Consultation]) -> None:
    text = (CONSULTATIONS / "languages.yaml").read_text()
    consultation = load(
        text.replace("{fr: Votre avis, en: Your opinion}", "{en: Your opinion, fr: Votre avis}")
    )
    stored = json.loads(json.dumps(document_of(consultation), sort_keys=True))
    for one in (consultation, consultation_from_document(stored, {})):
        assert str(one.title) == one.title.in_language("de") == "Votre avis"


def test_a_plugin_has_its_own_part(tiny: Tiny) -> None:
    settings = tiny("plugin").plugins["mediator"]
    assert settings.reads() == {"call_mediator", "facts"}
    assert isinstance(settings.when, Condition)
    assert settings.when.holds({"call_mediator": True})


def test_a_plugin_that_refuses_its_part_is_a_fault_of_the_file(load, tmp_path: Path, types) -> None:
    class Refusing(PluginSettings):
        def model_post_init(self, _context: object) -> None:
            raise PluginError("The address is not safe.", mend="Write https.")

    path = tmp_path / "refused.yaml"
    path.write_text((CONSULTATIONS / "smallest.yaml").read_text() + "plugins:\n  refusing:\n")
    with pytest.raises(ConsultationFileError) as caught:
        load_consultation(path, types, {"refusing": Refusing}, {"account": {}})
    assert str(caught.value.problems[0]) == f"{path}:13: The address is not safe. Write https."


@pytest.mark.parametrize("name", TINY)
def test_a_stored_document_gives_the_same_consultation_again(tiny: Tiny, types, name: str) -> None:
    document = document_of(tiny(name))
    # PostgreSQL's JSONB keeps no order of keys, and neither do canonical bytes.
    stored = json.loads(json.dumps(document, sort_keys=True))
    assert document_of(consultation_from_document(stored, types)) == document
    assert "plugins" not in document


def test_a_question_whose_type_is_gone_is_still_read(tiny: Tiny, types) -> None:
    fewer = {kind: one for kind, one in types.items() if kind not in ("siret", "choices")}
    consultation = consultation_from_document(document_of(tiny("question_types")), fewer)
    gone = [
        question for page in consultation.pages for question in page.questions if question.type not in fewer
    ]
    assert all(isinstance(question, RetiredQuestion) for question in gone)
    siret, practices = gone
    assert siret.label.in_language("fr") == "SIRET"
    assert siret.display("73282932000074", "fr") == "73282932000074"
    assert practices.display(["delisting", "silence"], "fr") == '["delisting", "silence"]'
    assert practices.cells(None, "fr") == ("",)
    siret.check("anything", {})
    assert siret.is_protected("personal")
    assert practices.is_protected("personal")


@pytest.mark.parametrize(
    ("written", "count", "unit", "said", "length"),
    [
        ("2m", 2, "minute", "2 minutes", timedelta(minutes=2)),
        ("90 seconds", 90, "second", "90 secondes", timedelta(seconds=90)),
        ("1 day", 1, "day", "1 jour", timedelta(days=1)),
        ("6 months", 6, "month", "6 mois", None),
        ("1 year", 1, "year", "1 an", None),
    ],
)
def test_lengths_of_time(
    load, written: str, count: int, unit: str, said: str, length: timedelta | None
) -> None:
    text = (CONSULTATIONS / "smallest.yaml").read_text()
    if length is not None and length < timedelta(hours=1):
        text = text.replace("closes: 2018-11-30", f"closes: 2018-11-30, late: {{grace: {written}}}")
        duration = load(text).window.late.grace
    else:
        duration = load(text.replace("6 months", written)).privacy.keep
    assert duration == Duration(count, unit)
    assert duration.in_words("fr").replace("\u00a0", " ") == said
    assert duration.is_fixed is (length is not None)
    if length is None:
        with pytest.raises(ValueError, match="no fixed length"):
            _ = duration.length
    else:
        assert duration.length == length


def test_parts_can_be_made_in_python() -> None:
    asked = {
        "id": "asked",
        "type": "yes_no",
        "label": Text({"": "Vraiment ?"}),
        "show_if": Condition.of({"a": True}),
    }
    question = YesNoQuestion.model_validate(asked)
    page = Page.model_validate({"id": "one", "title": "Une page", "questions": [question]})
    assert page.questions == (question,)
    kept = Privacy(
        controller=Text({"": "La mairie"}),
        basis="consent",
        purpose=Text({"": "Écouter"}),
        dpo="dpo@mairie.example",
        keep=Duration(6, "month"),
    )
    assert str(kept.keep) == "6 months"


def test_equal_texts_are_equal_whatever_their_order() -> None:
    one, other = Text({"fr": "a", "en": "b"}, "fr"), Text({"en": "b", "fr": "a"}, "fr")
    assert one == other
    assert hash(one) == hash(other)
