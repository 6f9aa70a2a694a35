"""What others may build on: each name is there, says what it is, and each error says what to do."""

from __future__ import annotations

import inspect

import pytest

import consultkit
from consultkit import errors

ERRORS = [
    value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, errors.ConsultKitError)
]


@pytest.mark.parametrize("name", consultkit.__all__)
def test_a_public_name_is_there_and_says_what_it_is(name: str) -> None:
    value = getattr(consultkit, name)
    if inspect.isclass(value) or inspect.isfunction(value):
        # Dataclasses without words of their own are given their signature as documentation.
        documentation = inspect.getdoc(value) or ""
        assert documentation
        assert not documentation.startswith(f"{name}(")


def test_a_name_that_is_not_public_is_said_to_be_missing() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = consultkit.nonsense  # type: ignore[attr-defined]


def test_what_the_package_lists_is_what_it_declares() -> None:
    assert sorted(consultkit.__all__) == consultkit.__all__
    assert set(consultkit.__all__) <= set(dir(consultkit))


def test_the_public_errors_are_those_of_one_family() -> None:
    public = {name for name in consultkit.__all__ if name.endswith("Error")}
    assert public <= {error.__name__ for error in ERRORS}


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_has_a_code_of_its_own_and_says_how_to_mend_it(error: type[errors.ConsultKitError]) -> None:
    assert "code" in vars(error)
    assert vars(error).get("mend", "").endswith(".")
    assert error.code.replace("_", "").isalpha()
    assert [other for other in ERRORS if other.code == error.code] == [error]
