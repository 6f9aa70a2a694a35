"""`consultkit-dsfr`: fetch the design system, or unpack an archive of it that is already there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from consultkit import ConfigurationError
from consultkit_dsfr.package import DSFR, unpack
from consultkit_dsfr.terms import TERMS

_PATIENCE_SECONDS = 300


def main(arguments: Sequence[str] | None = None) -> int:
    """Ends with 0 when the folder holds everything, 1 with an instruction when not, 2 without consent."""
    asked = _parser().parse_args(arguments)
    sys.stdout.write(f"{TERMS}\n")
    if not asked.accept_terms:
        sys.stderr.write("Nothing was done. If you accept these terms, say so with --accept-terms.\n")
        return 2
    try:
        number = asked.run(asked)
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{number} files of the design system {DSFR.version} are in {asked.folder}.\n")
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="consultkit-dsfr", description="The files of the State's design system.")
    commands = parser.add_subparsers(required=True)
    fetch = commands.add_parser("fetch", help="download it with npm, then unpack it")
    fetch.add_argument("--registry", help="an npm registry, instead of the one that npm is set up with")
    fetch.set_defaults(run=_fetch)
    here = commands.add_parser("unpack", help="unpack an archive that npm pack has made")
    here.add_argument("archive", type=Path)
    here.set_defaults(run=_unpack)
    for command in (fetch, here):
        command.add_argument("--accept-terms", action="store_true", help="accept the terms of use")
        command.add_argument("folder", type=Path)
    return parser


def _unpack(asked: Namespace) -> int:
    return unpack(asked.archive, asked.folder)


def _fetch(asked: Namespace) -> int:
    with TemporaryDirectory() as place:
        return unpack(_download(Path(place), asked.registry), asked.folder)


def _download(place: Path, registry: str | None) -> Path:
    """By npm, from where the operator's machine is set up to take packages."""
    npm = shutil.which("npm")
    if npm is None:
        raise ConfigurationError(
            "There is no npm on this machine.",
            mend=f"Run npm pack @gouvfr/dsfr@{DSFR.version} on one that has it, then consultkit-dsfr unpack.",
        )
    words = [npm, "pack", f"@gouvfr/dsfr@{DSFR.version}", "--ignore-scripts"]
    words += ["--registry", registry] if registry else []
    try:
        ran = subprocess.run(  # noqa: S603 - npm, with words of ours and the operator's own
            words, cwd=place, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise ConfigurationError(
            f"npm did not end within {_PATIENCE_SECONDS} seconds.", mend="Try again later."
        ) from None
    found = next(place.glob("*.tgz"), None)
    if ran.returncode != 0 or found is None:
        raise ConfigurationError(
            f"npm could not download it:\n{ran.stderr.strip()}", mend="Mend that, or name another --registry."
        )
    return found


if __name__ == "__main__":
    raise SystemExit(main())
