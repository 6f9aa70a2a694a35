"""Open data through the database: published one after the other, and never changed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from consultkit.errors import NotFoundError, NotOpenError, RespondentError
from consultkit.operations import OpenData, Outline, Publication, Results, StudyDesk
from consultkit.records import Identity, Json, Respondent, digest_of
from consultkit.results.opening import unzipped
from consultkit.storage import submissions

from .conftest import Campaign, Campaigns

FILE = (Path(__file__).parents[1] / "consultations/open_data.yaml").read_text()
SIRET = "73282932000074"


@pytest.fixture
def market(campaigns: Campaigns) -> Campaign:
    return campaigns(FILE)


@pytest.fixture
def open_data(market: Campaign) -> OpenData:
    return OpenData(market.archive, market.forms, market.clock)


def send(market: Campaign, number: int, respondent: Respondent | None = None, **more: Json) -> Respondent:
    """One of two kinds of firms, so that in every class of five there are both."""
    who = respondent or market.respondent()
    draft = market.intake.begin("stalls", who)
    answers: dict[str, Json] = {
        "place": "35",
        "workers": 3,
        "troubles": ["noise"] if number % 2 else ["rats", "noise"],
        "party": "town" if number % 2 else "nobody",
        **more,
    }
    saved = market.intake.save(draft, answers)
    form = market.forms.current("stalls")
    sent = form.journey(saved.answers).answers
    market.intake.submit(draft.id, who, submit_key=saved.submit_key, answers_sha256=digest_of(sent))
    return who


def send_many(market: Campaign, number: int, **more: Json) -> list[Respondent]:
    return [send(market, each, **more) for each in range(number)]


def rows(open_data: OpenData, number: int, name: str = "data.csv") -> Sequence[Sequence[str]]:
    content = unzipped(open_data.package("stalls", number))[name].decode()
    return list(csv.reader(io.StringIO(content, newline="")))[1:]


def test_a_publication_is_kept_as_it_was(market: Campaign, open_data: OpenData) -> None:
    send_many(market, 12)
    first = open_data.publish("stalls")
    packed = open_data.package("stalls", 1)
    assert (first.number, first.people) == (1, 12)
    assert len(rows(open_data, 1)) == 12
    market.clock.set(market.clock.now() + timedelta(days=3))
    send_many(market, 10)
    second = open_data.publish("stalls")
    assert (second.number, second.people) == (2, 10)
    assert open_data.package("stalls", 1) == packed
    assert open_data.releases("stalls") == (first, second)
    assert open_data.figures("stalls")["party"] == {"town": 11, "owner": 0, "nobody": 11, "": 22}


def test_a_few_more_are_not_told_of(market: Campaign, open_data: OpenData) -> None:
    send_many(market, 8)
    open_data.publish("stalls")
    send_many(market, 4)
    with pytest.raises(NotOpenError, match="5 people or firms are needed") as refused:
        open_data.publish("stalls")
    assert refused.value.code == "too_few_new"
    assert len(open_data.releases("stalls")) == 1


def test_who_was_told_of_is_not_told_of_again(market: Campaign, open_data: OpenData) -> None:
    """By the respondent and by the firm, whoever answers for it."""
    known = send_many(market, 7)
    send(market, 1, siret=SIRET)
    open_data.publish("stalls")
    for respondent in known:
        send(market, 2, respondent)
    send(market, 2, siret=SIRET)
    send_many(market, 5)
    outlook = open_data.outlook("stalls")
    assert outlook.opened is not None
    assert outlook.opened.people == 5
    assert outlook.opened.withheld.known == 7 + 1 + 8


def test_the_rare_wait_for_others_like_them(market: Campaign, open_data: OpenData) -> None:
    send_many(market, 6)
    send_many(market, 4, place="2A")
    assert open_data.publish("stalls").people == 6
    send_many(market, 1, place="2A")
    assert open_data.publish("stalls").people == 5


def test_nothing_of_identity_is_in_the_files(market: Campaign, open_data: OpenData) -> None:
    send_many(market, 6, owner={"given": "Élise", "family": "Kœnig"}, story="Le bruit")
    open_data.publish("stalls")
    whole = b"".join(unzipped(open_data.package("stalls", 1)).values()).decode()
    with market.archive.reading() as tx:
        references = [one.reference for one in submissions.each(tx, "stalls")]
    assert not any(reference in whole for reference in references)
    assert "Kœnig" not in whole
    assert not re.search(r"\d\d:\d\d:\d\d", whole.replace("T00:00:00Z", ""))


def test_texts_that_name_somebody_are_held_back(market: Campaign, open_data: OpenData) -> None:
    """By the name that was answered, by what the provider told, and by what it told of others."""
    claims: dict[str, Json] = {
        "given_name": "Marie",
        "family_name": "Le Goff",
        "email": "goeland@mer.example",
    }
    marie = market.identities.respondent_of(
        Identity("https://identity.example", uuid4().hex, claims), "franceconnect"
    )
    send(market, 0, marie, story="Signé : le goff")
    send(market, 1, owner={"given": "Élise", "family": "Kœnig"}, story="Moi, Koenig, je proteste")
    send(market, 2, story="Marie Goff le sait aussi")
    for number in range(6):
        send(market, number, story="Trop de bruit")
    open_data.publish("stalls")
    assert [text for _question, text in rows(open_data, 1, "texts.csv")] == ["Trop de bruit"] * 6


def test_a_redacted_passage_is_not_looked_at_any_more(market: Campaign, open_data: OpenData) -> None:
    send_many(market, 5)
    send(market, 1, story="Appelez le 06 12 34 56 78 !")
    outlook = open_data.outlook("stalls")
    assert outlook.opened is not None
    (finding,) = outlook.opened.withheld.texts
    official = market.official("stalls")
    study = StudyDesk(market.archive, market.forms, market.clock)
    study.redact(official, finding.reference, "story", "06 12 34 56 78", "phone")
    open_data.publish("stalls")
    (row,) = rows(open_data, 1, "texts.csv")
    assert "Appelez le" in row[1]
    assert "06" not in row[1]


def test_before_anything_is_published_there_is_nothing(market: Campaign, open_data: OpenData) -> None:
    send_many(market, 5)
    with pytest.raises(NotFoundError):
        open_data.package("stalls", 1)
    assert open_data.releases("stalls") == ()
    assert open_data.figures("stalls") == {}


def test_two_who_publish_at_once_publish_once(market: Campaign, open_data: OpenData) -> None:
    send_many(market, 8)
    waiting = open_data._room.events

    def late(consultation: str, subject: object) -> object:
        seen = waiting(consultation, subject)  # type: ignore[arg-type]
        open_data._room.events = waiting  # type: ignore[method-assign]
        open_data.publish(consultation)
        return seen

    open_data._room.events = late  # type: ignore[method-assign,assignment]
    with pytest.raises(RespondentError, match="Somebody else"):
        open_data.publish("stalls")
    assert len(open_data.releases("stalls")) == 1


def test_a_file_that_declares_nothing_is_refused(campaigns: Campaigns, trees: str) -> None:
    campaign = campaigns(trees)
    open_data = OpenData(campaign.archive, campaign.forms, campaign.clock)
    outlook = open_data.outlook("trees")
    assert outlook.opened is None
    assert [one.id for one in outlook.undeclared] == ["kind", "harm", "fallen", "height", "note", "owner"]
    with pytest.raises(NotOpenError):
        open_data.publish("trees")


def test_beside_other_numbers_there_are_no_open_data(campaigns: Campaigns) -> None:
    """Those that were counted before the file had its part are of everybody."""
    part = FILE[FILE.index("open_data:") : FILE.index("pages:")]
    before = campaigns(FILE.replace(part, ""))
    send_many(before, 12)
    manager = before.official("stalls")
    publication = Publication(before.archive, before.clock, *_counting(before))
    texts = {"said": {"en": "Noise."}}
    publication.keep_draft(manager, Outline(texts=texts, questions=("party",), at_least=3))
    assert publication.publish(manager).figures["party"]["town"] == 6
    now = campaigns(FILE)
    with pytest.raises(NotOpenError, match="could be subtracted"):
        _counting(now)[1].publish("stalls")


def _counting(campaign: Campaign) -> tuple[Results, OpenData]:
    open_data = OpenData(campaign.archive, campaign.forms, campaign.clock)
    return Results(campaign.archive, campaign.forms), open_data
