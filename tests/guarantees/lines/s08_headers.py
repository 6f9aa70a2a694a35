"""S8: every kind of answer carries its guards, as Mozilla's HTTP Observatory grades them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from web.test_guarded_forms import address_of
from werkzeug.datastructures import Headers

from consultkit.web import security, sessions
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced
from guarantees.site import Site, site

ADDRESS = "https://traders.example"
HALF_A_YEAR = 15_768_000
BASELINE, HIGHEST = 100, 135
"""With 90 or more, what is beyond the baseline counts on top; from 100 on it is an A+."""


def experiment(trial: Trial) -> Finding:
    with site(trial, address=ADDRESS) as place:
        grades = {what: _grade(headers) for what, headers in _answers(place)}
    poor = {what: grade for what, grade in grades.items() if grade < HIGHEST}
    breaches = [f"{what}: {grade} of {HIGHEST}" for what, grade in poor.items()]
    return Finding(f"{len(grades)} answers, the lowest {min(grades.values())} of {HIGHEST}", breaches)


def _answers(place: Site) -> Iterator[tuple[str, Headers]]:
    """Every address that can be read, by somebody and by nobody: pages, refusals, files, errors."""
    for who, visitor in (("nobody", place.visitor()), ("somebody", place.member())):
        visitor.client.environ_base["wsgi.url_scheme"] = "https"
        cookie = visitor.client.get_cookie("consultkit")
        if cookie:
            visitor.client.set_cookie(
                "__Host-consultkit", cookie.value, domain="traders.example", secure=True
            )
        for rule in place.app.url_map.iter_rules():
            if "GET" in (rule.methods or ()):
                answer = visitor.client.get(address_of(rule), base_url=ADDRESS)
                yield f"{who}, {rule.rule} ({answer.status_code})", answer.headers
                answer.close()


def _grade(headers: Headers) -> int:
    """The modifiers of the Observatory that any site can get, all of them."""
    return BASELINE + sum(worth for says, worth in RULES.items() if says(headers)) - _lost(headers)


def _policy(headers: Headers) -> Mapping[str, list[str]]:
    directives = (one.split() for one in headers.get("Content-Security-Policy", "").split(";"))
    return {name: sources for name, *sources in directives}


def strict_policy(headers: Headers) -> bool:
    """`default-src 'none'`, and nothing unsafe anywhere."""
    policy = _policy(headers)
    sources = {source for given in policy.values() for source in given}
    loose = {
        source for source in sources if source.startswith("'unsafe") or source in {"*", "http:", "https:"}
    }
    return policy.get("default-src") == ["'none'"] and not loose


def guarded_cookies(headers: Headers) -> bool:
    """All that are set are Secure, HttpOnly, bound to the host, and not sent along by other sites."""
    wanted = {"Secure", "HttpOnly", "Path=/"}
    return all(
        cookie.startswith("__Host-") and wanted <= set(cookie.split("; ")) and "SameSite=" in cookie
        for cookie in headers.getlist("Set-Cookie")
    )


def own_resources(headers: Headers) -> bool:
    """No other site reads or measures them."""
    return headers.get("Cross-Origin-Resource-Policy") == "same-origin"


def unframed(headers: Headers) -> bool:
    """By the policy, and by the header for old browsers."""
    return _policy(headers).get("frame-ancestors") == ["'none'"] and headers.get("X-Frame-Options") == "DENY"


def discreet(headers: Headers) -> bool:
    """Other sites are not told where a visitor comes from."""
    return headers.get("Referrer-Policy") in {"no-referrer", "same-origin", "strict-origin"}


RULES: Mapping[Callable[[Headers], bool], int] = {
    strict_policy: 10,
    guarded_cookies: 5,
    own_resources: 10,
    unframed: 5,
    discreet: 5,
}


def _lost(headers: Headers) -> int:
    transport = headers.get("Strict-Transport-Security", "max-age=0").partition("=")[2].partition(";")[0]
    lost = 0 if int(transport) >= HALF_A_YEAR else 20
    lost += 0 if headers.get("X-Content-Type-Options") == "nosniff" else 5
    lost += 20 if headers.get("Access-Control-Allow-Origin") == "*" else 0
    return lost


def _inline_allowed(*args: object) -> str:
    return _sound(*args) + "; style-src 'unsafe-inline'"  # type: ignore[arg-type]


_sound = security._content_security_policy


def _for_http(kit: object) -> object:
    interface = _interface(kit)  # type: ignore[arg-type]
    interface._secure, interface._cookie = False, "consultkit"
    return interface


_interface = sessions.KitSessionInterface

LINE = Line(
    id="S8",
    promise="Every answer carries the guards that browsers know",
    bar="the Observatory's rules at their highest on every route, errors and files included",
    points=2,
    experiment=experiment,
    faults=(
        Fault(
            "inline",
            "styles may be written inline",
            lambda: replaced(security, "_content_security_policy", _inline_allowed),
        ),
        Fault(
            "loose cookie",
            "the cookie goes over http too",
            lambda: replaced(sessions, "KitSessionInterface", _for_http),
        ),
    ),
)
