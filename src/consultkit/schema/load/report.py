"""From a file to a report, with every fault at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from consultkit.errors import ConsultationFileError, Problem
from consultkit.schema.load.document import tree_of
from consultkit.schema.load.words import in_words
from consultkit.schema.load.yaml_tree import Tree
from consultkit.schema.reading import Reading
from consultkit.schema.report import Report


def load_report(path: Path) -> Report:
    """Raises ConsultationFileError with every fault, each with its line and mend."""
    tree = tree_of(path)
    problems = [Problem(str(path), one.line, one.what, one.mend) for one in tree.faults]
    try:
        report = Report.model_validate(tree.data, context=Reading(languages=("fr", "en"), folder=path.parent))
    except ValidationError as error:
        problems += _problems(path, tree, error)
        raise ConsultationFileError(problems) from error
    if problems:
        raise ConsultationFileError(problems)
    return report


def _problems(path: Path, tree: Tree, error: ValidationError) -> Iterator[Problem]:
    for one in error.errors():
        what, mend = in_words(one)
        yield Problem(str(path), tree.line_of(one["loc"]), what, mend)
