"""Before an erasure every installed plugin erases what it keeps; one that fails stops it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from uuid import uuid4

import pytest

from consultkit import ConsultKit, ConsultKitError, PluginError, ServiceError, Settings
from consultkit.hooks import hookimpl
from consultkit.records import Identity, digest_of
from consultkit.storage import submissions

SMALLEST = Path(__file__).parents[1] / "consultations" / "smallest.yaml"


class Copyist:
    """A plugin that keeps copies."""

    def __init__(self) -> None:
        self.erased: list[str] = []
        self.trouble: Exception | None = None

    @hookimpl
    def erase(self, kit: ConsultKit, consultation: str, references: Sequence[str]) -> None:
        if self.trouble:
            raise self.trouble
        assert kit.room("copyist").subjects(consultation) == {}
        self.erased += references


@pytest.fixture
def named() -> Copyist:
    return Copyist()


@pytest.fixture
def stranger() -> Copyist:
    """No file names it, any more."""
    return Copyist()


@pytest.fixture
def kit(tmp_path: Path, named: Copyist, stranger: Copyist) -> Iterator[ConsultKit]:
    text = SMALLEST.read_text() + "plugins: {named: {}}\n"
    (tmp_path / "c.yaml").write_text(text.replace("2018-11-30", "2099-11-30"))
    settings = Settings(
        f"sqlite:///{tmp_path / 'kit.db'}", tmp_path / "kit.keys", files=str(tmp_path / "files")
    )
    kit = ConsultKit([tmp_path / "c.yaml"], settings=settings, plugins={"named": named, "stranger": stranger})
    yield kit
    kit.close()


@pytest.fixture
def reference(kit: ConsultKit) -> str:
    person = kit.identities.respondent_of(Identity("https://id.example", uuid4().hex), "franceconnect")
    draft = kit.intake.begin(kit.consultations[0].id, person)
    form = kit.forms.by_digest(draft.form_digest)
    draft = kit.intake.save(draft, {one.id: "Tout." for one in form.questions.values() if one.asks})
    sha256 = digest_of(form.journey(draft.answers).answers)
    return kit.intake.submit(draft.id, person, submit_key=draft.submit_key, answers_sha256=sha256).reference


@pytest.fixture
def erase(kit: ConsultKit, reference: str) -> Callable[[], int]:
    with kit.archive.reading() as tx:
        found = submissions.by_reference(tx, reference)
    assert found is not None
    submission = found.id
    return lambda: kit.erasure.contributions(kit.consultations[0].id, [submission])


def test_every_installed_plugin_is_asked(
    erase: Callable[[], int], reference: str, named: Copyist, stranger: Copyist
) -> None:
    assert erase() == 1
    assert named.erased == [reference]
    assert stranger.erased == [reference]


@pytest.mark.parametrize(
    ("trouble", "raised"),
    [
        (ServiceError("The vault is away."), ServiceError),
        (KeyError("Lea"), PluginError),
        (SystemExit(), PluginError),
    ],
)
def test_whatever_a_plugin_raises_stops_the_erasure(
    kit: ConsultKit,
    erase: Callable[[], int],
    reference: str,
    stranger: Copyist,
    trouble: Exception,
    raised: type[ConsultKitError],
) -> None:
    stranger.trouble = trouble
    with pytest.raises(raised) as told:
        erase()
    assert "Lea" not in str(told.value)
    with kit.archive.reading() as tx:
        assert submissions.by_reference(tx, reference) is not None
    assert kit.erasure.journal() == ()
    stranger.trouble = None
    assert erase() == 1
