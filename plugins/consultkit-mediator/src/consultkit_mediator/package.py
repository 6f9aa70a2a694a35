"""What goes to the mediator: a document, the same as a PDF for people, and the applicant's files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from consultkit import Case, Consultation, HandedFile, Json, Package, PluginSettings, Referral
from consultkit.web import accessible_pdf, can_make_pdf
from consultkit_mediator.settings import Applicant, OtherParty
from consultkit_mediator.words import words_in

SCHEMA = "urn:consultkit:mediator:referral:2"
PEOPLE: Mapping[str, type[PluginSettings]] = {"applicant": Applicant, "other_party": OtherParty}
"""Whose fields say the order in which people read them: what is stored comes back in another one."""
SECTIONS = ("subject", "facts", "previous_steps", "situation")


def document(referral: Referral, case: Case, package: Package) -> dict[str, Json]:
    """What is sent; `referral.schema.json` describes it."""
    return {
        "schema": SCHEMA,
        "delivery_key": str(case.id),
        **referral.body,
        "files": [_named(file) for file in package.files],
        "files_held_back": package.held_back,
    }


def fitting(package: Package, most_bytes: int) -> Package:
    """As many of the files, from the first, as do not exceed it together; the others are held back."""
    kept: list[HandedFile] = []
    for file in package.files:
        if sum(one.size for one in kept) + file.size <= most_bytes:
            kept.append(file)
    return replace(package, files=tuple(kept), held_back=package.held_back + len(package.files) - len(kept))


def referral_pdf(case: Case, consultation: Consultation) -> bytes | None:
    """The referral for people to read; None where this deployment makes no PDF."""
    return accessible_pdf(printed(case, consultation), case.opened_at) if can_make_pdf() else None


def printed(case: Case, consultation: Consultation) -> dict[str, Json]:
    """The referral as people read it, in the first language of the consultation."""
    language = consultation.languages[0]
    words, body = words_in(language), case.referral.body
    people = [
        _section(words[name], _terms(body.get(name), part.model_fields, words))
        for name, part in PEOPLE.items()
    ]
    said = [_section(words[f"{name}_title"], _said(body.get(name))) for name in SECTIONS]
    return {
        "title": case.referral.subject,
        "language": language,
        "controller": consultation.privacy.controller.in_language(language),
        "consultation": consultation.title.in_language(language),
        "facts": [
            {"label": words["reference"], "said": case.submission_reference},
            {"label": words["undertakings"], "said": words["undertaken"]},
        ],
        "sections": [section for section in (*people, *said) if section["rows"]],
    }


def _named(file: HandedFile) -> dict[str, Json]:
    return {
        "question": file.question,
        "name": file.name,
        "format": file.format,
        "size": file.size,
        "sha256": file.sha256,
    }


def _section(title: str, rows: list[Json]) -> dict[str, Json]:
    return {"title": title, "rows": rows}


def _terms(told: Json, order: Iterable[str], words: Mapping[str, str]) -> list[Json]:
    known = told if isinstance(told, dict) else {}
    return [_row(words.get(f"{name}_term", name), value) for name in order if (value := known.get(name))]


def _said(told: Json) -> list[Json]:
    listed = told if isinstance(told, list) else []
    return [_row(str(one["question"]), one["answer"]) for one in listed if isinstance(one, dict)]


def _row(label: str, answer: Json) -> Json:
    return {"label": label, "within": "", "answer": str(answer)}
