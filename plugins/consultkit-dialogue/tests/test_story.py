"""The whole story over HTTP: from contributions to a problem that the firms say is solved."""

from __future__ import annotations

import re
from datetime import timedelta

from consultkit import Role
from consultkit_dialogue.plugin import do_chores, tell_deadlines

from .world import HERE, SIRETS, World, post, token_of, words

AT_DESK = f"/desk/{HERE}/problems"
SHARED = "From one day to the next our offers were gone from the shop."


def settled(world: World) -> dict[str, str]:
    """Four firms that were delisted, two of which share what they wrote."""
    references = {}
    shares = {"ada": "unnamed", "bob": "named", "cleo": "nothing", "dan": "nothing"}
    for number, (name, share) in enumerate(shares.items()):
        world.firm(name)
        receipt = world.contribute(name, siret=SIRETS[number], share=share)
        references[name] = receipt.reference
    world.work()
    return references


def noted(world: World, references: dict[str, str]) -> str:
    """The address of a problem about them."""
    made = post(
        world.clients["analyst"],
        f"{AT_DESK}/new",
        title="Offers delisted overnight",
        practice="delisting",
        party="agora",
        why="The same practice",
        reference=list(references.values()),
    )
    assert made.status_code == 303, words(made)
    return made.headers["Location"].partition("#")[0]


def test_from_contributions_to_a_problem_that_is_solved(world: World) -> None:
    references = settled(world)
    analyst = world.official("analyst", Role.CASEWORKER)
    manager = world.official("manager", Role.MANAGER)
    platform = world.official("lawyer", Role.PARTY, serves="agora")

    suggested = words(analyst.get(f"{AT_DESK}/suggestions"))
    assert "Delisting Agora 4" in suggested
    assert SHARED.rstrip(".") in suggested

    gathered = analyst.get(f"{AT_DESK}/new?practice=delisting&party=agora").text
    assert set(re.findall(r'name="reference" value="([^"]+)"', gathered)) == set(references.values())
    by_words = analyst.get(f"{AT_DESK}/new?party=agora&sentence={SHARED.rstrip('.')}").text
    assert set(re.findall(r'name="reference" value="([^"]+)"', by_words)) == set(references.values())
    problem = noted(world, references)
    one = problem.rpartition("/")[2]
    assert post(analyst, f"{problem}/qualify", problem).status_code == 303
    assert "Delisting Agora 4" not in words(analyst.get(f"{AT_DESK}/suggestions"))

    # An extract: proposed by one, cleared by another, without the name that was cut out.
    page = f"{problem}/extract/{references['ada']}"
    taken = post(analyst, page, question="story", passage=f"We are ada. {SHARED}", cuts="We are ada.")
    assert taken.status_code == 303, words(taken)
    shown = analyst.get(problem).text
    extract = re.search(r'name="extract" value="(\w+)"', shown)
    assert extract
    refused = post(analyst, f"{problem}/clear", problem, extract=extract[1])
    assert refused.status_code == 422
    assert "Ask a colleague" in words(refused)

    # The party sees nothing yet.
    assert platform.get(f"/{HERE}/problems/{one}").status_code == 404
    assert "Nothing has been put to you" in words(platform.get(f"/{HERE}/problems"))

    assert post(manager, f"{problem}/clear", problem, extract=extract[1]).status_code == 303
    preview = manager.get(f"{problem}/release")
    assert "All firms 4" in words(preview)
    number = re.search(r'name="number" value="(\d+)"', preview.text)
    assert number
    sent = {"number": number[1], "reply_by": "2018-12-15"}
    released = post(manager, f"{problem}/release", **sent)
    assert released.status_code == 303, words(released)

    # The party reads it, asks for time, and commits.
    assert platform.get("/desk/").headers["Location"] == f"/{HERE}/problems"
    room = words(platform.get(f"/{HERE}/problems/{one}"))
    assert "All firms 4" in room
    assert f"[…] {SHARED}" in room
    assert "We are ada" not in room
    for secret in (*references.values(), "ada", "bob", "Ltd"):
        assert secret not in room
    asked = post(
        platform, f"/{HERE}/problems/{one}/time", f"/{HERE}/problems/{one}", until="2018-12-20", why="Strike"
    )
    assert asked.status_code == 303
    granted = post(manager, f"{problem}/time", problem, answer="grant", until="2018-12-20")
    assert granted.status_code == 303
    assert "35 days left" in words(platform.get(f"/{HERE}/problems/{one}"))

    reply = f"/{HERE}/problems/{one}/reply"
    more = post(platform, reply, **{"shown-question": "position", "position": "accept"})
    assert more.status_code == 200
    assert "The measure that you take" in words(more)
    answers = {"position": "accept", "measure": "We give notice.", "until": "2018-12-20"}
    shown_questions = {"shown-question": ["position", "measure", "until"]}
    committed = platform.post(reply, data={"csrf_token": token_of(more), **answers, **shown_questions})
    assert committed.status_code == 303, words(committed)
    assert "Measure promised" in words(manager.get(problem))

    # The firms are asked, by letters without content; a manager need not wait for the day.
    world.kit.clock.move(timedelta(days=30))  # type: ignore[attr-defined]
    manager = world.official("second-manager", Role.MANAGER)
    assert post(manager, f"{problem}/ask", problem).status_code == 303
    world.work()
    letters = [one for one in world.mail.messages if one.subject.startswith("News of your contribution")]
    assert sorted(one.recipients[0] for one in letters) == [f"{name}@firm.example" for name in references]
    assert not any("Agora" in one.text or "delist" in one.text.lower() for one in letters)
    for name, said in (("ada", "yes"), ("bob", "yes"), ("cleo", "partly")):
        answer(world, name, references[name], said)
    page_of_problem = words(manager.get(problem))
    assert "3 firms answered; 2 say that it is solved" in page_of_problem
    assert "Solved, say the firms" in page_of_problem
    answer(world, "dan", references["dan"], "no")
    assert "Reopened" in words(manager.get(problem))
    answer(world, "dan", references["dan"], "yes")
    closed = post(manager, f"{problem}/end", problem, how="closed", outcome="Notice is given.")
    assert closed.status_code == 303
    assert "Closed" in words(manager.get(problem))

    # Who has seen what of mine.
    receipt = f"/{HERE}/receipt/{references['ada']}"
    client = signed_in_again(world, "ada")
    assert f"{receipt}/followed" in client.get(receipt).text
    mine = words(client.get(f"{receipt}/followed"))
    assert "counted among 4 firms" in mine
    assert f"[…] {SHARED}" in mine
    assert "Not yet" not in mine
    theirs = words(signed_in_again(world, "dan").get(f"/{HERE}/receipt/{references['dan']}/followed"))
    assert "counted among 4 firms" in theirs
    assert "[…]" not in theirs
    contribution = f"/desk/{HERE}/contributions/{references['ada']}"
    assert f"{contribution}/seen" in manager.get(contribution).text
    at_desk = words(manager.get(f"/desk/{HERE}/contributions/{references['ada']}/seen"))
    assert "manager@state.example" in at_desk


def test_the_firms_are_asked_by_themselves_on_the_day_after_the_promised_one(world: World) -> None:
    references = settled(world)
    analyst = world.official("analyst", Role.CASEWORKER)
    manager = world.official("manager", Role.MANAGER)
    platform = world.official("lawyer", Role.PARTY, serves="agora")
    problem = noted(world, references)
    one = problem.rpartition("/")[2]
    assert post(analyst, f"{problem}/qualify", problem).status_code == 303
    number = re.search(r'name="number" value="(\d+)"', manager.get(f"{problem}/release").text)
    assert number
    post(manager, f"{problem}/release", number=number[1], reply_by="2018-12-15")
    assert [one.words["en"] for one in tell_deadlines(world.kit, HERE)] == ["Dialogue, replies expected: 1"]
    reply = f"/{HERE}/problems/{one}/reply"
    shown = {"shown-question": ["position", "measure", "until"]}
    answers = {"position": "accept", "measure": "We give notice.", "until": "2018-12-20"}
    assert post(platform, reply, **answers, **shown).status_code == 303

    due = list(tell_deadlines(world.kit, HERE))
    assert [(one.day.isoformat(), one.words["en"]) for one in due] == [
        ("2018-12-20", "Dialogue, measures promised: 1")
    ]
    assert not any("Agora" in text for one in due for text in one.words.values())

    def letters() -> int:
        world.kit.worker.run_once()
        do_chores(world.kit, HERE)
        world.work()
        return sum(one.subject.startswith("News of your") for one in world.mail.messages)

    assert letters() == 0
    world.kit.clock.move(timedelta(days=35))  # type: ignore[attr-defined]
    assert letters() == 0, "the day itself is the party's"
    world.kit.clock.move(timedelta(days=1))  # type: ignore[attr-defined]
    assert letters() == letters() == len(references)
    assert tell_deadlines(world.kit, HERE) == []


def signed_in_again(world: World, name: str):
    """Visits end: weeks have passed."""
    from .world import PASSWORD

    client = world.app.test_client()
    door = f"/{HERE}/sign-in"
    assert post(client, door, email=f"{name}@firm.example", password=PASSWORD).status_code == 303
    return client


def answer(world: World, name: str, reference: str, said: str) -> None:
    """A firm says whether it is solved, from the receipt on."""
    client = signed_in_again(world, name)
    followed = client.get(f"/{HERE}/receipt/{reference}/followed")
    link = re.search(r'href="([^"]+/solved/[^"]+)"', followed.text)
    assert link, words(followed)
    first = post(client, link[1], **{"shown-question": "fixed", "fixed": said})
    if first.status_code == 200:
        data = {"csrf_token": token_of(first), "fixed": said, "shown-question": ["fixed", "remark"]}
        first = client.post(link[1], data=data)
    assert first.status_code == 303, words(first)
