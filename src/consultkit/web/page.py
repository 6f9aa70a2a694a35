"""What the base template shows around every page."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, url_for

from consultkit.schema import Contact, size_in_words
from consultkit.web.case_views import course_of, words_of
from consultkit.web.compliance import accessibility_label, audit_of
from consultkit.web.extension import page_consultation, the_kit
from consultkit.web.file_views import attaching
from consultkit.web.handed_key import key_tabs
from consultkit.web.instants import (
    day_in_words,
    exact_instant_in_words,
    instant_in_words,
    machine_instant,
    short_instant,
)
from consultkit.web.journal_words import journal_tabs
from consultkit.web.language import current_language, gettext, localised
from consultkit.web.proofs import second_factor_advised
from consultkit.web.told import told_by
from consultkit.web.visitor import is_entering, is_signed_in
from consultkit.web.windows import window_view

_STATIC = Path(__file__).parent / "static"
_SERVICE_ZONE = "Europe/Paris"
_YEAR_IN_SECONDS = 365 * 24 * 3600


def install_page(app: Flask) -> None:
    """Give the templates what surrounds a page."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _YEAR_IN_SECONDS  # `static_url` changes with the file.
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        site_name=site_name,
        home_url=home_url,
        page_consultation=page_consultation,
        window_view=window_view,
        static_url=static_url,
        rehearsal=rehearsal,
        zone_of_page=zone_of_page,
        contact_of_page=contact_of_page,
        is_signed_in=is_signed_in,
        is_entering=is_entering,
        told_by=told_by,
        way_title=way_title,
        second_factor_advised=second_factor_advised,
        accessibility_label=accessibility_label,
        audit_of=audit_of,
        key_tabs=key_tabs,
        journal_tabs=journal_tabs,
        course_of=course_of,
        words_of=words_of,
        attaching=attaching,
    )
    app.jinja_env.filters.update(
        day_in_words=day_in_words,
        size_in_words=lambda size: size_in_words(size, current_language()),
        instant_in_words=instant_in_words,
        exact_instant_in_words=exact_instant_in_words,
        machine_instant=machine_instant,
        short_instant=short_instant,
    )


def site_name() -> str:
    """The title of the page's consultation, or what all of them are."""
    consultation = page_consultation()
    return localised(consultation.title) if consultation else gettext("Public consultations")


def home_url() -> str:
    """The start page of the page's consultation, or the list."""
    consultation = page_consultation()
    if consultation is None:
        return url_for("respondent.home")
    return url_for("respondent.start", consultation=consultation.id)


def static_url(name: str) -> str:
    """The address of a file of the theme; it changes when the file does."""
    return url_for("static", filename=name, v=_fingerprint(name))


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:12]


def rehearsal() -> str:
    """The instant that a rehearsal is at, in words; nothing when time is the real one."""
    kit = the_kit()
    return instant_in_words(kit.now(), zone_of_page()) if kit.rehearsing else ""


def zone_of_page() -> str:
    """The time zone in which instants are told: that of the page's consultation, or of the service."""
    consultation = page_consultation()
    return consultation.window.timezone if consultation else _SERVICE_ZONE


def way_title(name: str) -> str:
    """The name that people know a way to sign in by."""
    return the_kit().way_title(name)


def contact_of_page() -> Contact | None:
    """Whom one may write to."""
    consultation = page_consultation()
    return consultation.contact if consultation else None
