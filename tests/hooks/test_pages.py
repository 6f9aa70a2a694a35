"""What a plugin says of its pages is checked at the start."""

from __future__ import annotations

import pytest

from consultkit.errors import PluginError
from consultkit.hooks import Pages, Plugins, hookimpl
from consultkit.records import Role


class Gardener:
    """A plugin that offers what it is given."""

    def __init__(self, offered: object) -> None:
        self.offered = offered

    @hookimpl
    def register_pages(self) -> object:
        return self.offered


def test_pages_are_kept_by_the_name_of_their_plugin() -> None:
    pages = Pages("blueprint", tabs={"garden.beds": "Beds"}, homes={Role.PARTY: "garden.fence"})
    assert dict(Plugins({"gardener": Gardener(pages)}).pages)["gardener"] is pages


@pytest.mark.parametrize("offered", ["beds", Pages(None, homes={Role.READER: "garden.beds"})])
def test_what_is_no_pages_is_told_at_the_start(offered: object) -> None:
    with pytest.raises(PluginError, match="register_pages"):
        Plugins({"gardener": Gardener(offered)})
