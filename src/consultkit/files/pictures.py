"""Pictures made anew: only what is seen is kept, without place, date, device, or what hides behind."""

from __future__ import annotations

import tempfile
from typing import BinaryIO, cast

from PIL import Image, ImageOps

from consultkit.files.refusals import FileRefused, not_what_it_says, refused_file

MOST_PIXELS = 40_000_000
"""A picture is unpacked before it is made anew: at four bytes a pixel."""
_QUALITY = 90
_PNG_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "I;16"})


def jpeg_anew(content: BinaryIO) -> BinaryIO:
    """Raises FileRefused."""
    picture = _opened(content, "JPEG")
    return _saved(picture if picture.mode in {"L", "RGB"} else picture.convert("RGB"), "JPEG")


def png_anew(content: BinaryIO) -> BinaryIO:
    """Raises FileRefused."""
    picture = _opened(content, "PNG")
    return _saved(picture if picture.mode in _PNG_MODES else picture.convert("RGBA"), "PNG")


def _opened(content: BinaryIO, kind: str) -> Image.Image:
    """Unpacked, the way up that its maker meant."""
    content.seek(0)
    try:
        picture = Image.open(content, formats=(kind,))
        _refuse_bomb(picture)
        upright = ImageOps.exif_transpose(picture)
        upright.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError):
        raise not_what_it_says(kind) from None
    return upright


def _refuse_bomb(picture: Image.Image) -> None:
    """Judged by the header, before anything is unpacked."""
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> FileRefused:
    most = MOST_PIXELS // 1_000_000
    return refused_file(
        "pixels", "Make the picture “{name}” smaller: {most} million pixels at most.", most=most
    )


def _saved(picture: Image.Image, kind: str) -> BinaryIO:
    # What Pillow carries along from the file it read: comments, profiles, text, and what it does not know.
    kept = picture.info.get("transparency")
    picture.info = {} if kept is None else {"transparency": kept}
    anew = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - whoever gets it closes it
    picture.save(anew, kind, **({"quality": _QUALITY} if kind == "JPEG" else {}))
    return anew
