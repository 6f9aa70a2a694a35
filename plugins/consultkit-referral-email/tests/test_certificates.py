"""A certificate that is not good sends nothing, and says what to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from consultkit import ConfigurationError, ConsultationFileError, read_consultation
from consultkit_referral_email.certificates import PASSPHRASE, RECIPIENT, SIGNER, recipient, signer

from .conftest import OMBUDSMAN

NOW = datetime.now(UTC)


def told(call):
    with pytest.raises(ConfigurationError) as caught:
        call()
    assert caught.value.mend
    return caught.value.message


@pytest.mark.parametrize(("days", "said"), [((-30, -1), "expired"), ((1, 30), "not valid before")])
def test_the_receivers_must_be_valid_today(party, days, said):
    made = party("late", days=days)
    assert said in told(lambda: recipient(str(made.certificate_file), OMBUDSMAN, NOW, {}))


@pytest.mark.parametrize(("days", "said"), [((-30, -1), "expired"), ((1, 30), "not valid before")])
def test_ours_too(party, days, said):
    made = party("late", days=days)
    assert said in told(lambda: signer(NOW, {SIGNER: str(made.both_file)}))


def test_somebody_elses_certificate_is_refused(party):
    made = party("else", address="elsewhere@example.org")
    said = told(lambda: recipient(str(made.certificate_file), OMBUDSMAN, NOW, {}))
    assert "elsewhere@example.org" in said
    assert recipient(str(made.certificate_file), "Elsewhere@Example.org", NOW, {}) == made.certificate


def test_one_that_cannot_encrypt_is_refused(party):
    made = party("ec", key=ec.generate_private_key(ec.SECP256R1()))
    assert "encrypted" in told(lambda: recipient(str(made.certificate_file), OMBUDSMAN, NOW, {}))


def test_the_variable_comes_before_the_file(party):
    first, second = party("first"), party("second")
    found = recipient(str(first.certificate_file), OMBUDSMAN, NOW, {RECIPIENT: str(second.certificate_file)})
    assert found == second.certificate


def test_what_is_not_there_or_no_certificate_is_told(tmp_path, party):
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_text("rubbish")
    assert "not named" in told(lambda: recipient(None, OMBUDSMAN, NOW, {}))
    assert "cannot be read" in told(lambda: recipient(str(tmp_path / "none.pem"), OMBUDSMAN, NOW, {}))
    assert "no certificate" in told(lambda: recipient(str(rubbish), OMBUDSMAN, NOW, {}))
    assert "not named" in told(lambda: signer(NOW, {}))
    without_key = party("public")
    assert "no key" in told(lambda: signer(NOW, {SIGNER: str(without_key.certificate_file)}))


def test_a_key_of_another_certificate_is_refused(tmp_path, party):
    one, other = party("one"), party("other", key=ec.generate_private_key(ec.SECP256R1()))
    mixed = tmp_path / "mixed.pem"
    mixed.write_bytes(one.certificate_file.read_bytes() + other.both_file.read_bytes())
    assert "not that of its certificate" in told(lambda: signer(NOW, {SIGNER: str(mixed)}))


def test_a_key_that_is_encrypted_opens_with_its_passphrase(party):
    made = party("closed", passphrase=b"s3cret")
    where = {SIGNER: str(made.both_file)}
    for wrong in ({}, {PASSPHRASE: "wrong"}):
        assert "no key that opens" in told(lambda wrong=wrong: signer(NOW, where | wrong))
    assert signer(NOW, where | {PASSPHRASE: "s3cret"}).certificate == made.certificate


def test_nothing_is_sent_and_the_desk_says_why_until_it_is_mended(
    world, catcher, ombudsman, town, party, monkeypatch
):
    expired = party("expired", days=(-30, -1))
    monkeypatch.setenv(RECIPIENT, str(expired.certificate_file))
    receipt = world.contribute()
    assert "has expired" in world.the_case(receipt).last_error
    assert catcher.messages == ()
    monkeypatch.setenv(RECIPIENT, str(ombudsman.certificate_file))
    world.kit.clock.move(timedelta(hours=1))
    world.work()
    assert world.the_case(receipt).state == "acknowledged"
    assert len(catcher.messages) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("to: referrals@ombudsman.example", "to: Somebody <a@b.example>", "not one address"),
        ("to: referrals@ombudsman.example", "to: nobody", "not one address"),
        ("questions: [story, kind]", "questions: [story, kid]", "kid"),
        ("attachments: [papers]", "attachments: [paper]", "paper"),
        ("consent: wanted", "consent: wanter", "wanter"),
    ],
)
def test_a_wrong_address_or_question_is_a_fault_of_the_file(file, old, new, said):
    text = file.read_text(encoding="utf-8").replace("  scanner: {}\n", "")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ConsultationFileError) as caught:
        read_consultation(file)
    assert any(said in str(problem) for problem in caught.value.problems)
