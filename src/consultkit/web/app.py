"""The web application of a kit: its rooms put together."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from consultkit.kit import ConsultKit
from consultkit.web import account, desk, legal, respondent, sign_in
from consultkit.web.access import install_access, refuse_undeclared
from consultkit.web.errors import install_errors
from consultkit.web.expiry import install_expiry
from consultkit.web.extension import ArrivalStamp
from consultkit.web.health import health, ready
from consultkit.web.language import install_language
from consultkit.web.metrics import install_metrics
from consultkit.web.page import install_page
from consultkit.web.plugin_pages import install_plugin_pages
from consultkit.web.request_log import install_request_log
from consultkit.web.security import install_security
from consultkit.web.sessions import install_sessions
from consultkit.web.theme import install_theme
from consultkit.web.upload_limits import install_upload_limits
from consultkit.web.visitor import install_spoken_language

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

log = logging.getLogger(__name__)

_MEBIBYTE = 1024 * 1024


def create_app(kit: ConsultKit) -> Flask:
    """A WSGI application that serves the kit's consultations. Any WSGI server runs it; granian is ours.

    A request body is taken up to 1 MiB and 2,000 fields, and more where a page asks for files; larger ones
    get a page that says so (HTTP 413).
    """
    app = Flask("consultkit.web")
    app.extensions["consultkit"] = kit
    app.config.update(MAX_CONTENT_LENGTH=_MEBIBYTE, MAX_FORM_MEMORY_SIZE=_MEBIBYTE, MAX_FORM_PARTS=2000)
    app.wsgi_app = ArrivalStamp(_behind_proxies(app, kit))  # type: ignore[method-assign]
    install_request_log(app)
    for install in (install_language, install_page, install_errors):
        install(app)
    theme = kit.theme()
    install_theme(app, theme)
    app.add_url_rule("/health", "health", health)
    app.add_url_rule("/ready", "ready", ready)
    install_metrics(app, kit)
    install_sessions(app, kit)
    install_spoken_language(app)
    install_upload_limits(app)
    install_security(app, kit, theme)
    install_expiry(app)
    install_access(app)
    for room in (legal, sign_in, account, desk, respondent):
        app.register_blueprint(room.blueprint)
    install_plugin_pages(app, kit)
    refuse_undeclared(app)
    return app


def _behind_proxies(app: Flask, kit: ConsultKit) -> WSGIApplication:
    if kit.settings.production and not kit.settings.proxies:
        log.warning("CONSULTKIT_PROXIES is 0: behind a proxy, all visitors seem to come from one address.")
    # Without a proxy of ours in front, X-Forwarded-For is whatever the visitor writes.
    number = kit.settings.proxies
    return ProxyFix(app.wsgi_app, x_for=number, x_proto=number) if number else app.wsgi_app
