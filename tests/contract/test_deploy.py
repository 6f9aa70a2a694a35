"""The files of docs/deploy: each command and each variable in them is one that there is."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import click
import pytest
from ruamel.yaml import YAML

from consultkit.cli import main
from consultkit.variables import Variables

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
CONTAINERFILE = (DEPLOY / "container" / "Containerfile").read_text()
COMPOSE = YAML(typ="safe").load(DEPLOY / "container" / "compose.yaml")
VARIABLES = {f"CONSULTKIT_{name.upper()}" for name in Variables.model_fields} | {"CONSULTKIT_CONSULTATIONS"}


class Unit(ConfigParser):
    """A unit file: keys may come several times, and keep their letters."""

    def __init__(self, path: Path) -> None:
        super().__init__(strict=False, interpolation=None)
        self.optionxform = str  # type: ignore[assignment,method-assign]
        self.text = path.read_text()
        self.read_string(self.text)


def commands() -> Iterator[str]:
    for unit in UNITS:
        yield from re.findall(r"^ExecStart=.*/consultkit (.+)$", unit.read_text(), re.MULTILINE)
    readme = (DEPLOY / "README.md").read_text()
    yield from re.findall(r"^ck (.+)$", readme, re.MULTILINE)
    yield from re.findall(r"run --rm web (.+)$", readme, re.MULTILINE)
    yield " ".join(re.findall(r'"([^"]+)"', re.findall(r"^CMD (.+)$", CONTAINERFILE, re.MULTILINE)[0]))
    for service in COMPOSE["services"].values():
        if "command" in service:
            yield " ".join(service["command"])
        test = service.get("healthcheck", {}).get("test", [])
        if test[:2] == ["CMD", "consultkit"]:
            yield " ".join(test[2:])


@pytest.mark.parametrize("words", sorted(set(commands())))
def test_every_command_is_one_of_ours(words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "sme.yaml"
    file.touch()
    monkeypatch.setenv("CONSULTKIT_CONSULTATIONS", str(file))
    command: click.Command | None = main
    rest = [str(file) if word.endswith(".yaml") else word for word in shlex.split(words)]
    while isinstance(command, click.Group):
        command = command.get_command(click.Context(command), rest.pop(0))
    assert command is not None, words
    command.make_context("consultkit", rest)


def test_every_variable_is_one_of_ours() -> None:
    texts = [path.read_text() for path in DEPLOY.rglob("*") if path.is_file()]
    named = {word for text in texts for word in re.findall(r"CONSULTKIT_[A-Z_]+", text)}
    assert named - VARIABLES == set()


def test_what_containers_are_told_can_be_understood() -> None:
    said = COMPOSE["x-consultkit"]["environment"]
    read = Variables.read(
        {name: str(value) for name, value in said.items() if name != "CONSULTKIT_SECRETS_DIR"}
    )
    assert read.production
    assert read.proxies == 1
    assert all(name in COMPOSE["secrets"] for name in COMPOSE["x-consultkit"]["secrets"])
    assert {name.upper() for name in COMPOSE["x-consultkit"]["secrets"]} <= VARIABLES


def test_what_the_service_is_told_can_be_understood() -> None:
    lines = (DEPLOY / "consultkit.env").read_text().splitlines()
    said = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    read = Variables.read(said)
    assert read.production
    assert read.public_url.startswith("https://")
    assert read.proxies == 1
    assert not Path(read.key_file_of_deployment()).is_relative_to("/var/lib/consultkit")


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_service_has_no_privileges_and_leaves_no_secret_on_a_disk(path: Path) -> None:
    service = Unit(path)["Service"]
    assert service["User"] == "consultkit"
    assert service["CapabilityBoundingSet"] == ""
    for key, value in {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
        "PrivateDevices": "yes",
        "RestrictNamespaces": "yes",
        "SystemCallFilter": "@system-service",
        "MemorySwapMax": "0",
        "LimitCORE": "0",
        "UMask": "0077",
    }.items():
        assert service[key] == value, key


def test_the_web_server_is_renewed_by_the_signal_and_given_time_to_end() -> None:
    service = Unit(DEPLOY / "systemd" / "consultkit-web.service")["Service"]
    assert service["ExecReload"] == "/bin/kill -HUP $MAINPID"
    assert service["KillMode"] == "mixed"
    assert int(service["TimeoutStopSec"]) > 300
    assert service["Restart"] == "always"


def test_the_image_is_built_from_what_there_is() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINERFILE, re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    for source in (one for line in copied for one in line.split()):
        assert (ROOT / source).exists(), source
        assert f"!{source}" in ignored, source
    assert "--require-hashes" in CONTAINERFILE
    assert re.search(r"^USER consultkit$", CONTAINERFILE, re.MULTILINE)


def test_containers_may_change_nothing_but_their_volumes() -> None:
    every = COMPOSE["x-consultkit"]
    assert every["read_only"] is True
    assert every["cap_drop"] == ["ALL"]
    assert COMPOSE["services"]["proxy"]["network_mode"] == "service:web"
    published = [name for name, service in COMPOSE["services"].items() if "ports" in service]
    assert published == ["web"], "the database and the worker are reached by nobody"
