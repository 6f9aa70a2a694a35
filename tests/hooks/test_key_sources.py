"""Sources of keys are found by their words; what they give, and how they fail, is never quoted."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from consultkit import ConsultKit, Settings
from consultkit.errors import ConfigurationError, PluginError
from consultkit.hooks import Plugins, hookimpl

SMALLEST = Path(__file__).parent.parent / "consultations" / "smallest.yaml"
KEY = b64encode(bytes(range(32))).decode()
CONTENT = json.dumps({"primary": "k1", "keys": {"k1": KEY}, "digest": KEY})


class Gives:
    """A plugin that offers what it is given."""

    def __init__(self, offered: object) -> None:
        self.offered = offered

    @hookimpl
    def register_key_sources(self) -> object:
        return self.offered


def plugins(give: Callable[[], object]) -> Plugins:
    return Plugins({"vault": Gives({"vault": give})})


def raise_key() -> str:
    raise ValueError(KEY)


def test_a_deployment_seals_with_what_a_plugin_gives(database_url: str, tmp_path: Path) -> None:
    nowhere = tmp_path / "consultkit.keys"
    settings = Settings(database_url=database_url, keys_from="vault", key_file=nowhere)
    kit = ConsultKit([SMALLEST], settings=settings, plugins={"vault": Gives({"vault": lambda: CONTENT})})
    assert kit.archive.keys.primary == "k1"
    assert not nowhere.exists()
    kit.close()


def test_an_unknown_source_is_told_with_those_that_are_there() -> None:
    with pytest.raises(PluginError, match="'safe'") as refused:
        plugins(lambda: CONTENT).keys("safe")
    assert "vault" in refused.value.mend


@pytest.mark.parametrize("content", [KEY, "{}", json.dumps({"primary": "k1", "keys": {"k1": KEY[:8]}})])
def test_what_is_no_key_file_is_refused_without_quoting_it(content: str) -> None:
    with pytest.raises(ConfigurationError, match="from the source 'vault'") as refused:
        Settings(keys_from="vault").key_ring(plugins(lambda: content))
    assert content not in f"{refused.value} {refused.value.mend}"


@pytest.mark.parametrize(
    ("give", "said"), [(raise_key, "raised ValueError"), (lambda: KEY.encode(), "of type bytes")]
)
def test_a_source_that_breaks_its_contract_quotes_nothing(give: Callable[[], object], said: str) -> None:
    with pytest.raises(PluginError, match=said) as refused:
        plugins(give).keys("vault")
    assert KEY not in f"{refused.value} {refused.value.__cause__}"


@pytest.mark.parametrize("offered", [None, ["vault"], {"vault": CONTENT}, {"": lambda: CONTENT}])
def test_a_wrong_result_is_told_at_the_start(offered: object) -> None:
    with pytest.raises(PluginError, match="'mine', hook register_key_sources") as refused:
        Plugins({"mine": Gives(offered)})
    assert KEY not in refused.value.message


def test_a_word_taken_twice_is_told() -> None:
    taken = Gives({"vault": lambda: CONTENT})
    with pytest.raises(PluginError, match="'one' and from 'two'"):
        Plugins({"one": taken, "two": taken})
