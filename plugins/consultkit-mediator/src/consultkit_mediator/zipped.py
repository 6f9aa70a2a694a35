"""The package as one file, for a mediator who comes and takes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from tempfile import SpooledTemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile

from consultkit import Case, Consultation, Package
from consultkit_mediator.package import document, referral_pdf
from consultkit_mediator.words import words_in

IN_MEMORY = 8_000_000
PIECE = 64 * 1024


def zipped(case: Case, package: Package, consultation: Consultation) -> Iterator[bytes]:
    """Piece by piece. It is made whole first: what cannot be read is an error, not half a file."""
    pdf = referral_pdf(case, consultation)
    # The generator closes it: the pieces are read after this function has returned.
    made = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr("LISEZ-MOI.txt", _readme(case, package, consultation, has_pdf=pdf is not None))
        archive.writestr(
            "saisine.json", json.dumps(document(case.referral, case, package), ensure_ascii=False, indent=1)
        )
        archive.writestr(
            "referral.schema.json", files("consultkit_mediator").joinpath("referral.schema.json").read_bytes()
        )
        if pdf is not None:
            archive.writestr("saisine.pdf", pdf)
        for number, file in enumerate(package.files, 1):
            with archive.open(f"pieces/{number:02d}-{file.name}", "w") as entry:
                for piece in file.chunks():
                    entry.write(piece)
    made.seek(0)
    return _pieces(made)


def _pieces(made: SpooledTemporaryFile[bytes]) -> Iterator[bytes]:
    with made:
        while piece := made.read(PIECE):
            yield piece


def _readme(case: Case, package: Package, consultation: Consultation, *, has_pdf: bool) -> str:
    words = words_in(consultation.languages[0])
    held_back = words["readme_held_back"].format(count=package.held_back) if package.held_back else ""
    return (
        words["readme"].format(reference=case.submission_reference)
        + words["readme_pdf" if has_pdf else "readme_no_pdf"]
        + words["readme_files"].format(count=len(package.files))
        + held_back
    )
