"""The tiny consultations of `consultations/gallery`, one a type of question or feature, served together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import BrowserContext

from consultkit import ConsultKit, Settings, read_consultation
from consultkit.records import Identity, SignedIn
from consultkit.testing import serving

FOLDER = Path(__file__).parent / "consultations/gallery"
FILES = tuple(sorted(FOLDER.glob("*.yaml")))
PICTURES = Path(__file__).parents[1] / "docs/pictures/gallery"
DATE = "2018-11-15T10:00"

INTRODUCTION = """# What can be asked

<!-- Written by ./script/pictures from tests/consultations/gallery: change those files, then run it again. -->

Each picture is what a respondent sees of the lines beside it. All keys are in the
[reference of the file](consultation-file.md).
"""


@dataclass(frozen=True)
class Gallery:
    """Where it is served; `secret` is the cookie of somebody who is signed in."""

    url: str
    secret: str

    def enter(self, visit: BrowserContext) -> None:
        """Be that person in this browser."""
        visit.add_cookies([{"name": "consultkit", "value": self.secret, "url": self.url}])

    def address(self, file: Path) -> str:
        """Of its first page of questions, through the start of a draft."""
        return f"{self.url}/{read_consultation(file).id}/begin"


@contextmanager
def gallery(place: Path, port: int, theme: Mapping[str, str] | None = None) -> Iterator[Gallery]:
    """All of them, on a database in this folder. `theme`: the variables of one, if not the neutral."""
    url = f"http://127.0.0.1:{port}"
    variables = {
        "CONSULTKIT_DATABASE_URL": f"sqlite:///{place / 'gallery.db'}",
        "CONSULTKIT_KEY_FILE": str(place / "gallery.keys"),
        "CONSULTKIT_FILES": str(place / "files"),
        "CONSULTKIT_PUBLIC_URL": url,
        "CONSULTKIT_REHEARSE_AT": DATE,
        **(theme or {}),
    }
    with serving(FILES, port, environment=variables):
        yield Gallery(url, _signed_in(Settings.from_environment(variables)))


def _signed_in(settings: Settings) -> str:
    kit = ConsultKit(FILES, settings=settings)
    respondent = kit.identities.respondent_of(Identity("https://gallery.example", uuid4().hex), "account")
    secret = kit.sessions.begin({}, SignedIn(respondent, "account")).id
    kit.close()
    return secret


def document() -> str:
    """The page of the documentation, without its pictures."""
    return "\n".join([INTRODUCTION, *(_section(file) for file in FILES)])


def _section(file: Path) -> str:
    consultation = read_consultation(file)
    title, said = (
        text.in_language("en") if text else "" for text in (consultation.title, consultation.summary)
    )
    lines = file.read_text().partition("    questions:\n")[2].splitlines()
    written = "\n".join(line.removeprefix("      ") for line in lines)
    picture = f"![{title}]({PICTURES.parent.name}/{PICTURES.name}/{file.stem}.png)"
    return f"## {title}\n\n{said}\n\n```yaml\n{written}\n```\n\n{picture}\n"
