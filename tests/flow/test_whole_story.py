"""The whole story of a campaign of two thousand made-up firms: from what they send to what is published.

Every step is taken on the pages, as an official, a mediator, a platform's contact and firms would.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from consultkit import (
    ConsultKit,
    ProviderSettings,
    Role,
    Settings,
    SignInSettings,
    create_app,
    simulated,
)
from consultkit.records import Account, Respondent, SignedIn, Submission
from consultkit.storage import accounts, cases, submissions
from consultkit.testing import FixedClock, MailCatcher
from consultkit_mediator.stand_in import MediatorStandIn
from sme_platforms.app import CONSULTATION

HERE = "sme-platforms"
DESK = f"/desk/{HERE}"
RESPONDENTS = 2000
AFTER = datetime(2018, 12, 3, 10, 0, tzinfo=UTC)
"""A Monday, after the closing."""


@dataclass
class Stage:
    """Everybody on it."""

    kit: ConsultKit
    mail: MailCatcher
    clock: FixedClock

    def __post_init__(self) -> None:
        self.app = create_app(self.kit)

    def official(self, name: str, role: Role, serves: str = "") -> FlaskClient:
        address = f"{name}@state.example"
        self.kit.accounts.add_official(address, HERE, role, language="en", serves=serves)
        with self.kit.archive.reading() as tx:
            kept = accounts.find_by_address(tx, address)
        assert kept is not None
        return self.enter(kept.account)

    def enter(self, account: Account) -> FlaskClient:
        who = SignedIn(account.respondent, "account", account, opens_desk=True)
        return self._with(who)

    def firm(self, submission: Submission) -> FlaskClient:
        """Whoever sent it, come back by FranceConnect."""
        return self._with(SignedIn(Respondent(submission.respondent_id), "franceconnect"))

    def _with(self, who: SignedIn) -> FlaskClient:
        client = self.app.test_client()
        client.set_cookie("consultkit", self.kit.sessions.begin({}, who).id)
        client.get("/?lang=en")
        return client

    def work(self) -> None:
        while self.kit.worker.run_once():
            pass


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    with MailCatcher() as mail, MediatorStandIn() as mediator:
        monkeypatch.setenv("CONSULTKIT_MEDIATOR_ADDRESS", mediator.address)
        settings = Settings(
            database_url=f"sqlite:///{tmp_path}/story.db",
            key_file=tmp_path / "keys",
            files=str(tmp_path / "files"),
            mail=replace(Settings().mail, port=mail.port),
        )
        sent = sum(one is not None for one in simulated(CONSULTATION, settings, RESPONDENTS, seed=7))
        assert sent > 1500
        nowhere = ProviderSettings("https://nowhere.invalid", "story", "nobody signs in")
        clock = FixedClock(AFTER)
        settings = replace(settings, sign_in=SignInSettings(franceconnect=nowhere))
        kit = ConsultKit([CONSULTATION], settings=settings, clock=clock)
        yield Stage(kit, mail, clock)
        kit.close()


def token_of(page: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, page.text[:500]
    return found[1]


def post(client: FlaskClient, address: str, shown_on: str, **data: object) -> TestResponse:
    page = client.get(shown_on)
    assert page.status_code == 200, (shown_on, page.status_code)
    return client.post(address, data={"csrf_token": token_of(page), **data})


def words(page: TestResponse) -> str:
    main = page.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.mark.slow
def test_from_two_thousand_firms_to_what_is_published(stage: Stage) -> None:
    ada, bob = stage.official("ada", Role.CASEWORKER), stage.official("bob", Role.CASEWORKER)
    max_ = stage.official("max", Role.MANAGER)
    every = contributions(stage)
    party, practice = commonest(every)
    meant = [one for one in every if is_about(one, party, practice)]
    assert len({str(one.answers["siret"]) for one in meant}) >= 5

    studied = study(stage, ada, bob, party, practice, meant)
    refer(stage, ada, every)
    platform = stage.official("lawyer", Role.PARTY, serves=party)
    problem = open_problem(ada, party, practice, meant)
    extract(ada, bob, problem, meant)
    assert "Nothing has been put to you" in words(platform.get(f"/{HERE}/problems"))
    release(max_, problem)
    reply(platform, problem, meant)
    assert "Measure promised" in words(max_.get(f"{DESK}/problems/{problem}"))
    ask_the_firms(stage, max_, problem, meant)
    publish(stage, max_, every)
    assert studied


def contributions(stage: Stage) -> list[Submission]:
    with stage.kit.archive.reading() as tx:
        return list(submissions.each(tx, HERE))


def is_about(one: Submission, party: str, practice: str) -> bool:
    practices = one.answers.get("pratiques")
    return one.answers.get("plateforme") == party and isinstance(practices, list) and practice in practices


def commonest(every: list[Submission]) -> tuple[str, str]:
    counted: Counter[tuple[str, str]] = Counter()
    for one in every:
        practices = one.answers.get("pratiques")
        for practice in practices if isinstance(practices, list) else ():
            if one.answers.get("plateforme") != "autre" and practice != "autre":
                counted[str(one.answers["plateforme"]), str(practice)] += 1
    # Neither the greatest, which would fill a page by itself, nor one of a handful.
    return min((pair for pair, number in counted.items() if number >= 12), key=lambda pair: counted[pair])


def study(
    stage: Stage, ada: FlaskClient, bob: FlaskClient, party: str, practice: str, meant: list[Submission]
) -> list[str]:
    query = f"?q.plateforme={party}&q.pratiques={practice}"
    listed = ada.get(f"{DESK}/contributions{query}")
    found = re.findall(r'name="reference" value="([^"]+)"', listed.text)
    assert set(found) == {one.reference for one in meant}, "the list is what a naive recount finds"
    done = post(
        ada,
        f"{DESK}/contributions/act{query}",
        f"{DESK}/contributions{query}",
        reference=found,
        act="assign",
        to="me",
    )
    assert done.status_code == 303
    mine = ada.get(f"{DESK}/contributions?assigned=me&state=in_hand")
    assert set(re.findall(r'name="reference" value="([^"]+)"', mine.text)) == set(found)
    for reference in found[:6]:
        page = f"{DESK}/contributions/{reference}"
        for coder, gravity in ((ada, "4"), (bob, "4" if reference != found[0] else "2")):
            coded = post(coder, f"{page}/code", page, nature="rupture", gravite=gravity)
            assert coded.status_code == 303, words(coded)
    graded = ada.get(f"{DESK}/contributions?c.gravite=4")
    assert set(re.findall(r'name="reference" value="([^"]+)"', graded.text)) == set(found[:6])
    assert "6 contributions are coded" in words(ada.get(f"{DESK}/summary"))
    return found


def refer(stage: Stage, ada: FlaskClient, every: list[Submission]) -> None:
    """All that was promised is done: who asked for the mediator is there, as far as may be."""
    stage.work()
    asked = {one.reference for one in every if one.answers.get("saisine_mediateur") is True}
    with stage.kit.archive.reading() as tx:
        found = cases.of_submissions(tx, [one.id for one in every])
    kept = [case for its in found.values() for case in its]
    assert kept
    assert {case.submission_reference for case in kept} == asked
    handed = [case for case in kept if case.acknowledged_at]
    assert handed
    assert "MED-" in words(ada.get(f"{DESK}/contributions/{handed[0].submission_reference}"))


def open_problem(ada: FlaskClient, party: str, practice: str, meant: list[Submission]) -> str:
    assert "firms" in words(ada.get(f"{DESK}/problems/suggestions"))
    form = f"{DESK}/problems/new?practice={practice}&party={party}"
    gathered = re.findall(r'name="reference" value="([^"]+)"', ada.get(form).text)
    assert set(gathered) == {one.reference for one in meant}
    made = post(
        ada,
        f"{DESK}/problems/new",
        form,
        title="The same practice",
        practice=practice,
        party=party,
        why="The same practice",
        reference=gathered,
    )
    assert made.status_code == 303, words(made)
    address = made.headers["Location"].partition("#")[0]
    assert post(ada, f"{address}/qualify", address).status_code == 303
    return address.rpartition("/")[2]


def extract(ada: FlaskClient, bob: FlaskClient, problem: str, meant: list[Submission]) -> None:
    """From one who agreed; of one who did not, nothing can be taken."""
    address = f"{DESK}/problems/{problem}"
    agreed = next(one for one in meant if one.answers["partage_plateforme"] == "sans_identite")
    silent = next(one for one in meant if one.answers["partage_plateforme"] == "non")
    page = f"{address}/extract/{agreed.reference}"
    passage = str(agreed.answers["recit"]).partition(". ")[0]
    assert post(ada, page, page, question="recit", passage=passage, cuts="").status_code == 303
    refused = f"{address}/extract/{silent.reference}"
    token = token_of(ada.get(page))
    taken = ada.post(refused, data={"csrf_token": token, "question": "recit", "passage": "x", "cuts": ""})
    assert taken.status_code in (404, 422)
    shown = re.search(r'name="extract" value="(\w+)"', ada.get(address).text)
    assert shown
    assert post(ada, f"{address}/clear", address, extract=shown[1]).status_code == 422, "nobody clears alone"


def release(max_: FlaskClient, problem: str) -> None:
    address = f"{DESK}/problems/{problem}"
    shown = re.search(r'name="extract" value="(\w+)"', max_.get(address).text)
    assert shown
    assert post(max_, f"{address}/clear", address, extract=shown[1]).status_code == 303
    preview = max_.get(f"{address}/release")
    number = re.search(r'name="number" value="(\d+)"', preview.text)
    assert number
    sent = post(max_, f"{address}/release", f"{address}/release", number=number[1], reply_by="2018-12-20")
    assert sent.status_code == 303, words(sent)


def reply(platform: FlaskClient, problem: str, meant: list[Submission]) -> None:
    room = f"/{HERE}/problems/{problem}"
    read = words(platform.get(room))
    for one in meant:
        secrets = (one.reference, str(one.answers["siret"]), str(one.answers["courriel"]))
        named = one.answers["partage_plateforme"] == "avec_identite"
        company = () if named else (str(one.answers["raison_sociale"]),)
        assert not any(secret in read for secret in (*secrets, *company))
    asked = {"shown-question": "position", "position": "accept"}
    first = post(platform, f"{room}/reply", f"{room}/reply", **asked)
    data = {"position": "accept", "measure": "Notice is given in writing.", "until": "2018-12-20"}
    shown = {"shown-question": ["position", "measure", "until"]}
    committed = platform.post(f"{room}/reply", data={"csrf_token": token_of(first), **data, **shown})
    assert committed.status_code == 303, words(committed)


def ask_the_firms(stage: Stage, max_: FlaskClient, problem: str, meant: list[Submission]) -> None:
    address = f"{DESK}/problems/{problem}"
    stage.clock.set(datetime(2018, 12, 21, 10, 0, tzinfo=UTC))
    max_ = stage.official("second-manager", Role.MANAGER)
    assert post(max_, f"{address}/ask", address).status_code == 303
    senders = {one.respondent_id: one for one in meant}
    for one in list(senders.values())[:4]:
        say_it_is_solved(stage.firm(one), one.reference)
    page = words(max_.get(address))
    assert "4 firms answered; 4 say that it is solved" in page
    assert "Solved, say the firms" in page


def say_it_is_solved(firm: FlaskClient, reference: str) -> None:
    followed = firm.get(f"/{HERE}/receipt/{reference}/followed")
    link = re.search(r'href="([^"]+/solved/[^"]+)"', followed.text)
    assert link, words(followed)
    said = post(firm, link[1], link[1], **{"shown-question": "fixed", "fixed": "yes"})
    if said.status_code == 200:
        again = {"csrf_token": token_of(said), "fixed": "yes", "shown-question": ["fixed", "remark"]}
        said = firm.post(link[1], data=again)
    assert said.status_code == 303, words(said)


def publish(stage: Stage, max_: FlaskClient, every: list[Submission]) -> None:
    max_ = stage.official("third-manager", Role.MANAGER)
    page = f"{DESK}/publication"
    told = {
        "said.en": "Firms of every size wrote.",
        "answered.en": "A marketplace gives notice in writing.",
        "done.en": "The firms say that it is solved.",
        "question": ["plateforme"],
        "at_least": "5",
    }
    assert post(max_, f"{page}/open-data", f"{page}/open-data/preview").status_code == 303
    (release,) = stage.kit.open_data.releases(HERE)
    assert post(max_, page, page, **told).status_code == 303
    assert post(max_, f"{page}/publish", f"{page}/preview").status_code == 303
    public = stage.app.test_client()
    read = words(public.get(f"/{HERE}/outcome?lang=en"))
    assert "A marketplace gives notice in writing." in read
    firms = {str(one.answers.get("siret")) for one in every}
    assert 0.8 * len(firms) < release.people <= len(firms)
    assert f"{release.people} people or firms" in read.replace(",", "")
    counted = Counter(str(one.answers.get("plateforme")) for one in every)
    told_of = stage.kit.open_data.figures(HERE)["plateforme"]["manomano"]
    assert told_of is not None
    assert 5 <= told_of <= counted["manomano"]
    assert f"ManoMano {told_of}" in read
    with ZipFile(io.BytesIO(public.get(f"/{HERE}/open-data/1.zip").data)) as package:
        published = b"".join(package.read(name) for name in package.namelist())
    assert not any(firm.encode() in published for firm in firms)
