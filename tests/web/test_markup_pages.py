"""What a screen reader and a strict browser meet: names, ties, headings, and nothing inline."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest

from .conftest import Member, Page, Visitor

PUBLIC = [
    "/traders/",
    "/traders/privacy",
    "/legal/sitemap",
    "/legal/accessibility",
    "/legal/notice",
    "/legal/personal-data",
    "/legal/cookies",
    "/nowhere/at/all",
]
CONTROLS = {"input", "textarea", "select"}


@pytest.fixture(params=PUBLIC)
def public_page(request: pytest.FixtureRequest, visitor: Visitor) -> Page:
    return visitor.open(request.param)


def road(member: Member) -> list[Page]:
    """Every page of the road, faults and all."""
    first = member.begin()
    faulty = member.send(first.form("shop"), {"shop": "", "email": "?"})
    check = member.to_check()
    receipt = member.send(check.form("submit_key"))
    return [member.open("/traders/"), first, faulty, check, receipt]


def test_public_pages_are_well_made(public_page: Page) -> None:
    assert_well_made(public_page)


def test_the_pages_of_the_road_are_well_made(member: Member) -> None:
    for page in road(member):
        assert_well_made(page)


def test_each_page_has_a_title_of_its_own(member: Member) -> None:
    titles = [page.title for page in road(member)]
    assert len(set(titles)) == len(titles)


def assert_well_made(page: Page) -> None:
    assert_nothing_inline(page)
    assert_structure(page)
    assert_ids(page)
    assert_names(page)


def assert_nothing_inline(page: Page) -> None:
    for tag, given in page.elements:
        assert not [name for name in given if name.startswith("on") or name == "style"], tag
        assert tag != "style"
        assert tag != "script" or given.get("src")
        assert not given.get("href", "").startswith("javascript:")


def assert_structure(page: Page) -> None:
    tags = Counter(tag for tag, _ in page.elements)
    assert page.html.startswith("<!doctype html>")
    assert (tags["h1"], tags["main"], tags["title"]) == (1, 1, 1)
    assert next(given for tag, given in page.elements if tag == "html")["lang"] == "fr"
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    after_title = levels[levels.index(1) :]
    assert all(later <= earlier + 1 for earlier, later in pairwise(after_title))


def assert_ids(page: Page) -> None:
    ids = Counter(given["id"] for _, given in page.elements if "id" in given)
    assert [one for one, times in ids.items() if times > 1] == []
    for _, given in page.elements:
        for name in ("aria-describedby", "aria-labelledby", "for"):
            assert set(given.get(name, "").split()) <= set(ids), given
        if given.get("href", "").startswith("#"):
            assert given["href"][1:] in ids


def assert_names(page: Page) -> None:
    labelled = {given["for"] for tag, given in page.elements if tag == "label"}
    for tag, given in page.elements:
        if tag in CONTROLS and given.get("type") != "hidden":
            assert given["id"] in labelled
    for form in page.forms:
        assert form.method == "get" or any(one.name == "csrf_token" for one in form.controls)
