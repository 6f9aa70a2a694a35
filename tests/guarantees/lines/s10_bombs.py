"""S10: what is small when it is sent and huge when it is read is refused, fast and with little memory."""

from __future__ import annotations

import io
import secrets
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

import psutil
import sample_files as given
from PIL import Image
from web.test_respondent_files import FILE, Giver

from consultkit.files import pictures, zipped
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced
from guarantees.site import Site, site

ROOMY = FILE.replace("max_size: 200 kB", "max_size: 20 MB")
LONGEST_SECONDS = 2.0
MOST_BYTES = 100 * 1024**2
TAKEN = 599
"""In the place of a status, where a bomb was taken for a document."""


@dataclass(frozen=True)
class Cost:
    """Of one request."""

    status: int
    seconds: float
    bytes: int

    def __str__(self) -> str:
        return f"{self.status} in {self.seconds:.1f} s with {self.bytes / 1024**2:.0f} MB more"


def experiment(trial: Trial) -> Finding:
    with site(trial, file=ROOMY) as place:
        costs = {name: _cost(lambda one=send: one(place)) for name, send in BOMBS.items()}
    breaches = [f"{name}: {cost}" for name, cost in costs.items() if not _is_cheap(cost)]
    slowest = max(cost.seconds for cost in costs.values())
    most = max(cost.bytes for cost in costs.values())
    measured = f"{len(costs)} bombs, {slowest:.1f} s and {most / 1024**2:.0f} MB at most"
    return Finding(measured, breaches)


def _is_cheap(cost: Cost) -> bool:
    return cost.status < 500 and cost.seconds <= LONGEST_SECONDS and cost.bytes <= MOST_BYTES


def _cost(send: Callable[[], int]) -> Cost:
    with _Watched() as most:
        began = time.perf_counter()
        status = send()
        seconds = time.perf_counter() - began
    return Cost(status, seconds, most.rise)


class _Watched:
    """The highest that this process comes to, looked at every few milliseconds."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._before = self._highest = self._process.memory_info().rss
        self._over = threading.Event()
        self._watching = threading.Thread(target=self._watch)

    @property
    def rise(self) -> int:
        return self._highest - self._before

    def __enter__(self) -> Self:
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watching.join()

    def _watch(self) -> None:
        while not self._over.wait(0.005):
            self._highest = max(self._highest, self._process.memory_info().rss)


def _handed_in(content: bytes, name: str, question: str = "letter") -> Callable[[Site], int]:
    def send(place: Site) -> int:
        giver = _giver(place)
        page = giver.attach(giver.begin(), question, (content, name))
        return TAKEN if "/file/" in page.html else page.status

    return send


def _giver(place: Site) -> Giver:
    """Somebody new each time: what one bomb did is nothing to the next."""
    return Giver(place.app, place.kit, secrets.token_hex(4))


def _nested() -> bytes:
    inner = given.docx(**{"word/inner.docx": given.zip_bomb()})
    return given.docx(**{"word/outer.docx": inner * 40, "word/media.xml": b"0" * (240 * 1024**2)})


def _many_parts() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as opened:
        for number in range(20_000):
            opened.writestr(f"word/{number}.xml", b"")
    return content.getvalue()


def _typed(answers: Mapping[str, str]) -> Callable[[Site], int]:
    def send(place: Site) -> int:
        giver = _giver(place)
        return giver.hand_in(giver.begin(), {}, dict(answers)).status

    return send


def _posted(body: bytes, content_type: str) -> Callable[[Site], int]:
    def send(place: Site) -> int:
        giver = _giver(place)
        form = giver.begin().form("firm")
        return giver.client.post(form.action, data=body, content_type=content_type).status_code

    return send


def _parts(how_many: int) -> bytes:
    part = b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n'
    return part * how_many + b"--b--\r\n"


BOMBS: dict[str, Callable[[Site], int]] = {
    "a DOCX of 250 MB": _handed_in(given.zip_bomb(), "a.docx"),
    "a DOCX in a DOCX": _handed_in(_nested(), "a.docx"),
    "a DOCX of 20,000 parts": _handed_in(_many_parts(), "a.docx"),
    "a PNG of 900 million pixels": _handed_in(given.pixel_bomb(), "a.png", "proofs"),
    "a form of 100,000 fields": _posted(b"&".join([b"a=b"] * 100_000), "application/x-www-form-urlencoded"),
    "a form of 100,000 parts": _posted(_parts(100_000), "multipart/form-data; boundary=b"),
    "JSON of 100,000 levels": _posted(b"[" * 100_000, "application/json"),
    "a boundary that never comes": _posted(b"--a\r\n" * 200_000, "multipart/form-data; boundary=b"),
    "a million digits": _typed({"firm": "9" * 400_000}),
}


def _unlooked(*_: object) -> None:
    """Believes what is said."""


@contextmanager
def _any_picture() -> Iterator[None]:
    # Pillow has a limit of its own, much higher than ours.
    with replaced(pictures, "_refuse_bomb", _unlooked), replaced(Image, "MAX_IMAGE_PIXELS", None):
        yield


LINE = Line(
    id="S10",
    promise="What swells when it is read is refused fast, with little memory",
    bar="refused within 2 s, less than 100 MiB more memory",
    points=3,
    experiment=experiment,
    faults=(
        Fault("any package", "parts are not counted", lambda: replaced(zipped, "_check_parts", _unlooked)),
        Fault("any picture", "pixels are not counted", _any_picture),
    ),
)
