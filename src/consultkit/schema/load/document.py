"""The two doors: a file that a department wrote, and a document that this software stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from consultkit.errors import ConsultationFileError, Problem
from consultkit.records import Json
from consultkit.schema.consultation import Consultation
from consultkit.schema.file_part import Fault, Where
from consultkit.schema.load.cross_checks import cross_faults
from consultkit.schema.load.dead_logic import dead_logic, unsendable
from consultkit.schema.load.open_data_checks import undeclared
from consultkit.schema.load.outline import outline_of
from consultkit.schema.load.plugin_checks import plugin_faults
from consultkit.schema.load.pruning import PrunedDocument
from consultkit.schema.load.sealed_checks import seal_warnings
from consultkit.schema.load.structure import Structure
from consultkit.schema.load.translation_checks import missing_translations
from consultkit.schema.load.translation_record import stale_translations
from consultkit.schema.load.yaml_tree import Tree, read_tree
from consultkit.schema.plugin_settings import PluginSettings
from consultkit.schema.question import Question
from consultkit.schema.reading import Reading, StoredReading
from consultkit.schema.sign_in_rule import ScopesOfWays


def load_consultation(
    path: Path,
    question_types: Mapping[str, type[Question]],
    plugin_settings: Mapping[str, type[PluginSettings]],
    sign_in_ways: ScopesOfWays,
) -> Consultation:
    """Read a file. Raises ConsultationFileError with every fault at once, each with its line and mend."""
    tree = tree_of(path)
    reading = Reading(_languages(tree.data), question_types, plugin_settings, path.parent)
    structure = Structure(tree.data, reading)
    faults = [*structure.faults, *_cross_faults(structure, tree.data, sign_in_ways)]
    problems = [*_writing_problems(path, tree), *_problems(path, tree, faults)]
    if problems or structure.consultation is None:
        raise ConsultationFileError(problems)
    hopeless = [*_problems(path, tree, unsendable(structure.consultation))]
    if hopeless:
        raise ConsultationFileError(hopeless)
    return structure.consultation


def warnings_of(path: Path, consultation: Consultation) -> tuple[Problem, ...]:
    """What was surely not meant so in a file that was read, and that can be served nevertheless."""
    tree = tree_of(path)
    written = PrunedDocument(tree.data)
    found = (
        *dead_logic(consultation),
        *seal_warnings(consultation),
        *missing_translations(consultation),
        *stale_translations(path, consultation),
        *undeclared(consultation),
    )
    faults = (replace(one, where=written.where(one.where)) for one in found)
    return tuple(sorted(_problems(path, tree, faults), key=lambda problem: problem.line))


def consultation_from_document(
    document: Mapping[str, Json],
    question_types: Mapping[str, type[Question]],
    plugin_settings: Mapping[str, type[PluginSettings]] | None = None,
) -> Consultation:
    """A consultation from what `document_of` made. A question whose type is not installed becomes a
    `RetiredQuestion`: its answers can still be read."""
    reading = StoredReading(_languages(document), question_types, plugin_settings or {})
    return Consultation.model_validate(document, context=reading)


def document_of(consultation: Consultation) -> dict[str, Json]:
    """The consultation as JSON values without what has its default, and without its plugins' settings."""
    written: dict[str, Json] = consultation.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, exclude={"plugins"}
    )
    return written


def tree_of(path: Path) -> Tree:
    """The document of a file. Raises ConsultationFileError when it cannot be read."""
    try:
        return read_tree(path.read_bytes())
    except OSError as error:
        what = f"The file cannot be read: {error.strerror or 'unknown reason'}."
        raise ConsultationFileError(
            [Problem(str(path), 1, what, "Check its name and its rights.")]
        ) from error


def _cross_faults(structure: Structure, data: Any, sign_in_ways: ScopesOfWays) -> Iterator[Fault]:
    consultation = structure.consultation
    if consultation is None:
        return
    outline = outline_of(data, consultation)
    yield from cross_faults(consultation, outline, structure.document, sign_in_ways, data)
    yield from plugin_faults(consultation, outline, data)


def _languages(data: Any) -> tuple[str, ...]:
    """The file's languages, needed to read its texts; none, when they are themselves faulty."""
    written = data.get("languages", ["fr"]) if isinstance(data, Mapping) else ()
    good = isinstance(written, list | tuple) and all(isinstance(code, str) for code in written)
    return tuple(written) if good else ()


def _writing_problems(path: Path, tree: Tree) -> Iterator[Problem]:
    for fault in tree.faults:
        yield Problem(str(path), fault.line, fault.what, fault.mend)


def _problems(path: Path, tree: Tree, faults: Iterable[Fault]) -> Iterator[Problem]:
    if tree.faults and not isinstance(tree.data, dict):
        return
    for fault in faults:
        if fault.where not in tree.unread:
            place = _said_path(fault.where)
            yield Problem(str(path), tree.line_of(fault.where), fault.what, fault.mend, place)


def _said_path(where: Where) -> str:
    said = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where)
    return said.removeprefix(".")
