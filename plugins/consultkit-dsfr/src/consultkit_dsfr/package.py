"""The npm package of the design system: what is taken out of it, and whether a folder still holds it."""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from consultkit import ConfigurationError

MANIFEST = "manifest.json"
SHEET = "dsfr.main.min.css"
_ALWAYS = (
    f"dist/{SHEET}",
    "dist/dsfr.module.min.js",
    "dist/favicon/apple-touch-icon.png",
    "dist/favicon/favicon.ico",
    "dist/favicon/favicon.svg",
    "LICENSE.md",
    "doc/legal/cgu.md",
)
_NAMED_IN_SHEET = re.compile(rb"url\([\"']?((?:icons|fonts)/[\w./-]+\.(?:svg|woff2))[\"']?\)")


@dataclass(frozen=True, slots=True)
class Package:
    """One version of the package, known by the digest of its archive."""

    version: str
    sha512: str


DSFR = Package(
    version="1.15.3",
    sha512="47d0002d97352df663b72b5664c39a50838759392594167fb1996c2fc4e92995"
    "60177a94297b7fb8d621f8bd43d45878a7dd99a96c5bb4d71e6ec8a00597b9a5",
)
"""The version that the templates are written for."""


def unpack(archive: Path, folder: Path, package: Package = DSFR) -> int:
    """Put what the pages need into the folder, with the licence and the terms; the number of files.

    The manifest comes last: a folder that was left half-way has none. Raises ConfigurationError when the
    archive is not that of the package, or the folder holds something else.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / MANIFEST).exists():
        raise ConfigurationError(f"{folder} holds other files.", mend="Name a folder that is new or empty.")
    _require_digest(archive, package)
    with tarfile.open(archive) as opened:
        files = _wanted(opened)
    (folder / MANIFEST).unlink(missing_ok=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    (folder / MANIFEST).write_text(json.dumps({"version": package.version, "sha256": digests}, indent=1))
    return len(files)


def check_folder(folder: Path, package: Package = DSFR) -> None:
    """Raises ConfigurationError, with the command that mends it, unless the folder holds everything."""
    mend = f"Fetch it again: consultkit-dsfr fetch --accept-terms {folder}"
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        version, digests = manifest["version"], manifest["sha256"].items()
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        raise ConfigurationError(f"{folder} does not hold the design system.", mend=mend) from None
    if version != package.version:
        raise ConfigurationError(
            f"{folder} holds the design system {version}; the pages need {package.version}.", mend=mend
        )
    wrong = [name for name, digest in digests if _digest_of(folder / name) != digest]
    if wrong:
        raise ConfigurationError(
            f"{folder} misses {len(wrong)} files, or they were changed: {', '.join(wrong[:3])}.", mend=mend
        )


def _require_digest(archive: Path, package: Package) -> None:
    try:
        with archive.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha512").hexdigest()
    except OSError as error:
        raise ConfigurationError(
            f"{archive} cannot be read: {error.strerror}.", mend="Name the archive that npm pack makes."
        ) from None
    if found != package.sha512:
        raise ConfigurationError(
            f"{archive} is not the archive of @gouvfr/dsfr {package.version}: its SHA-512 is {found[:16]}…, "
            f"not {package.sha512[:16]}….",
            mend=f"Download it again: npm pack @gouvfr/dsfr@{package.version}",
        )


def _wanted(opened: tarfile.TarFile) -> Mapping[str, bytes]:
    """By their names in the folder: those that are always needed, and what the style sheet names."""
    files = {name: _read(opened, name) for name in _ALWAYS}
    named = {match.decode() for match in _NAMED_IN_SHEET.findall(files[f"dist/{SHEET}"])}
    files |= {f"dist/{name}": _read(opened, f"dist/{name}") for name in _without_serif(named)}
    return {name.removeprefix("dist/"): content for name, content in files.items()}


def _without_serif(names: Iterable[str]) -> Iterable[str]:
    # No page of ours uses the second typeface, and browsers ask for a font when it is used.
    return sorted(name for name in names if not name.startswith("fonts/Spectral"))


def _read(opened: tarfile.TarFile, name: str) -> bytes:
    # Read member by member, by names of ours: nothing that an archive says becomes a path.
    try:
        file = opened.extractfile(f"package/{name}")
    except KeyError:
        file = None
    if file is None:
        raise ConfigurationError(f"The archive has no file {name}.", mend="Download it again, with npm pack.")
    return file.read()


def _digest_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
