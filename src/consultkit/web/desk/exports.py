"""Exports: chosen at the desk, made by the worker, fetched here for some days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import RespondentError
from consultkit.records import (
    DELIMITERS,
    FORMS_OF_FILES,
    Export,
    ExportChoice,
    ExportFormat,
    ExportState,
    Official,
    Wording,
)
from consultkit.schema import size_in_words
from consultkit.web.access import Access, open_to
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.desk.filtering import Asked, asked_of
from consultkit.web.desk.saved_lists import MOST_OF_A_QUERY
from consultkit.web.errors import instruction
from consultkit.web.extension import consultation_named, the_kit
from consultkit.web.file_views import to_be_saved
from consultkit.web.language import current_language, gettext, localised
from consultkit.web.visitor import require_official

_ENDINGS = {ExportFormat.XLSX: "xlsx", ExportFormat.SUMMARY: "json", ExportFormat.TEXTS: "json"}


@blueprint.get("/<consultation>/exports")
@open_to(Access.OFFICIAL)
def exports(consultation: str) -> ResponseReturnValue:
    """What was asked for and how far it is; and a form to ask for more, of what the address narrows down."""
    official = require_official(consultation)
    remembered = the_kit().exports.remembered(official)
    chosen = remembered[0] if remembered else ExportChoice(language=current_language())
    return _show(official, _asked(official, request.args), chosen)


@blueprint.post("/<consultation>/exports")
@open_to(Access.OFFICIAL)
def ask_export(consultation: str) -> ResponseReturnValue:
    """Have it made: the page tells how far it is."""
    official = require_official(consultation)
    asked = _asked(official, dict(parse_qsl(request.form.get("query", "")[:MOST_OF_A_QUERY])))
    choice = replace(_posted(official), only=asked.only)
    try:
        the_kit().exports.ask(official, choice)
    except RespondentError as error:
        return _show(official, asked, choice, instruction(error)), 422
    return redirect(url_for("desk.exports", consultation=consultation), code=303)


@blueprint.get("/<consultation>/exports/<uuid:export_id>")
@open_to(Access.OFFICIAL)
def export_file(consultation: str, export_id: UUID) -> ResponseReturnValue:
    """The file, for who asked for it."""
    official, kept = require_official(consultation), the_kit().exports
    export = kept.one(official, export_id)
    ending = _ENDINGS.get(export.choice.format, "zip")
    name = f"{consultation}-{export.asked_at:%Y-%m-%d}.{ending}"
    return to_be_saved(name, export.size, kept.content(official, export_id))


@blueprint.post("/<consultation>/exports/<uuid:export_id>/throw-away")
@open_to(Access.OFFICIAL)
def throw_export_away(consultation: str, export_id: UUID) -> ResponseReturnValue:
    """Not to be kept any longer."""
    the_kit().exports.throw_away(require_official(consultation), export_id)
    return redirect(url_for("desk.exports", consultation=consultation), code=303)


def _show(official: Official, asked: Asked, chosen: ExportChoice, problem: str = "") -> str:
    kept = the_kit().exports.of(official)
    return render_template(
        "desk/exports.html",
        consultation=consultation_named(official.consultation),
        asked=asked,
        narrowed=_in_words(asked),
        chosen=chosen,
        exports=kept,
        moving=any(one.state in (ExportState.WAITING, ExportState.MAKING) for one in kept),
        formats=format_words(),
        wordings=_options({Wording.LABELS: gettext("Words"), Wording.CODES: gettext("Codes, for programs")}),
        delimiters=[{"value": one, "label": one} for one in DELIMITERS],
        languages=[
            {"value": one, "label": one.upper()}
            for one in consultation_named(official.consultation).languages
        ],
        questions=_questions(official),
        size_of=lambda export: size_in_words(export.size, current_language()),
        title_of=_title,
        problem=problem,
    )


def format_words() -> list[Mapping[str, str]]:
    """The forms to choose from, each with whom it is for."""
    return _options(
        {
            ExportFormat.CSV: gettext("CSV: tables with their dictionary and schema, in a ZIP file"),
            ExportFormat.XLSX: gettext("XLSX: one spreadsheet"),
            ExportFormat.JSONL: gettext("JSON Lines: whole contributions, to be imported elsewhere"),
            ExportFormat.PARQUET: gettext("Parquet: typed tables, for analysts"),
            ExportFormat.ZIP: gettext("CSV, with the files that respondents handed in"),
        }
    )


def _options(words: Mapping[ExportFormat, str] | Mapping[Wording, str]) -> list[Mapping[str, str]]:
    return [{"value": one.value, "label": said} for one, said in words.items()]


def _title(export: Export) -> str:
    """What it is, in short."""
    words = {one["value"]: one["label"] for one in format_words()}
    words |= {
        ExportFormat.SUMMARY.value: gettext("Summary, for its page"),
        ExportFormat.TEXTS.value: gettext("Texts, for their page"),
    }
    return words[export.choice.format.value].partition(":")[0].strip("\u00a0 ")


def _questions(official: Official) -> list[Mapping[str, str]]:
    """Those of every version, each once."""
    strands = the_kit().exporter.versions(official.consultation).strands
    labels = {one.question.id: localised(one.question.label) for one in reversed(strands)}
    return [{"value": one.question.id, "label": labels[one.question.id]} for one in strands]


def _asked(official: Official, address: Mapping[str, str]) -> Asked:
    return asked_of(address, consultation_named(official.consultation), official)


def _in_words(asked: Asked) -> list[tuple[str, str]]:
    """What the list is narrowed down to: labels and what was chosen under them."""
    chosen = [
        (one.label, next(option["label"] for option in one.options if option["value"] == one.chosen))
        for one in asked.choices
        if one.chosen
    ]
    dates = [(gettext("Received from"), asked.since), (gettext("Received until"), asked.until)]
    words = [(gettext("Words in the answers, or a reference"), asked.words)]
    return [*chosen, *(pair for pair in [*dates, *words] if pair[1])]


def _posted(official: Official) -> ExportChoice:
    """Words that no list offers are as good as the first that it does."""
    form, languages = request.form, consultation_named(official.consultation).languages
    known = {one["value"] for one in _questions(official)}
    format_ = form.get("format", "")
    language = form.get("language", "")
    return ExportChoice(
        format=ExportFormat(format_) if format_ in FORMS_OF_FILES else ExportFormat.CSV,
        questions=tuple(dict.fromkeys(one for one in form.getlist("question") if one in known)),
        study=form.get("study") == "yes",
        wording=Wording.CODES if form.get("wording") == Wording.CODES else Wording.LABELS,
        language=language if language in languages else languages[0],
        delimiter="," if form.get("delimiter") == "," else ";",
        bom=form.get("bom") == "yes",
    )
