"""What is erased is quoted nowhere any more, and what a problem came to stays."""

from __future__ import annotations

from uuid import UUID

from .test_extracts import Told
from .test_story import SHARED
from .world import HERE, World


def test_the_room_forgets_what_is_erased_and_keeps_the_rest(world: World) -> None:
    told = Told(world)
    register, ada, bob = world.register, told.references["ada"], told.references["bob"]
    room, subject = register.room, UUID(told.one)

    def said_in_the_room() -> str:
        return str([dict(event.content) for event in room.events(HERE, subject)])

    assert ada in said_in_the_room()
    before = register.problem(subject)
    contribution = world.kit.following.now_of(HERE, [ada])[ada]
    assert world.kit.erasure.contributions(HERE, [contribution.id]) == 1
    assert ada not in said_in_the_room()
    assert bob in said_in_the_room()
    after = register.problem(subject)
    assert (after.state, after.title, len(after.events)) == (before.state, before.title, len(before.events))
    assert set(after.attached) == set(before.attached) - {ada}
    passages = [one.passage for one in after.extracts.values()]
    assert passages == [SHARED], "that of bob, who is still there"
    assert told.analyst.get(told.problem).status_code == 200
    assert told.platform.get(f"/{HERE}/problems/{told.one}").status_code == 200
