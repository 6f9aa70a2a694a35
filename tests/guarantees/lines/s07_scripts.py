"""S7: what people and consultation files say never runs in a browser, on any page that leads from another."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import product
from urllib.parse import urldefrag

from browser.conftest import ARGUMENTS, _found_browser
from flask import Flask
from playwright.sync_api import BrowserContext, sync_playwright
from web.access_world import COMPLETE, PASSWORD
from web.conftest import CONSULTATION
from web.test_guarded_sessions import newest_token
from werkzeug.serving import WSGIRequestHandler, make_server

from consultkit import Role
from consultkit.records import Respondent, SignedIn, digest_of
from consultkit.web.proofs import PROVED_AT
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced
from guarantees.site import Site, site

OPENINGS = ("", '"', "'", "</textarea>", "</title>", "</option></select>", "-->", "]]>", "{{7*7}}", "\\")
RUNS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert`1`>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'>",
    "<details open ontoggle=alert(1)>",
    "<style>@import'http://127.0.0.1:9/a'</style>",
    "<a href=javascript:alert(1)>a</a>",
    "<body onload=alert(1)>",
    "<object data=javascript:alert(1)>",
    "<math><mtext><script>alert(1)</script>",
    '" autofocus onfocus=alert(1) x="',
    "' autofocus onfocus='alert(1)",
    "<video><source onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<base href=http://127.0.0.1:9/>",
    "<form action=javascript:alert(1)><button>a",
    "<link rel=stylesheet href=http://127.0.0.1:9/a>",
    "<div style=background:url(http://127.0.0.1:9/a)>",
    "<script src=http://127.0.0.1:9/a></script>",
)
REPORTS = "document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.blockedURI));"
SAID = ("Les commerçants et la rue", "Nom du commerce", "Enseigne", "Parlons de vous.", "Vos voisins")
"""Words of the consultation file that hold a payload each."""


def experiment(trial: Trial) -> Finding:
    corpus = [opening + runs for opening, runs in product(OPENINGS, RUNS)][:: trial.count(10, 1)]
    file = CONSULTATION
    for place, said in enumerate(SAID):
        file = file.replace(f"fr: {said}", f"fr: {json.dumps(said + RUNS[place])}")
    with site(trial, file=file) as here, _served(here.app) as address:
        seen, breaches = _walked(here, address, corpus, trial.count(10, 300))
    measured = f"{len(corpus)} strings and {len(SAID)} labels on {seen} pages in Chromium"
    return Finding(f"{measured}: {len(breaches)} scripts, or reports of the policy", breaches)


class _Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log(self, *_: object) -> None: ...


@contextmanager
def _served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    running = threading.Thread(target=server.serve_forever)
    running.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        running.join()
        server.server_close()


def _walked(here: Site, address: str, corpus: list[str], most: int) -> tuple[int, list[str]]:
    secret, first = _settle(here, corpus)
    # Playwright takes one loop a thread, and the tests in the browser may hold that of this one.
    with ThreadPoolExecutor(1) as own:
        return own.submit(_in_chromium, address, secret, first, most).result()


def _in_chromium(address: str, secret: str, first: list[str], most: int) -> tuple[int, list[str]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_found_browser(), args=ARGUMENTS)
        visit = browser.new_context(locale="fr-FR", accept_downloads=False)
        visit.add_cookies([{"name": "consultkit", "value": secret, "url": address}])
        visit.add_init_script(REPORTS)
        found = _every_page(visit, address, [f"{address}{path}" for path in first], most)
        browser.close()
    return found


def _settle(here: Site, corpus: list[str]) -> tuple[str, list[str]]:
    """Somebody who has sent them all and reads them at the desk too: their session, and where to begin."""
    kit = here.kit
    kit.accounts.add_official("lou@mairie.example", "traders", Role.MANAGER, language="fr", serves="")
    account = kit.accounts.choose_password(newest_token(kit), PASSWORD)
    references = [_sent(here, text, account.respondent) for text in corpus]
    who = SignedIn(account.respondent, "account", account, opens_desk=True)
    secret = kit.sessions.begin({PROVED_AT: kit.now().isoformat()}, who).id
    first = ["/desk/traders/", "/traders/", "/traders/begin", "/account/"]
    return secret, [*first, *(f"/desk/traders/contributions/{one}" for one in references)]


def _sent(here: Site, text: str, respondent: Respondent) -> str:
    intake = here.kit.intake
    draft = intake.save(intake.begin("traders", respondent), {**COMPLETE, "shop": text, "story": text})
    checked = digest_of(here.kit.forms.by_digest(draft.form_digest).journey(draft.answers).answers)
    return intake.submit(draft.id, respondent, submit_key=draft.submit_key, answers_sha256=checked).reference


def _every_page(visit: BrowserContext, address: str, todo: list[str], most: int) -> tuple[int, list[str]]:
    """From link to link, at most so many pages; those of this site that are pages."""
    breaches: list[str] = []
    page, known, seen = visit.new_page(), set(todo), 0
    page.on("dialog", lambda one: (breaches.append(f"a script ran on {page.url}"), one.dismiss()))
    page.on("console", lambda one: breaches.append(f"{page.url}: {one.text}") if "CSP" in one.text else None)
    while todo and seen < most:
        answer = visit.request.get(todo[0])
        here, is_page = todo.pop(0), "text/html" in answer.headers.get("content-type", "")
        if not is_page or not answer.ok:
            continue
        page.goto(here)
        seen += 1
        links = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
        new = {urldefrag(link)[0] for link in links if link.startswith(address) and "sign-out" not in link}
        todo += sorted(new - known)
        known |= new
    return seen, breaches


LINE = Line(
    id="S7",
    promise="What people and consultation files say never runs in a browser",
    bar="0 scripts run, 0 reports of the content security policy",
    points=3,
    experiment=experiment,
    faults=(
        Fault(
            "unescaped",
            "templates write texts as they are",
            lambda: replaced(Flask, "select_jinja_autoescape", lambda *_: False),
        ),
    ),
)
