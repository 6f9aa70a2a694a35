"""Options from a CSV file beside the consultation."""

from __future__ import annotations

from pathlib import Path

import pytest

from consultkit.errors import ConsultationFileError
from consultkit.schema import Consultation, consultation_from_document, document_of, load_consultation

from .conftest import HEAD, PLUGINS, TYPES, WAYS

PAGES = """\
pages:
  - id: one
    title: Un
    questions:
      - id: platform
        type: choice
        label: Laquelle ?
        options: {from: %s}
"""


def load(folder: Path, content: bytes | str | None, name: str = "platforms.csv") -> Consultation:
    if content is not None:
        (folder / "platforms.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    file = folder / "file.yaml"
    file.write_text(HEAD + "languages: [fr, en]\n" + PAGES % name)
    return load_consultation(file, TYPES, PLUGINS, WAYS)


def options(consultation: Consultation) -> dict[str, str]:
    [question] = consultation.pages[0].questions
    return {option.id: option.label.in_language("fr") for option in question.options}


@pytest.mark.parametrize(
    "content",
    [
        "id,label\nnorth,Nord\nsouth,Sud\n",
        "\ufeffid;label\r\nnorth;Nord\r\n\r\nsouth;Sud",
        'hint,id,label.fr,label.en\n,north," Nord ",North\nAu soleil,south,Sud,South\n',
    ],
)
def test_they_are_read_in_their_order(tmp_path: Path, content: str) -> None:
    assert options(load(tmp_path, content)) == {"north": "Nord", "south": "Sud"}


def test_languages_and_hints_come_along(tmp_path: Path) -> None:
    made = load(tmp_path, "id,label.fr,label.en,hint\nsouth,Sud,South,Au soleil\n")
    [option] = made.pages[0].questions[0].options
    assert option.label.in_language("en") == "South"
    assert str(option.hint) == "Au soleil"


def test_a_form_that_was_served_keeps_them_when_the_file_changes(tmp_path: Path) -> None:
    document = document_of(load(tmp_path, "id,label\nnorth,Nord\n"))
    (tmp_path / "platforms.csv").unlink()
    assert options(consultation_from_document(document, TYPES)) == {"north": "Nord"}


def test_an_option_may_itself_be_called_from(tmp_path: Path) -> None:
    assert options(load(tmp_path, None, "De quelque part")) == {"from": "De quelque part"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "`platforms.csv` cannot be read: No such file or directory."),
        (b"id,label\nx,\xe9t\xe9\n", "`platforms.csv` is not UTF-8."),
        ("", "platforms.csv:1: The columns `id` and `label` are missing."),
        ("id,name\nx,y\n", "platforms.csv:1: There is no column `name`."),
        ("id,label\n", "`platforms.csv` has no option."),
        ("id,label\nx,y\n\nx,z\n", "platforms.csv:4: There is an option `x` already."),
        ("id,label\né,y\n", "platforms.csv:2: `é` cannot be the id of an option."),
        ("id,label\nx\n", "platforms.csv:2: The option `x` has no label."),
        ("id,label\n" + "".join(f"x{n},y\n" for n in range(1001)), "`platforms.csv` has more than 1000"),
        (b"id,label\n" + b"x" * 2_100_000, "`platforms.csv` is larger than 2 MiB."),
    ],
)
def test_a_fault_says_the_line_of_the_list(tmp_path: Path, content: bytes | str | None, said: str) -> None:
    with pytest.raises(ConsultationFileError) as caught:
        load(tmp_path, content)
    assert any(problem.message.startswith(said) for problem in caught.value.problems)


@pytest.mark.parametrize("name", ["../platforms.csv", "/etc/platforms.csv", "a/b.csv", ".csv", "a b.csv"])
def test_nothing_is_read_from_elsewhere(tmp_path: Path, name: str) -> None:
    (tmp_path.parent / "platforms.csv").write_text("id,label\nx,y\n")
    with pytest.raises(ConsultationFileError) as caught:
        load(tmp_path, None, name)
    assert "beside this one" in str(caught.value)
