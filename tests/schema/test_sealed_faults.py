"""What is sealed, and what a file may not ask of it: each fault with its place and how to mend it."""

from __future__ import annotations

import sys
from pathlib import Path

import officials_keys
import pytest

from consultkit import age
from consultkit.errors import ConsultationFileError
from consultkit.schema import (
    Consultation,
    consultation_from_document,
    document_of,
    load_consultation,
    warnings_of,
)

from .conftest import PLUGINS, SMALLEST, TYPES, WAYS, Faults, Load

HEAD = SMALLEST[: SMALLEST.index("pages:")]
SEAL = f"seal: {{recipients: [{officials_keys.ONE.recipient}, {officials_keys.OTHER.recipient}]}}\n"
PAGE = "pages:\n  - id: one\n    title: One\n    questions:\n"
SEALED = "      - {id: secret, type: choice, label: Secret, sealed: true, options: {a: A, b: B}}\n"
NUMBER = "      - {id: loss, type: integer, label: Loss, sealed: true}\n"
SECOND = "  - id: two\n    title: Two\n    show_if: {secret: {answered: true}}\n    questions:\n"
SUM = """\
      - {id: gain, type: integer, label: Gain}
      - {id: total, type: computed, label: Total, sum: [gain, loss]}
"""
INNER = "{id: x, type: text, label: X}"
INNER_SEALED = "{id: x, type: text, label: X, sealed: true}"
CODING = "desk: {coding: {questions: [" + INNER_SEALED + "]}}\n"
OPEN = "      - {id: plain, type: text, label: Plain}\n"


def file_of(questions: str, seal: str = SEAL, more: str = "") -> str:
    return f"{HEAD}{seal}{more}{PAGE}{questions}"


def test_what_is_sealed_and_whose_keys_open_it_is_stored_with_the_form(load: Load) -> None:
    consultation = load(file_of(SEALED + OPEN))
    assert consultation.seal is not None
    assert consultation.seal.recipients == (officials_keys.ONE.recipient, officials_keys.OTHER.recipient)
    stored = consultation_from_document(document_of(consultation), TYPES)
    assert stored == consultation
    assert [one.id for one in stored.pages[0].questions if one.sealed] == ["secret"]
    assert stored.pages[0].questions[0].is_protected("personal")


@pytest.mark.parametrize(
    ("text", "place", "what", "mend"),
    [
        (file_of(SEALED, seal=""), "pages[0].questions[0].sealed", "names no key", "consultkit keys new"),
        (file_of(SEALED, seal="seal: {recipients: []}\n"), "seal.recipients", "", ""),
        (file_of(SEALED, seal="seal: {recipients: [age1x]}\n"), "seal.recipients[0]", "not the public", ""),
        (
            file_of(SEALED, seal=SEAL.replace(officials_keys.OTHER.recipient[-3:], "qqq")),
            "seal.recipients[1]",
            "a character of it is wrong",
            "Copy what",
        ),
        (
            file_of(SEALED, seal=f"seal: {{recipients: [{officials_keys.ONE.secret}]}}\n"),
            "seal.recipients[0]",
            "This is a secret key",
            "Make another key",
        ),
        (
            file_of(SEALED, seal=SEAL.replace(officials_keys.OTHER.recipient, officials_keys.ONE.recipient)),
            "seal.recipients",
            "listed twice",
            "once",
        ),
        (
            file_of(SEALED + "      - {id: b, type: text, label: B, show_if: {secret: a}}\n"),
            "pages[0].questions[1].show_if.secret",
            "a condition cannot read it",
            "Take `sealed: true` away",
        ),
        (
            file_of(
                SEALED
                + "      - id: b\n        type: choice\n        label: B\n        options:\n"
                + "          x: {label: X, show_if: {secret: a}}\n          y: Y\n"
            ),
            "pages[0].questions[1].options.x.show_if.secret",
            "a condition cannot read it",
            "",
        ),
        (
            file_of(SEALED + SECOND + OPEN),
            "pages[1].show_if.secret.answered",
            "a condition cannot read it",
            "",
        ),
        (
            file_of(SEALED, more="submit: [{if: {secret: a}, otherwise: No}]\n"),
            "submit[0].if.secret",
            "a condition cannot read it",
            "",
        ),
        (
            file_of(SEALED + "      - {id: b, type: text, label: 'After {secret}'}\n"),
            "pages[0].questions[1].label",
            "a text cannot read it",
            "",
        ),
        (
            file_of(NUMBER + SUM),
            "pages[0].questions[2]",
            "a computed question cannot read it",
            "",
        ),
        (
            file_of(SEALED, more="desk: {filters: [secret]}\n"),
            "desk.filters[0]",
            "a filter of the desk cannot read it",
            "",
        ),
        (
            file_of(SEALED, more=CODING),
            "desk.coding.questions",
            "cannot be sealed in a short form",
            "pages",
        ),
        (
            file_of(SEALED, more="plugins: {mediator: {consent: secret}}\n"),
            "plugins.mediator.consent",
            "the plugin `mediator` cannot read it",
            "",
        ),
        (
            file_of(SEALED + OPEN, more="plugins: {mediator: {consent: plain, when: {secret: a}}}\n"),
            "plugins.mediator.when.secret",
            "the plugin `mediator` cannot read it",
            "",
        ),
        (
            file_of("      - {id: proof, type: file, label: P, formats: [pdf], sealed: true}\n"),
            "pages[0].questions[0].sealed",
            "Files cannot be sealed yet",
            "words",
        ),
        (
            file_of("      - {id: proofs, type: files, label: P, formats: [pdf], sealed: true}\n"),
            "pages[0].questions[0].sealed",
            "Files cannot be sealed yet",
            "",
        ),
        (
            file_of("      - {id: read, type: statement, label: P, sealed: true}\n" + OPEN),
            "pages[0].questions[0].sealed",
            "asks nothing",
            "Take",
        ),
        (
            file_of("      - {id: g, type: group, label: G, sealed: true, questions: [" + INNER + "]}\n"),
            "pages[0].questions[0].sealed",
            "A group has no answer",
            "Seal the questions",
        ),
        (
            file_of("      - {id: r, type: repeat, label: R, row: Row, questions: [" + INNER_SEALED + "]}\n"),
            "pages[0].questions[0].questions[0].sealed",
            "asked in rows",
            "Seal the whole `repeat`",
        ),
        (file_of(OPEN.replace("Plain}", "Plain, sealed: yes}")), "pages[0].questions[0].sealed", "", ""),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_served_so_is_refused(
    faults: Faults, text: str, place: str, what: str, mend: str
) -> None:
    [problem] = faults(text)
    assert problem.path == place
    assert what in problem.message
    assert mend in problem.mend
    assert "AGE-SECRET-KEY-1" not in str(problem)


def test_a_question_in_a_group_can_be_sealed(load: Load) -> None:
    group = (
        "      - {id: g, type: group, label: G, questions: [{id: x, type: text, label: X, sealed: true}]}\n"
    )
    assert load(file_of(group)).pages[0].met[1].sealed


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (file_of(SEALED, seal=f"seal: {{recipients: [{officials_keys.ONE.recipient}]}}\n"), "One key alone"),
        (file_of(OPEN), "No question is sealed"),
    ],
)
def test_what_may_be_regretted_is_warned_of(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(text)
    [warning] = warnings_of(path, read(path))
    assert what in warning.message
    assert warning.path.startswith("seal")


def read(path: Path) -> Consultation:
    return load_consultation(path, TYPES, PLUGINS, WAYS)


def test_two_keys_and_a_sealed_question_are_no_reason_to_warn(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(file_of(SEALED))
    assert warnings_of(path, read(path)) == ()


def test_without_the_library_a_file_that_seals_is_refused_with_what_to_install(
    faults: Faults, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    [problem] = faults(file_of(SEALED))
    assert (problem.path, "consultkit[sealed]" in problem.mend) == ("seal", True)
    assert load(file_of(OPEN, seal=""))


def test_a_fault_of_a_key_repeats_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(file_of(SEALED, seal=f"seal: {{recipients: [{officials_keys.ONE.secret}]}}\n"))
    with pytest.raises(ConsultationFileError) as refused:
        read(path)
    assert officials_keys.ONE.secret not in str(refused.value)
    assert officials_keys.ONE.secret not in repr(officials_keys.ONE)


@pytest.mark.parametrize("place", range(4, 62))
def test_a_public_part_with_one_wrong_character_is_none(place: int) -> None:
    right = officials_keys.ONE.recipient
    wrong = "q" if right[place] != "q" else "p"
    assert age.is_recipient(right)
    assert not age.is_recipient(right[:place] + wrong + right[place + 1 :])
