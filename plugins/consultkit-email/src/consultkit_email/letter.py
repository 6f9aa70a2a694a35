"""The letter, as text and as HTML that says the same."""

from __future__ import annotations

from html import escape

from consultkit import Consultation, Letter, Receipt, instant_in_words
from consultkit_email.settings import EmailSettings
from consultkit_email.words import WORDS


def receipt_letter(
    consultation: Consultation, receipt: Receipt, address: str, settings: EmailSettings, language: str
) -> Letter:
    """In one language. What the file says in it, and nothing that was answered."""
    words = WORDS[language]
    title = " ".join(consultation.title.in_language(language).split())
    at = instant_in_words(receipt.received_at, consultation.window.zone, language)
    then = settings.next.in_language(language) if settings.next else ""
    facts = {words.reference: receipt.reference, words.at: at}
    before = [words.hello, words.received.format(title=title)]
    after = [line for line in (then, words.keep, words.goodbye) if line]
    return Letter(
        words.subject.format(title=title),
        _text(before, facts, f"{words.read} : {address}", after),
        _html(language, before, facts, (words.read, address), after),
    )


def _text(before: list[str], facts: dict[str, str], link: str, after: list[str]) -> str:
    said = "\n".join(f"{label} : {fact}" for label, fact in facts.items())
    return "\n\n".join([*before, said, link, *after]) + "\n"


def _html(
    language: str, before: list[str], facts: dict[str, str], link: tuple[str, str], after: list[str]
) -> str:
    rows = "".join(
        f"<dt>{escape(one)}</dt><dd><strong>{escape(fact)}</strong></dd>" for one, fact in facts.items()
    )
    way = f'<p><a href="{escape(link[1])}">{escape(link[0])}</a></p>'
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(before[1])}</title></head><body>{_paragraphs(before)}<dl>{rows}</dl>{way}{_paragraphs(after)}</body></html>\n"
    )


def _paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)
