"""Files are known by what they are, and nothing that hides in them is kept."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest
import sample_files as given
from PIL import Image

from consultkit.files import FORMATS, FileRefused, extension_of, safe_name, take

ALL = tuple(FORMATS)
SIZE = 10_000_000


def refusal(name: str, content: bytes, formats: tuple[str, ...] = ALL, max_size: int = SIZE) -> str:
    with pytest.raises(FileRefused) as caught:
        take(name, io.BytesIO(content), formats, max_size)
    fault = caught.value.fault
    return fault.message.format_map(fault.params)


def kept(name: str, content: bytes) -> bytes:
    taken = take(name, io.BytesIO(content), ALL, SIZE)
    with taken.content:
        return taken.content.read()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lease.pdf", given.PDF),
        ("LEASE.PDF", given.PDF),
        ("with script.pdf", given.PDF_WITH_SCRIPT),
        ("letter.docx", given.docx()),
        ("letter.odt", given.odt()),
    ],
)
def test_a_document_is_kept_to_the_letter(name: str, content: bytes) -> None:
    assert kept(name, content) == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("drawing.png", given.SVG),
        ("page.png", given.HTML),
        ("page.jpg", given.HTML),
        ("page.pdf", given.HTML),
        ("page.docx", given.HTML),
        ("both.png", given.GIF_AND_SCRIPT),
        ("both.jpg", given.GIF_AND_SCRIPT),
        ("late.pdf", given.HTML + given.PDF),
        ("renamed.pdf", given.picture()),
        ("renamed.png", given.picture("JPEG")),
        ("renamed.jpg", given.PDF),
        ("renamed.docx", given.odt()),
        ("renamed.odt", given.docx()),
        ("renamed.xlsx", given.docx()),
        ("plain.docx", given.package({"readme.txt": b"hello"})),
        ("before.docx", given.HTML + given.docx()),
        ("half.docx", given.docx()[:-30]),
        ("half.png", given.picture(size=(400, 400))[:300]),
        ("head.png", b"\x89PNG\r\n\x1a\n"),
        ("head.jpg", b"\xff\xd8\xff\xe0"),
        ("head.pdf", b"%PD"),
        ("zeros.pdf", bytes(1000)),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(name: str, content: bytes) -> None:
    kind = extension_of(name).upper()
    assert refusal(name, content) in {
        f"Choose another file: “{name}” is not a {one} file, or it is damaged."
        for one in (kind, kind.replace("JPG", "JPEG"))
    }


@pytest.mark.parametrize(
    "name",
    [
        "run.exe",
        "drawing.svg",
        "page.html",
        "lease.pdf.exe",
        "lease",
        ".pdf",
        "lease.pdf\u202eexe.",
        "a.docm",
        "a.zip",
    ],
)
def test_what_is_not_on_the_list_is_refused_by_its_name(name: str) -> None:
    assert refusal(name, given.PDF, ("pdf", "jpg")).startswith(
        "Choose a file of one of these kinds: PDF, JPG."
    )


def test_a_format_that_the_question_does_not_take_is_refused() -> None:
    assert "one of these kinds: JPG, PNG" in refusal("lease.pdf", given.PDF, ("jpg", "png"))


def test_an_empty_file_and_one_too_large() -> None:
    assert refusal("lease.pdf", b"") == "Choose another file: “lease.pdf” is empty."
    assert refusal("lease.pdf", given.PDF + bytes(2_000_000), max_size=2_000_000) == (
        "Choose a smaller file: “lease.pdf” has more than 2 MB."
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", given.encrypted_docx()),
        ("old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000)),
        ("a.odt", given.odt(**{"META-INF/manifest.xml": b"<manifest:encryption-data/>"})),
    ],
)
def test_a_document_with_a_password_is_sent_back_for_it(name: str, content: bytes) -> None:
    assert refusal(name, content) == f"Remove the password of “{name}”, then choose it again."


@pytest.mark.parametrize("part", ["word/vbaProject.bin", "Basic/script-lc.xml"])
def test_macros_are_sent_back(part: str) -> None:
    assert "without macros" in refusal("a.docx", given.docx(**{part: b"Sub AutoOpen()"}))


def test_a_picture_keeps_what_is_seen_and_nothing_else() -> None:
    anew = kept("photo.jpg", given.photo())
    with Image.open(io.BytesIO(anew)) as picture:
        assert picture.size == (20, 40)  # upright
        assert not picture.getexif()
        assert "comment" not in picture.info
    for secret in (b"Martin", b"secret", b"Exif"):
        assert secret not in anew


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_what_is_hidden_behind_a_picture_is_cut_off(kind: str) -> None:
    name = f"picture.{kind.lower()}"
    assert b"script" not in kept(name, given.picture(kind) + given.HTML)
    assert b"PK" not in kept(name, given.picture(kind) + given.docx())


def test_bombs_are_refused_before_they_unpack() -> None:
    bombs = {"bomb.docx": given.zip_bomb(), "bomb.png": given.pixel_bomb()}
    tracemalloc.start()
    assert "holds too much" in refusal("bomb.docx", bombs["bomb.docx"])
    assert refusal("bomb.png", bombs["bomb.png"]) == (
        "Make the picture “bomb.png” smaller: 40 million pixels at most."
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 1024 * 1024


def test_a_package_of_too_many_parts_is_refused_by_its_directory() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as opened:
        for number in range(20_000):
            opened.writestr(f"word/{number}.xml", b"")
    assert "holds too much" in refusal("many.docx", content.getvalue())


@pytest.mark.parametrize(
    ("sent", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\martin\\bail.pdf", "bail.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\0b.pdf", "ab.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ('"><script>.pdf', "__ _script_.pdf".replace("__ _", "___")),
        ("  .. ", "file"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_made_safe(sent: str, safe: str) -> None:
    assert safe_name(sent) == safe
