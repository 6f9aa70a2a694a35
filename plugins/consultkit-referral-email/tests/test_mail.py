"""The mail that arrives: only its receiver reads it, and they can tell who wrote it."""

from __future__ import annotations

import hashlib
import json
import subprocess
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from cryptography.hazmat.primitives.serialization import pkcs7

from consultkit.testing import MailCatcher

from .conftest import ANSWERS, OMBUDSMAN, STORY

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


def opened(mail, ombudsman):
    """The signed mail inside, by another implementation than the one that wrote it."""
    sealed = mail.message.get_payload(decode=True)
    return openssl(sealed, "-decrypt", "-inform", "DER", "-inkey", str(ombudsman.both_file))


def verified(signed, town):
    return openssl(
        signed,
        "-verify",
        "-inform",
        "SMIME",
        "-noverify",
        "-nointern",
        "-certfile",
        str(town.certificate_file),
    )


def openssl(content, *arguments):
    command = ["openssl", "cms", *arguments]
    ran = subprocess.run(command, input=content, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_only_the_receiver_reads_it_and_can_tell_who_wrote_it(world, catcher, ombudsman, town):
    receipt = world.contribute(ANSWERS, ("contrat été.pdf", PDF))
    (mail,) = catcher.messages
    assert mail.recipients == (OMBUDSMAN,)
    inside = message_from_bytes(verified(opened(mail, ombudsman), town), policy=policy.default)
    text = inside.get_body(("plain",)).get_content()
    assert "Votre récit\n" + STORY in text.replace("\r\n", "\n")
    document, paper = (part.get_payload(decode=True) for part in inside.iter_attachments())
    said = json.loads(document)
    assert said["reference"] == receipt.reference
    assert said["delivery_key"] == str(world.the_case(receipt).id)
    assert said["answers"] == [
        {"id": "story", "question": "Votre récit", "answer": STORY, "codes": []},
        {"id": "kind", "question": "Lequel", "answer": "Chêne", "codes": ["oak"]},
    ]
    assert paper == PDF
    assert said["files"] == [
        {"name": "contrat été.pdf", "size": len(PDF), "sha256": hashlib.sha256(PDF).hexdigest()}
    ]
    assert "Canary" not in text + document.decode()


def test_what_another_wrote_does_not_verify(world, catcher, ombudsman, town, party):
    world.contribute()
    signed = opened(catcher.messages[0], ombudsman)
    changed = signed.replace(b"application/json", b"application/xson")
    assert changed != signed
    with pytest.raises(AssertionError):
        verified(changed, town)


def test_nothing_outside_tells_of_the_answers(world, catcher, ombudsman, town):
    receipt = world.contribute()
    (mail,) = catcher.messages
    case = world.the_case(receipt)
    assert mail.subject == f"Saisine du défenseur des arbres – {receipt.reference}"
    assert mail.message["From"] == "Les arbres <arbres@mairie.example>"
    assert mail.message["Message-ID"] == f"<{case.id.hex}@mairie.example>"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message.get_content_type() == "application/pkcs7-mime"
    assert mail.message.get_param("smime-type") == "enveloped-data"
    outside = mail.message.as_string()
    for said in ("penche", "grince", "Chêne", "Canary", "récit"):
        assert said not in outside


def test_the_desk_is_told_that_a_repeat_cannot_be_told(world, catcher, ombudsman, town):
    case = world.the_case(world.contribute())
    assert case.state == "acknowledged"
    assert case.receiver_reference.startswith(f"courriel <{case.id.hex}@mairie.example>")
    assert "peut arriver deux fois" in case.receiver_reference


def test_a_server_that_is_down_is_tried_again_under_the_same_id(serve, free_port, ombudsman, town):
    world = serve(free_port)
    receipt = world.contribute()
    case = world.the_case(receipt)
    assert (case.state, case.acknowledged_at) == ("waiting", None)
    with MailCatcher(free_port) as again:
        world.kit.clock.move(timedelta(hours=1))
        world.work()
        assert again.messages[0].message["Message-ID"] == f"<{case.id.hex}@mairie.example>"
    assert world.the_case(receipt).state == "acknowledged"


@pytest.mark.parametrize("consent", [{"wanted": False}, {"wanted": None}])
def test_without_consent_nobody_is_written_to(world, catcher, ombudsman, town, consent):
    receipt = world.contribute({**ANSWERS, **consent})
    assert world.kit.cases.of_respondent(receipt.reference, world.me) == ()
    assert catcher.messages == ()


@pytest.mark.parametrize(
    ("change", "state"), [({"story": None}, "incomplete"), ({"in_court": True}, "ineligible")]
)
def test_what_lacks_something_or_is_not_eligible_is_kept_and_not_sent(
    world, catcher, ombudsman, town, change, state
):
    case = world.the_case(world.contribute({**ANSWERS, **change}))
    assert case.state == state
    assert case.referral.missing + case.referral.ineligible in [("Votre récit",), ("Un tribunal est saisi.",)]
    assert catcher.messages == ()


def test_an_agreement_taken_back_while_the_server_is_down_stops_it(serve, free_port, ombudsman, town):
    world = serve(free_port)
    receipt = world.contribute()
    world.kit.cases.withdraw_consent(receipt.reference, world.me, world.the_case(receipt).id)
    with MailCatcher(free_port) as again:
        world.kit.clock.move(timedelta(hours=1))
        world.work()
        assert again.messages == ()


def test_a_receiver_is_told_by_a_signed_letter_that_the_agreement_was_taken_back(
    world, catcher, ombudsman, town
):
    receipt = world.contribute()
    case = world.the_case(receipt)
    world.kit.cases.withdraw_consent(receipt.reference, world.me, case.id)
    world.work()
    referral, told = catcher.messages
    assert told.recipients == (OMBUDSMAN,)
    assert told.subject == f"Accord retiré : {referral.subject}"
    assert told.message["Message-ID"] == f"<{case.withdrawal_id.hex}@mairie.example>"
    inside = message_from_bytes(verified(opened(told, ombudsman), town), policy=policy.default)
    text = inside.get_body(("plain",)).get_content()
    assert f"contribution {receipt.reference} vous soit transmise n'est plus d'accord" in text
    (document,) = (json.loads(part.get_payload(decode=True)) for part in inside.iter_attachments())
    assert document == {"withdrawn": str(case.id), "reference": receipt.reference}
    assert "penche" not in text
    assert world.the_case(receipt).told_at is not None


def test_the_envelope_is_of_a_cipher_that_is_good_today(world, catcher, ombudsman, town):
    world.contribute()
    sealed = catcher.messages[0].message.get_payload(decode=True)
    # id-aes256-CBC, 2.16.840.1.101.3.4.1.42
    assert bytes.fromhex("060960864801650304012a") in sealed
    assert pkcs7.pkcs7_decrypt_der(sealed, ombudsman.certificate, ombudsman.key, [])
