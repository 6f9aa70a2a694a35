"""Certificates made for the tests, a consultation that writes to an ombudsman, and a mail server."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from consultkit import ConsultKit, Identity, MailSettings, ScanState, Settings, digest_of, hookimpl
from consultkit.testing import FixedClock, MailCatcher

NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)
OMBUDSMAN = "referrals@ombudsman.example"
FILE = """
consultation: trees
title: {fr: Les arbres, en: Trees}
languages: [fr, en]
window: {opens: 2018-10-31 08:00, closes: 2018-11-30, timezone: Europe/Paris}
respondent: {sign_in: [account], contributions: many}
protect: all
privacy: {controller: La mairie, basis: public_task, purpose: Voir, dpo: dpo@mairie.example, keep: 6 months}
pages:
  - id: all
    title: Tout
    questions:
      - {id: story, type: long_text, label: {fr: Votre récit, en: Your story}, required: false}
      - {id: kind, type: choice, label: Lequel, required: false, options: {oak: Chêne, elm: Orme}}
      - {id: in_court, type: yes_no, label: "Tribunal ?", required: false}
      - {id: papers, type: files, label: Pièces, required: false}
      - {id: secret, type: text, label: Pas pour eux, required: false}
      - {id: wanted, type: yes_no, label: "Le défenseur ?", required: false}
plugins:
  scanner: {}
  referral-email:
    destination: ombudsman
    to: referrals@ombudsman.example
    title: {fr: Saisine du défenseur des arbres, en: Referral to the ombudsman of trees}
    consent: wanted
    eligible: [{if: {not: {in_court: true}}, otherwise: Un tribunal est saisi.}]
    required: [story]
    questions: [story, kind]
    attachments: [papers]
"""
STORY = "Il penche : l'été,\nil grince. – Œuvre d'un élagueur"
ANSWERS = {"story": STORY, "kind": "oak", "secret": "Canary", "wanted": True}


class Scanner:
    """Finds everything clean."""

    @hookimpl
    def scan_file(self):
        return ScanState.CLEAN


@dataclass
class Party:
    """Somebody with a certificate, in files as an operator keeps them."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificate_file: Path
    both_file: Path


Make = Callable[..., Party]


@pytest.fixture(scope="session")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def party(tmp_path: Path, rsa_key: rsa.RSAPrivateKey) -> Make:
    """Makes one who signed for themselves; `days` are those from which and until which it is valid."""

    def make(name, *, address=None, days=(-1, 30), key=None, passphrase=None):
        key = key or rsa_key
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + timedelta(days=days[0]))
            .not_valid_after(now + timedelta(days=days[1]))
        )
        if address:
            names = x509.SubjectAlternativeName([x509.RFC822Name(address)])
            builder = builder.add_extension(names, critical=False)
        certificate = builder.sign(key, SHA256())
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        sealing = (
            serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
        )
        private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, sealing)
        files = tmp_path / f"{name}.pem", tmp_path / f"{name}-both.pem"
        files[0].write_bytes(pem)
        files[1].write_bytes(pem + private)
        return Party(certificate, key, *files)

    return make


@pytest.fixture
def ombudsman(party: Make, monkeypatch: pytest.MonkeyPatch) -> Party:
    made = party("ombudsman", address=OMBUDSMAN)
    monkeypatch.setenv("CONSULTKIT_REFERRAL_EMAIL_RECIPIENT", str(made.certificate_file))
    return made


@pytest.fixture
def town(party: Make, monkeypatch: pytest.MonkeyPatch) -> Party:
    made = party("town", key=ec.generate_private_key(ec.SECP256R1()))
    monkeypatch.setenv("CONSULTKIT_REFERRAL_EMAIL_SIGNER", str(made.both_file))
    return made


@pytest.fixture
def catcher() -> Iterator[MailCatcher]:
    with MailCatcher() as catcher:
        yield catcher


@dataclass
class World:
    """A deployment whose mail server is the catcher, and one respondent."""

    kit: ConsultKit

    def __post_init__(self) -> None:
        self.me = self.kit.identities.respondent_of(Identity("https://id.example", "elise"), "account")

    def contribute(self, answers=ANSWERS, *papers):
        kit = self.kit
        draft = kit.intake.begin("trees", self.me)
        question = kit.forms.current("trees").questions["papers"]
        kept = [kit.attachments.add(draft, question, name, BytesIO(content)) for name, content in papers]
        handed = {"papers": [one.as_answer() for one in kept]} if kept else {}
        draft = kit.intake.save(draft, {**answers, **handed})
        sent = digest_of(kit.forms.by_digest(draft.form_digest).journey(draft.answers).answers)
        receipt = kit.intake.submit(draft.id, self.me, submit_key=draft.submit_key, answers_sha256=sent)
        self.work()
        return receipt

    def work(self):
        for _ in range(6):
            self.kit.worker.run_once()
            self.kit.clock.move(timedelta(minutes=1))

    def the_case(self, receipt):
        (case,) = self.kit.cases.of_respondent(receipt.reference, self.me)
        return case


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "trees.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture
def serve(file: Path, tmp_path: Path) -> Iterator[Callable[[int], World]]:
    """Makes a deployment whose mail server is at a port of this machine."""
    made = []

    def serve(port):
        settings = Settings(
            database_url=f"sqlite:///{tmp_path / 'trees.db'}",
            key_file=tmp_path / "keys.json",
            files=str(tmp_path / "files"),
            mail=MailSettings(port=port, sender="Les arbres <arbres@mairie.example>"),
        )
        plugins = {"scanner": Scanner()}
        made.append(ConsultKit([file], settings=settings, clock=FixedClock(NOON), plugins=plugins))
        return World(made[0])

    yield serve
    for kit in made:
        kit.close()


@pytest.fixture
def world(serve: Callable[[int], World], catcher: MailCatcher) -> World:
    return serve(catcher.port)


@pytest.fixture
def free_port() -> int:
    """Where nobody listens yet."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        return nobody.getsockname()[1]
