"""S4: no form of another site, and no form without the token of its own session, does anything."""

from __future__ import annotations

from flask_wtf.csrf import CSRFProtect
from web.conftest import Visitor
from web.test_guarded_forms import address_of, unsafe_routes
from werkzeug.routing import Rule

from consultkit.web import security
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced
from guarantees.site import Site, site

FOREIGN = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
)


def experiment(trial: Trial) -> Finding:
    with site(trial) as place:
        rules = list(unsafe_routes(place.app))
        breaches = [breach for rule in rules for breach in _taken(place, rule)]
    tried = len(rules) * (3 + len(FOREIGN))
    return Finding(f"{len(rules)} routes, {tried} forms: {len(breaches)} taken", breaches)


def _taken(place: Site, rule: Rule) -> list[str]:
    member, stranger = place.member(), place.member("stranger")
    own, foreign = _token(member), _token(stranger)
    tries = [("no token", "", {}), ("an invented one", "wrong", {}), ("another session's", foreign, {})]
    tries += [(f"its own token from {headers}", own, headers) for headers in FOREIGN]
    found = []
    for name, token, headers in tries:
        answer = member.client.post(address_of(rule), data={"csrf_token": token}, headers=headers)
        if answer.status_code not in {400, 403}:
            found.append(f"{rule.rule}, {name}: {answer.status_code}")
        answer.close()
    return found


def _token(visitor: Visitor) -> str:
    controls = visitor.open("/account/link").form("csrf_token").controls
    return next(one.value for one in controls if one.name == "csrf_token")


class _Lenient(CSRFProtect):
    def protect(self, *, apply_exemptions: bool = False) -> None:
        """Looks at nothing."""


LINE = Line(
    id="S4",
    promise="No form of another site is taken in a visitor's name",
    bar="every unsafe route × (none, wrong, another session's token, other origins) = 400 or 403",
    points=2,
    experiment=experiment,
    faults=(
        Fault("no token", "forms need no token", lambda: replaced(security, "CSRFProtect", _Lenient)),
        Fault(
            "any origin",
            "a form of another site is taken with the right token",
            lambda: replaced(security, "_refuse_foreign_forms", lambda: None),
        ),
    ),
)
