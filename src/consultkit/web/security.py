"""What every answer carries and every form must bring, so that another site can neither speak for a visitor
nor frame, read or measure our pages."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from flask_wtf.csrf import CSRFProtect

from consultkit.hooks import Theme
from consultkit.kit import ConsultKit
from consultkit.web.theme import FILES

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_YEAR_IN_SECONDS = 365 * 24 * 3600


def install_security(app: Flask, kit: ConsultKit, theme: Theme) -> None:
    """Tokens in forms, origin checks, headers, and the names under which this site answers."""
    app.config.update(
        SECRET_KEY=kit.secret("forms"),
        # A page left open over lunch still sends: the session's own limits are what ends it.
        WTF_CSRF_TIME_LIMIT=None,
        # Old proxies drop Referer; Sec-Fetch-Site and Origin below say the same without it.
        WTF_CSRF_SSL_STRICT=False,
        TRUSTED_HOSTS=_trusted_hosts(kit),
    )
    app.before_request(_refuse_foreign_forms)
    CSRFProtect(app)
    headers = _headers(kit, theme)

    @app.after_request
    def set_headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.endpoint not in {"static", FILES}:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _trusted_hosts(kit: ConsultKit) -> list[str]:
    host = urlsplit(kit.settings.public_url).hostname or ""
    return [host] if kit.settings.production else [host, *_LOOPBACK]


def _refuse_foreign_forms() -> None:
    """Refuse what another site sends in a visitor's name, before any token is looked at (Fetch Metadata)."""
    if request.method in _SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            abort(403)
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin not in _own_origins():
        abort(403)


def comes_from_our_page() -> bool:
    """Whether the browser says that a page of ours sent this; where it says nothing, nothing is proved."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") in _own_origins()


def _own_origins() -> frozenset[str]:
    # As text: what a browser sends is always of this form, and an odd one need not be understood.
    return frozenset({f"http://{request.host}", f"https://{request.host}"})


def _headers(kit: ConsultKit, theme: Theme) -> dict[str, str]:
    headers = {
        "Content-Security-Policy": _content_security_policy(kit, theme.csp),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        # Nothing to other sites. Not `no-referrer`: browsers then send `Origin: null` with our own forms too.
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
    if kit.settings.public_url.startswith("https://"):
        headers["Strict-Transport-Security"] = f"max-age={_YEAR_IN_SECONDS}; includeSubDomains"
    return headers


def _content_security_policy(kit: ConsultKit, added: Mapping[str, tuple[str, ...]]) -> str:
    policy: dict[str, tuple[str, ...]] = {
        "default-src": ("'none'",),
        "script-src": ("'self'",),
        "style-src": ("'self'",),
        "img-src": ("'self'", "data:"),
        "connect-src": ("'self'",),
        # Signing out posts a form here and is redirected to the provider: browsers judge that too.
        "form-action": ("'self'", *_provider_origins(kit)),
        "frame-ancestors": ("'none'",),
        "base-uri": ("'none'",),
    }
    for directive, sources in added.items():
        policy[directive] = tuple(dict.fromkeys((*policy.get(directive, ()), *sources)))
    return "; ".join(" ".join((directive, *sources)) for directive, sources in policy.items())


def _provider_origins(kit: ConsultKit) -> list[str]:
    issuers = [provider.issuer for provider in kit.settings.sign_in.providers]
    return ["{0.scheme}://{0.netloc}".format(urlsplit(issuer)) for issuer in issuers]
