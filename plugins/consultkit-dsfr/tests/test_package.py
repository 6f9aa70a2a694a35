"""What is taken out of the package, and what a deployment is told when something of it is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from consultkit import ConfigurationError
from consultkit_dsfr import DSFR, Package, check_folder, unpack
from consultkit_dsfr.command import main
from consultkit_dsfr.testing import MADE_UP, make_archive

from .conftest import Archive


def test_the_folder_holds_what_the_pages_need_with_the_licence_and_the_terms(folder: Path) -> None:
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert found == {
        "LICENSE.md",
        "doc/legal/cgu.md",
        "dsfr.main.min.css",
        "dsfr.module.min.js",
        "favicon/apple-touch-icon.png",
        "favicon/favicon.ico",
        "favicon/favicon.svg",
        "fonts/Marianne-Bold.woff2",
        "icons/system/close-line.svg",
        "manifest.json",
    }


def test_it_can_be_unpacked_again(archive: Archive, folder: Path) -> None:
    (folder / "dsfr.main.min.css").write_text("changed")
    assert unpack(archive.path, folder, archive.package) == 9
    check_folder(folder, archive.package)


def test_another_archive_is_refused_before_anything_is_written(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"is not the archive of @gouvfr/dsfr 1\.15\.3"):
        unpack(archive.path, tmp_path / "new", DSFR)
    assert not (tmp_path / "new").exists()


def test_an_archive_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.tgz cannot be read"):
        unpack(tmp_path / "none.tgz", tmp_path / "new")


@pytest.mark.parametrize("name", ["LICENSE.md", "dist/dsfr.module.min.js", "dist/fonts/Marianne-Bold.woff2"])
def test_an_archive_without_a_file_that_is_needed_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "lacking.tgz"
    package = make_archive(path, {one: text for one, text in MADE_UP.items() if one != name})
    with pytest.raises(ConfigurationError, match=f"has no file {name}"):
        unpack(path, tmp_path / "new", package)
    assert not (tmp_path / "new").exists()


def test_a_folder_of_other_things_is_left_alone(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="holds other files"):
        unpack(archive.path, tmp_path, archive.package)


@pytest.mark.parametrize("name", ["LICENSE.md", "fonts/Marianne-Bold.woff2"])
def test_a_file_that_is_gone_or_changed_is_named(name: str, archive: Archive, folder: Path) -> None:
    (folder / name).write_text("changed")
    with pytest.raises(ConfigurationError, match=f"they were changed: {name}"):
        check_folder(folder, archive.package)
    (folder / name).unlink()
    with pytest.raises(ConfigurationError, match=f"misses 1 files.*{name}") as refused:
        check_folder(folder, archive.package)
    assert "consultkit-dsfr fetch --accept-terms" in refused.value.mend


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": "1.15.3", "sha256": 3}'])
def test_a_manifest_that_says_nothing_is_none(text: str, archive: Archive, folder: Path) -> None:
    (folder / "manifest.json").write_text(text)
    with pytest.raises(ConfigurationError, match="does not hold the design system"):
        check_folder(folder, archive.package)


def test_another_version_is_told(archive: Archive, folder: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"holds the design system 1\.15\.3; the pages need 2\.0"):
        check_folder(folder, Package("2.0", archive.package.sha512))
    assert json.loads((folder / "manifest.json").read_text())["version"] == "1.15.3"


@pytest.mark.parametrize("words", [["fetch"], ["unpack", "none.tgz"]])
def test_nothing_is_done_before_the_terms_are_accepted(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, str(tmp_path / "new")]) == 2
    told = capsys.readouterr()
    assert "only services of the State may use it" in told.out
    assert "--accept-terms" in told.err
    assert not (tmp_path / "new").exists()


def test_the_command_says_why_it_could_not(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["unpack", "--accept-terms", str(archive.path), str(tmp_path / "new")]) == 1
    assert "npm pack @gouvfr/dsfr@1.15.3" in capsys.readouterr().err


def npm_that(place: Path, does: str) -> None:
    (place / "npm").write_text(f"#!/bin/sh\n{does}\n")
    (place / "npm").chmod(0o755)


def test_it_is_fetched_by_npm_from_the_registry_that_is_named(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    npm_that(bin_, f'echo "$@" > {tmp_path}/asked\n/bin/cp {archive.path} dsfr.tgz')
    monkeypatch.setenv("PATH", str(bin_))
    words = ["fetch", "--accept-terms", "--registry", "https://registry.example", str(tmp_path / "new")]
    assert main(words) == 1  # What came is not the package itself: it is looked at before it is unpacked.
    assert "is not the archive of @gouvfr/dsfr" in capsys.readouterr().err
    asked = (tmp_path / "asked").read_text()
    assert asked.startswith("pack @gouvfr/dsfr@1.15.3 --ignore-scripts")
    assert asked.endswith("--registry https://registry.example\n")


def test_what_npm_complains_of_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    npm_that(tmp_path, "echo no such registry >&2\nexit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["fetch", "--accept-terms", str(tmp_path / "new")]) == 1
    assert "no such registry" in capsys.readouterr().err


def test_without_npm_the_other_way_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["fetch", "--accept-terms", str(tmp_path / "new")]) == 1
    assert "consultkit-dsfr unpack" in capsys.readouterr().err
