"""S20: nobody is led elsewhere, no foreign name is answered, nothing that is sent is an accident."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import urlencode
from uuid import uuid4

from flask.testing import FlaskClient
from web.access_routes import PLAIN, UNGUESSABLE, objects_of
from web.access_world import World
from web.conftest import Page
from web.test_guarded_forms import ELSEWHERE
from web.test_misuse_sign_in import MORE_ELSEWHERE
from werkzeug.routing import Rule

from consultkit import ConfigurationError
from consultkit.identity import is_safe_address
from consultkit.web import errors, security
from consultkit.web.sign_in import entry
from consultkit_mediator.address import read_address
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.lines.s01_access import SITE, world
from guarantees.replacing import replaced
from guarantees.site import site

ADDRESS = "https://traders.example"
ACTORS = ("nobody", "respondent 1", "caseworker", "manager", "mediator")
HOSTS = (
    *("evil.example", "traders.example.evil.example", "evil.example:443", "127.0.0.1", "[::1]", "localhost"),
    *("traders.example@evil.example", "evil.example#traders.example", "traders.example, evil.example", "."),
)
INSIDE = (
    *("http://evil.example/", "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://0/"),
    *("http://2130706433/", "http://0x7f000001/", "http://017700000001/", "http://127.1/", "http://[::]/"),
    *("http://[::ffff:127.0.0.1]/", "http://127.0.0.1.evil.example/", "http://localhost.evil.example/"),
    *("http://127.0.0.1@evil.example/", "http://evil.example#@127.0.0.1/", "http://evil.example?127.0.0.1"),
    *(
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:25/",
        "dict://127.0.0.1/",
        "//127.0.0.1/",
    ),
    *(
        "https://",
        "https:///x",
        "http:/127.0.0.1",
        "HTTP://EVIL.EXAMPLE",
        "ldap://127.0.0.1",
        "jar:http://x!/",
    ),
    *("http://127.0.0.1\\.evil.example", "http://[::1", "http://①②⑦.⓪.⓪.①/", "data:text/html,x"),
)
"""Where a setting must never lead in the clear, or not by HTTP at all."""
HOSTILE = (
    *("'", '"', "' OR '1'='1", "1; DROP TABLE drafts--", "') UNION SELECT secret FROM sessions--", "%27"),
    *(
        "\0",
        "a\0b",
        "\ud800",
        "\udfff!",
        "\u202e",
        "\u2028",
        "\ufeff",
        "e\u0301" * 500,
        "\x1b[31m",
        "\r\nX: y",
    ),
    *("../../etc/passwd", "..\\..", "%2e%2e%2f", "{{7*7}}", "${7*7}", "<script>alert(1)</script>", "=1+1"),
    *("9" * 5_000, "-1", "0", "1e309", "NaN", "٣", "1" * 19, "2018-02-30", "0000-00-00", "99:99", "[]", "{}"),
    *(
        "",
        " ",
        "x" * 100_000,
        "true",
        "null",
        "\\",
        "%",
        "%00",
        "%ff",
        "a" * 300 + "@" + "b" * 300,
        "🦊" * 300,
    ),
)
_NAME = re.compile(r'name="([^"]{1,80})"')
FILLED_IN = 0.6
"""Of the requests: a form as it is shown, with something else typed in."""
ANSWERING = 0.2
"""Of them: the pages of questions, which take the most."""
ACCIDENTS = ("Traceback", "psycopg", "sqlalchemy", "syntax error")


def experiment(trial: Trial) -> Finding:
    asked = trial.count(400, 10_000)
    breaches = [*_led_elsewhere(trial), *_answered_as(trial), *_let_inside(), *_accidents(trial, asked)]
    lists = (
        f"{len(ELSEWHERE) + len(MORE_ELSEWHERE)} redirections, {len(HOSTS)} hosts, {len(INSIDE)} addresses"
    )
    return Finding(f"{lists} and {asked:,} hostile requests: {len(breaches)} findings", breaches)


def _led_elsewhere(trial: Trial) -> Iterator[str]:
    with site(trial) as place:
        for wanted in (*ELSEWHERE, *MORE_ELSEWHERE):
            page = place.visitor().client.get("/traders/sign-in", query_string={"next": wanted})
            if page.status_code >= 500 or 'name="next"' in page.text:
                yield f"{wanted!r} is gone to after the sign-in"


def _answered_as(trial: Trial) -> Iterator[str]:
    with site(trial, address=ADDRESS) as place:
        client = place.visitor().client
        for host in HOSTS:
            status = _status(client, host)
            if status != 400:
                yield f"the host {host!r} is answered with {status}"


def _status(client: FlaskClient, host: str) -> int | str:
    try:
        return client.get("/traders/", base_url=ADDRESS, headers={"Host": host}).status_code
    except Exception as error:
        return type(error).__name__


def _let_inside() -> Iterator[str]:
    for address in INSIDE:
        if is_safe_address(address):
            yield f"{address} is taken for a provider"
        try:
            read_address(address)
        except ConfigurationError:
            continue
        yield f"{address} is taken for a mediator's"


def _accidents(trial: Trial, asked: int) -> Iterator[str]:
    """Everybody sends everything to every address, on the database that minds the most."""
    with world(trial, "postgresql") as inhabitants:
        fuzzer = Fuzzer(inhabitants, random.Random(trial.seed))
        for _ in range(asked):
            yield from fuzzer.ask()


class Fuzzer:
    """It learns the names of fields from the pages that it is shown."""

    def __init__(self, inhabitants: World, chance: random.Random) -> None:
        self._world, self._chance = inhabitants, chance
        self._rules = sorted(
            inhabitants.app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)
        )
        self._questions = next(rule for rule in self._rules if rule.endpoint == "respondent.questions")
        self._names = {"next", "lang", "q", "page"}
        self._said = ["yes", "no", "1", "2018-11-01", "noise", *HOSTILE]

    def ask(self) -> Iterator[str]:
        """One request, and what is wrong with its answer."""
        rule, actor = self._chance.choice(self._rules), self._chance.choice(ACTORS)
        if self._chance.random() < ANSWERING:
            rule, actor = self._questions, "respondent 1"
        client, token = self._browser(actor)
        if "GET" in (rule.methods or ()) and self._chance.random() < FILLED_IN:
            yield from self._fill_in(client, self._address(rule, actor, hostile=0.0))
            return
        method = self._chance.choice(sorted({"GET", "POST"} & set(rule.methods or ())) or ["GET"])
        fields = {"csrf_token": token, **self._fields()} if method == "POST" else {}
        address = f"{self._address(rule, actor, hostile=0.5)}?{_encoded(self._fields())}"
        yield from self._send(client, method, address, fields)

    def _fill_in(self, client: FlaskClient, address: str) -> Iterator[str]:
        """A form as it is shown, with something hostile in a few of its controls."""
        with client.get(address, base_url=SITE, follow_redirects=True) as answer:
            page = Page(answer) if answer.mimetype == "text/html" else None
        forms = [form for form in page.forms if form.controls] if page else []
        if not forms:
            return
        # Each page has the button to sign out; what takes much is what this is about.
        form = self._chance.choices(forms, [len(one.controls) ** 2 for one in forms])[0]
        fields: dict[str, Sequence[str]] = {one.name: [one.value] for one in form.controls}
        for name in self._chance.sample(sorted(fields), min(3, len(fields))):
            fields |= {} if name == "csrf_token" else {name: self._values()}
        yield from self._send(client, form.method.upper(), form.action, fields)

    def _send(
        self, client: FlaskClient, method: str, address: str, fields: Mapping[str, str | Sequence[str]]
    ) -> Iterator[str]:
        body = _encoded(fields)
        if method == "GET":
            address, body = f"{address.partition('?')[0]}?{body or address.partition('?')[2]}", ""
        kind = "application/x-www-form-urlencoded"
        with client.open(address, method=method, data=body, content_type=kind, base_url=SITE) as answer:
            text = answer.get_data().decode("utf-8", "replace")
        self._names |= set(_NAME.findall(text))
        told = [word for word in ACCIDENTS if word in text]
        if answer.status_code >= 500 or told:
            yield f"{method} {address:.200} {body:.300}: {answer.status_code} {told}"

    def _browser(self, actor: str) -> tuple[FlaskClient, str]:
        client, secret = self._world.app.test_client(), self._world.cookie_of(actor)
        if secret is not None:
            client.set_cookie("consultkit", secret, domain="127.0.0.1")
        found = re.search(
            r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account/link", base_url=SITE).text
        )
        return client, found[1] if found else ""

    def _address(self, rule: Rule, actor: str, *, hostile: float) -> str:
        arguments = {name: PLAIN[name] for name in rule.arguments & set(PLAIN)}
        arguments |= {name: make() for name, make in UNGUESSABLE.items() if name in rule.arguments}
        arguments |= {name: self._thing(find, actor) for name, find in objects_of(rule).items()}
        path = rule.rule
        for name, value in arguments.items():
            is_hostile = self._chance.random() < hostile
            said = self._chance.choice(HOSTILE)[:200] if is_hostile else str(value)
            path = re.sub(rf"<(\w+(\([^)]*\))?:)?{name}>", lambda _, s=said: _quoted(s), path)
        return re.sub(r"<[^>]+>", str(uuid4()), path)

    def _thing(self, find: Callable[[World, str, str], object], actor: str) -> object:
        try:
            return find(self._world, actor, "own")
        except (KeyError, ValueError):
            return uuid4()

    def _fields(self) -> dict[str, Sequence[str]]:
        names = self._chance.sample(sorted(self._names - {"csrf_token"}), self._chance.randint(0, 4))
        return {name: self._values() for name in names}

    def _values(self) -> Sequence[str]:
        noise = "".join(self._chance.choices(string.printable + "éœ€\u0300\u200f", k=12))
        return [
            self._chance.choice([*self._said, noise]) for _ in range(self._chance.choice((1, 1, 1, 2, 30)))
        ]


def _encoded(fields: Mapping[str, str | Sequence[str]]) -> str:
    return urlencode(fields, doseq=True, encoding="utf-8", errors="surrogatepass")


def _quoted(said: str) -> str:
    return "".join(f"%{byte:02x}" for byte in said.encode("utf-8", "surrogatepass"))


LINE = Line(
    id="S20",
    promise="Nobody is led elsewhere, and nothing that is sent brings about an accident",
    bar="0 findings, 0 answers of 500 or more over 10,000 requests",
    points=2,
    experiment=experiment,
    faults=(
        Fault("anywhere", "a sign-in leads where it is told", lambda: replaced(entry, "safe_next", str)),
        Fault(
            "any host",
            "any host is answered",
            lambda: replaced(security, "_trusted_hosts", lambda _kit: None),
        ),
        Fault("accident", "what is not there is an accident", lambda: replaced(errors, "_STATUS", ())),
    ),
)
