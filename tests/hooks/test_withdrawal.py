"""A receiver is told that an agreement was taken back: `withdraw_referral`."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

import pytest

from consultkit import (
    Case,
    DeliveryError,
    Form,
    PluginError,
    PluginSettings,
    Referral,
    compile_form,
    read_consultation,
)
from consultkit.hooks import Plugins, hookimpl

SMALLEST = Path(__file__).parents[1] / "consultations" / "smallest.yaml"


class Tells:
    """Gives back what a test says, or raises it."""

    def __init__(self, said: object) -> None:
        self.said = said
        self.posted = ""

    @hookimpl
    def withdraw_referral(self, case: Case, post: object) -> object:
        assert callable(post)
        self.posted = post(EmailMessage())
        if isinstance(self.said, Exception):
            raise self.said
        return self.said


class Silent:
    """A destination that has nobody to tell."""

    @hookimpl
    def route_submission(self) -> list[Referral]:
        return []


@pytest.fixture
def form() -> Form:
    return compile_form(read_consultation(SMALLEST))


@pytest.fixture
def case(form: Form) -> Case:
    at = datetime(2018, 11, 15, tzinfo=UTC)
    return Case(uuid4(), form.consultation.id, uuid4(), "7K3-FQ9-XHD", "warden", Referral("warden", "A"), at)


def told(form: Form, case: Case, plugin: object) -> bool:
    plugins = Plugins({"warden": plugin})
    return plugins.withdraw("warden", form, case, lambda _mail: "<1@here>", PluginSettings())


@pytest.mark.parametrize("said", [True, False])
def test_the_plugin_says_whether_it_told(form: Form, case: Case, said: bool) -> None:
    plugin = Tells(said)
    assert told(form, case, plugin) is said
    assert plugin.posted == "<1@here>"


def test_a_plugin_without_the_hook_has_told_nobody(form: Form, case: Case) -> None:
    assert told(form, case, Silent()) is False


@pytest.mark.parametrize("said", [None, "yes", 1])
def test_another_answer_is_a_mistake_of_the_plugin(form: Form, case: Case, said: object) -> None:
    with pytest.raises(PluginError, match="expected True or False"):
        told(form, case, Tells(said))


@pytest.mark.parametrize("permanent", [True, False])
def test_a_delivery_error_comes_through(form: Form, case: Case, permanent: bool) -> None:
    with pytest.raises(DeliveryError) as caught:
        told(form, case, Tells(DeliveryError("No.", permanent=permanent)))
    assert caught.value.permanent is permanent
