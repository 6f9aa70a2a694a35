"""The file's part for the mediator is checked like the rest of the file."""

from __future__ import annotations

import pytest

from consultkit import ConsultationFileError, compile_form, read_consultation


@pytest.mark.parametrize(
    "address",
    [
        "https://mediator.example/referrals",
        "https://mediator.example:8443/referrals?to=1",
        "http://127.0.0.1:8025/referrals",
        "http://localhost:8025/referrals",
        "http://[::1]:8025/referrals",
    ],
)
def test_an_address_that_keeps_a_secret_is_taken(file, address):
    settings = read_consultation(file(address=f'"{address}"')).plugins["mediator"]
    assert settings.address == address


@pytest.mark.parametrize(
    "address",
    [
        "http://mediator.example/referrals",
        "http://127.0.0.1.mediator.example/",
        "http://localhost@mediator.example/",
        "https://user:password@mediator.example/",
        "https:///referrals",
        "ftp://mediator.example/",
        "mediator.example",
        "https://mediator.example:99999/",
    ],
)
def test_an_address_that_would_not_is_a_fault_of_the_file(file, address):
    with pytest.raises(ConsultationFileError) as caught:
        read_consultation(file(address=f'"{address}"'))
    (problem,) = caught.value.problems
    assert address in problem.message
    assert problem.path.startswith("plugins.mediator")


@pytest.mark.parametrize(
    ("replacement", "said"),
    [
        (("consent: wants_mediator", "consent: wants_mediatr"), "wants_mediatr"),
        (("siret: their_siret", "siret: their_sirt"), "their_sirt"),
        (("[contacted]", "[contacted, called]"), "called"),
        (("    consent: wants_mediator\n", ""), "consent"),
        (("    facts: story", "    fact: story"), "fact"),
        (("attachments: papers", "attachments: paper"), "paper"),
        (("{insolvent: true}", "{insolvant: true}"), "insolvant"),
        (("otherwise: Un tribunal", "else: Un tribunal"), "else"),
    ],
)
def test_a_question_or_key_that_is_not_there_is_a_fault_of_the_file(file, replacement, said):
    with pytest.raises(ConsultationFileError) as caught:
        read_consultation(file(replacement))
    assert any(said in f"{problem}" for problem in caught.value.problems)


def test_the_plugins_settings_do_not_make_another_form(file):
    one = compile_form(read_consultation(file()))
    other = compile_form(read_consultation(file(address="https://elsewhere.example/")))
    assert one.digest == other.digest
