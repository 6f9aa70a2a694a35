"""The stand-in's page: what came, for a person to read."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from consultkit import Json
from consultkit_mediator.register import Kept

HEAD = """<!doctype html>
<html lang="fr">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Médiateur des entreprises (doublure)</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }
article { border-top: 1px solid #666; padding: 1rem 0 }
dt { font-weight: 600 }
dd { margin: 0 0 .75rem; white-space: pre-line }
</style>
<h1>Médiateur des entreprises</h1>
<p>Doublure pour la démonstration : elle ne transmet rien à personne.</p>
"""


def page(kept: Iterable[Kept]) -> bytes:
    """HTML in which every text that came is escaped."""
    articles = "".join(_article(one) for one in kept)
    return (HEAD + (articles or "<p>Aucune saisine reçue.</p>\n")).encode()


def _article(kept: Kept) -> str:
    document = kept.document if isinstance(kept.document, dict) else {}
    repeats = f" (livrée {kept.deliveries} fois, gardée une fois)" if kept.deliveries > 1 else ""
    repeats += " – retirée par le demandeur" if kept.withdrawn else ""
    said = "".join(_term(name, value) for name, value in document.items())
    return f"<article><h2>{escape(kept.reference)}{repeats}</h2><dl>{said}</dl></article>\n"


def _term(name: str, value: Json) -> str:
    return f"<dt>{escape(name)}</dt><dd>{escape(_plain(value))}</dd>"


def _plain(value: Json) -> str:
    if isinstance(value, dict):
        if "question" in value and "answer" in value:
            return f"{value['question']} {value['answer']}"
        return "\n".join(f"{name} : {_plain(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return "\n".join(_plain(inner) for inner in value)
    return str(value)
