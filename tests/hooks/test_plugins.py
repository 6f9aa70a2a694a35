"""Plugins are found by name, checked, and called one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar
from uuid import UUID, uuid4

import pytest

from consultkit.errors import ConfigurationError, DeliveryError, PluginError, ServiceError
from consultkit.form import Form, compile_form
from consultkit.hooks import Plugins, hookimpl, read_consultation
from consultkit.identity import AccountWay, OfferedWay, SignInSettings
from consultkit.records import Acknowledgement, Case, FileToScan, Package, Referral, ScanState, Submission
from consultkit.schema import BUILT_IN_TYPES, PluginSettings, Question

CONSULTATION = """
consultation: trees
title: Trees
window: {opens: 2018-10-31 08:00, closes: 2018-11-30, timezone: Europe/Paris}
respondent: {sign_in: [account], contributions: many}
privacy: {controller: The town, basis: public_task, purpose: Trees, dpo: dpo@town.example, keep: 6 months}
pages:
  - id: tree
    title: The tree
    questions:
      - {id: fallen, type: yes_no, label: Has it fallen?}
"""


@pytest.fixture
def form(tmp_path: Path) -> Form:
    file = tmp_path / "trees.yaml"
    file.write_text(CONSULTATION)
    return compile_form(read_consultation(file))


@pytest.fixture
def submission(form: Form) -> Submission:
    noon = datetime(2018, 11, 15, 12, 0, tzinfo=UTC)
    return Submission(
        id=uuid4(),
        consultation="trees",
        form_digest=form.digest,
        reference="ABCD-EFGH",
        respondent_id=UUID(int=7),
        answers={"fallen": True},
        received_at=noon,
        decided_at=noon,
    )


def a_case(submission: Submission, referral: Referral) -> Case:
    return Case(
        id=uuid4(),
        consultation="trees",
        submission_id=submission.id,
        submission_reference=submission.reference,
        plugin="forester",
        referral=referral,
        opened_at=submission.received_at,
    )


class Routes:
    """A plugin that returns, or raises, what it is given."""

    def __init__(self, result: object) -> None:
        self.result = result

    @hookimpl
    def route_submission(self) -> object:
        if isinstance(self.result, BaseException):
            raise self.result
        return self.result

    @hookimpl
    def deliver_referral(self) -> object:
        return self.route_submission()


class Shouting(Question):
    kind: ClassVar[str] = "shouting"


class Types:
    def __init__(self, *types: object) -> None:
        self.types = types

    @hookimpl
    def register_question_types(self) -> Sequence[object]:
        return self.types


def test_the_built_in_types_are_there() -> None:
    assert set(Plugins().question_types.values()) == set(BUILT_IN_TYPES)


def test_a_plugin_adds_a_question_type() -> None:
    assert Plugins({"loud": Types(Shouting)}).question_types["shouting"] is Shouting


@pytest.mark.parametrize(
    ("given", "owners"),
    [
        ({"loud": Types(Shouting), "louder": Types(Shouting)}, ("'loud'", "'louder'")),
        ({"mine": Types(BUILT_IN_TYPES[0])}, ("'consultkit.question_types'", "'mine'")),
    ],
)
def test_a_word_taken_twice_names_both_plugins(given: dict[str, object], owners: tuple[str, str]) -> None:
    with pytest.raises(PluginError) as caught:
        Plugins(given)
    assert all(owner in caught.value.message for owner in owners)


def test_a_plugin_without_settings_can_still_be_named_in_a_file() -> None:
    models = Plugins({"forester": Routes([])}).settings_models
    assert models["forester"] is PluginSettings
    assert not any(name.startswith("consultkit.") for name in models)


def test_a_plugin_handed_in_stands_in_for_the_installed_one_of_its_name() -> None:
    installed = Plugins()
    assert "mediator" in installed.settings_models
    assert Plugins({"mediator": Routes([])}).settings_models["mediator"] is PluginSettings


class WrongSettings:
    @hookimpl
    def register_settings(self) -> object:
        return dict


class UnknownHook:
    @hookimpl
    def route_submision(self) -> None:
        """Misspelt."""


class UnknownArgument:
    @hookimpl
    def route_submission(self, answers: object) -> None:
        """No such argument."""


class NoHook:
    def route_submission(self) -> None:
        """Not marked."""


class Breaks:
    @hookimpl
    def register_question_types(self) -> None:
        raise OSError("secret.txt")


@pytest.mark.parametrize(
    ("plugin", "said"),
    [
        (WrongSettings(), "register_settings: expected a subclass of PluginSettings, got the class dict"),
        (Types(dict), "register_question_types: expected subclasses of Question, got the class dict"),
        (UnknownHook(), "route_submision"),
        (UnknownArgument(), "answers"),
        (NoHook(), "has no hook"),
        (Breaks(), "register_question_types: raised OSError"),
        (Routes, "is the class Routes, not an object"),
    ],
)
def test_a_plugin_that_breaks_its_contract_is_named_with_what_is_wrong(plugin: object, said: str) -> None:
    with pytest.raises(PluginError) as caught:
        Plugins({"crooked": plugin})
    assert "'crooked'" in caught.value.message
    assert said in caught.value.message


def test_each_plugin_is_called_alone(form: Form, submission: Submission) -> None:
    wanted = Referral("forest", "A tree")
    plugins = Plugins({"broken": Routes(RuntimeError("no")), "forester": Routes([wanted])})
    assert plugins.route("forester", form, submission, PluginSettings()) == (wanted,)
    with pytest.raises(PluginError, match="'broken', hook route_submission: raised RuntimeError"):
        plugins.route("broken", form, submission, PluginSettings())


def test_referrals_come_sorted_by_destination(form: Form, submission: Submission) -> None:
    plugins = Plugins({"forester": Routes([Referral("b", "2"), Referral("a", "1")])})
    found = plugins.route("forester", form, submission, PluginSettings())
    assert [referral.destination for referral in found] == ["a", "b"]


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ("forest", "expected a list of Referrals, got str"),
        (["forest"], "expected Referrals, got str"),
        ([Referral("", "A tree")], "destination is a word"),
        ([Referral("a", "1"), Referral("a", "2")], "'a' twice"),
        ([Referral("a", "1", body={"metres": 1.5})], "JSON object without floats"),  # type: ignore[dict-item]
        ([Referral("a", "1", body={"note": "\0"})], "JSON object without floats"),
        ([Referral("a", "\ud800")], "subject is a text"),
        ([Referral("a", "1", missing="height")], "missing is a tuple of texts"),  # type: ignore[arg-type]
    ],
)
def test_a_wrong_proposal_is_said_to_its_author(
    form: Form, submission: Submission, result: object, said: str
) -> None:
    with pytest.raises(PluginError) as caught:
        Plugins({"forester": Routes(result)}).route("forester", form, submission, PluginSettings())
    assert "'forester', hook route_submission" in caught.value.message
    assert said in caught.value.message


def test_what_a_plugin_says_in_an_unexpected_error_goes_no_further(
    form: Form, submission: Submission
) -> None:
    plugins = Plugins({"forester": Routes(KeyError("what the respondent wrote"))})
    with pytest.raises(PluginError) as caught:
        plugins.route("forester", form, submission, PluginSettings())
    assert "respondent" not in str(caught.value)


@pytest.mark.parametrize("error", [DeliveryError("Down."), DeliveryError("No.", permanent=True)])
def test_a_delivery_error_comes_through_as_it_is(
    form: Form, submission: Submission, error: DeliveryError
) -> None:
    case = a_case(submission, Referral("a", "1"))
    with pytest.raises(DeliveryError) as caught:
        Plugins({"forester": Routes(error)}).deliver("forester", form, case, Package(), str, PluginSettings())
    assert caught.value is error


def test_a_delivery_without_acknowledgement_is_none(form: Form, submission: Submission) -> None:
    case = a_case(submission, Referral("a", "1"))
    with pytest.raises(PluginError, match="expected an Acknowledgement or a Deposit, got NoneType"):
        Plugins({"forester": Routes(None)}).deliver("forester", form, case, Package(), str, PluginSettings())
    said = Acknowledgement("F-1")
    assert (
        Plugins({"forester": Routes(said)}).deliver("forester", form, case, Package(), str, PluginSettings())
        == said
    )


def test_a_plugin_that_leaves_the_process_does_not_take_the_worker_along(
    form: Form, submission: Submission
) -> None:
    with pytest.raises(PluginError, match="raised SystemExit"):
        Plugins({"forester": Routes(SystemExit(3))}).route("forester", form, submission, PluginSettings())


def test_a_plugin_that_is_gone_is_named(form: Form, submission: Submission) -> None:
    with pytest.raises(PluginError, match="'forester' is not installed"):
        Plugins().route("forester", form, submission, PluginSettings())


class Badge:
    """A plugin with ways of its own."""

    def __init__(self, *words: str, offered: object = None) -> None:
        self.offered = offered or {
            word: OfferedWay(lambda _settings: AccountWay(name="badge"), {"role": ("role",)})
            for word in words
        }

    @hookimpl
    def register_sign_in(self) -> object:
        return self.offered


def test_the_built_in_ways_are_known_by_their_words() -> None:
    known = Plugins().sign_in_ways
    assert set(known) == {"franceconnect", "franceconnect-plus", "proconnect", "account"}
    assert known["proconnect"]["phone"] == ("phone_number",)
    assert Plugins().sign_in("account", SignInSettings()) == AccountWay()


def test_a_plugin_adds_a_way_with_what_may_be_asked_of_it() -> None:
    plugins = Plugins({"badges": Badge("badge")})
    assert plugins.sign_in("badge", SignInSettings()).name == "badge"
    assert plugins.sign_in_ways["badge"] == {"role": ("role",)}


def test_a_way_has_one_plugin() -> None:
    with pytest.raises(PluginError, match=r"'account' comes from plugin 'consultkit\.sign_in'"):
        Plugins({"badges": Badge("account")})


@pytest.mark.parametrize("offered", [[], {"badge": AccountWay()}, {"": OfferedWay(AccountWay)}], ids=repr)
def test_what_is_no_way_is_refused_at_the_start(offered: object) -> None:
    with pytest.raises(PluginError, match="'badges', hook register_sign_in"):
        Plugins({"badges": Badge(offered=offered or [1])})


def test_a_way_must_answer_to_its_word() -> None:
    with pytest.raises(PluginError, match="'badges', hook register_sign_in: expected a SignInWay"):
        Plugins({"badges": Badge("other")}).sign_in("other", SignInSettings())


def test_an_unknown_way_and_one_that_is_not_set_up_are_told_apart() -> None:
    with pytest.raises(PluginError, match="'carrier-pigeon'"):
        Plugins().sign_in("carrier-pigeon", SignInSettings())
    with pytest.raises(ConfigurationError, match="FranceConnect"):
        Plugins().sign_in("franceconnect", SignInSettings())


class Scans(Routes):
    @hookimpl
    def scan_file(self) -> object:
        return self.route_submission()


def a_file() -> FileToScan:
    return FileToScan(uuid4(), "pdf", 3, lambda: iter([b"abc"]))


@pytest.mark.parametrize("said", [ScanState.CLEAN, ScanState.INFECTED, ScanState.UNKNOWN])
def test_a_plugin_says_of_a_file_what_it_is(said: ScanState) -> None:
    known = Plugins({"scanner": Scans(said), "forester": Routes([])})
    assert known.scanners(["forester", "scanner", "absent"]) == ("scanner",)
    assert known.scan("scanner", a_file(), PluginSettings()) is said


@pytest.mark.parametrize("said", [None, True, "clean", ScanState.PENDING, ScanState.UNSCANNED, ScanState])
def test_what_a_scanner_may_not_say_is_never_taken_for_clean(said: object) -> None:
    with pytest.raises(PluginError, match="scan_file"):
        Plugins({"scanner": Scans(said)}).scan("scanner", a_file(), PluginSettings())


def test_a_scanner_that_is_away_says_so_itself() -> None:
    with pytest.raises(ServiceError, match="away"):
        Plugins({"scanner": Scans(ServiceError("away"))}).scan("scanner", a_file(), PluginSettings())
