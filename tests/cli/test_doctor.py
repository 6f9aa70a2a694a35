"""`consultkit doctor`, `worker --check`, and what `serve` refuses."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import pytest

from consultkit.storage import Archive, KeyRing, heartbeats, key_ring_from

from .conftest import Consultkit


def test_what_is_unsafe_ends_it_with_one(consultkit: Consultkit, deployed: dict[str, str]) -> None:
    Path(deployed["CONSULTKIT_KEY_FILE"]).write_text("{}")
    said = consultkit("doctor")
    assert said.exit_code == 1
    assert "✗ key file" in said.output
    assert "→ Restore it from its backup." in said.output


def test_a_trial_is_sound_enough(consultkit: Consultkit, deployed: dict[str, str]) -> None:
    said = consultkit("doctor", "--json")
    assert said.exit_code == 0, said.output
    grades = {row["check"]: row["grade"] for row in json.loads(said.output)}
    assert grades["durability"] == "sound"
    assert grades["address"] == "warning"
    assert not Path(deployed["CONSULTKIT_KEY_FILE"]).exists()


def test_production_does_not_start_with_what_is_unsafe(
    consultkit: Consultkit, deployed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = Path(deployed["CONSULTKIT_KEY_FILE"])
    key_ring_from(keys)
    keys.chmod(0o644)
    monkeypatch.setenv("CONSULTKIT_PRODUCTION", "1")
    monkeypatch.setenv("CONSULTKIT_PUBLIC_URL", "https://consultation.example")
    said = consultkit("serve")
    assert said.exit_code == 1
    assert f"chmod 600 {keys}" in said.output


def test_whether_a_worker_works_is_said(consultkit: Consultkit, deployed: dict[str, str]) -> None:
    assert consultkit("worker", "--check").exit_code == 1
    archive = Archive(deployed["CONSULTKIT_DATABASE_URL"], KeyRing({"k": bytes(32)}, "k"))
    with archive.writing() as tx:
        heartbeats.beat(tx, uuid4())
    archive.close()
    said = consultkit("worker", "--check")
    assert (said.exit_code, said.output[:6]) == (0, "✓ seen")
