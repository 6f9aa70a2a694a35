"""Who signs and who may read: checked before each mail, because certificates end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from consultkit import ConfigurationError

RECIPIENT = "CONSULTKIT_REFERRAL_EMAIL_RECIPIENT"
SIGNER = "CONSULTKIT_REFERRAL_EMAIL_SIGNER"
PASSPHRASE = "CONSULTKIT_REFERRAL_EMAIL_PASSPHRASE"  # noqa: S105 - the name of a variable
EXPLAINED = "plugins/consultkit-referral-email/README.md says what it holds."


@dataclass(frozen=True, slots=True)
class Signer:
    """Ours."""

    certificate: x509.Certificate
    key: RSAPrivateKey | EllipticCurvePrivateKey


def recipient(
    file: str | None, address: str, at: datetime, environment: Mapping[str, str]
) -> x509.Certificate:
    """The receiver's certificate. Raises ConfigurationError when it is not theirs, or not good at `at`."""
    path = environment.get(RECIPIENT) or file
    if not path:
        raise ConfigurationError(
            "The certificate of the receiver is not named.", mend=f"Name its file in {RECIPIENT}."
        )
    found = _certificate(path, _content(path))
    _must_be_valid(path, found, at)
    if not isinstance(found.public_key(), RSAPublicKey):
        raise ConfigurationError(
            f"Nothing can be encrypted with the key in {path}.",
            mend="Ask the receiver for a certificate with RSA.",
        )
    _must_be_of(path, found, address)
    return found


def signer(at: datetime, environment: Mapping[str, str]) -> Signer:
    """Our certificate and its key, from one file. Raises ConfigurationError."""
    path = environment.get(SIGNER)
    if not path:
        raise ConfigurationError(
            "The certificate that signs is not named.",
            mend=f"Name the file with our certificate and its key in {SIGNER}.",
        )
    content = _content(path)
    found, key = _certificate(path, content), _key(path, content, environment.get(PASSPHRASE))
    _must_be_valid(path, found, at)
    if _spki(key.public_key()) != _spki(found.public_key()):
        raise ConfigurationError(f"The key in {path} is not that of its certificate.", mend=EXPLAINED)
    return Signer(found, key)


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be read ({type(error).__name__}).", mend="Correct the path, or who may read it."
        ) from error


def _certificate(path: str, content: bytes) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(content)
    except ValueError as error:
        raise ConfigurationError(f"{path} holds no certificate in PEM.", mend=EXPLAINED) from error


def _key(path: str, content: bytes, passphrase: str | None) -> RSAPrivateKey | EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(content, passphrase.encode() if passphrase else None)
    except (ValueError, TypeError) as error:
        raise ConfigurationError(
            f"{path} holds no key that opens.",
            mend=f"{EXPLAINED} {PASSPHRASE} opens a key that is encrypted.",
        ) from error
    if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise ConfigurationError(
            f"The key in {path} signs no mail.", mend="Use one of RSA or of an elliptic curve."
        )
    return key


def _must_be_valid(path: str, found: x509.Certificate, at: datetime) -> None:
    if at > found.not_valid_after_utc:
        raise ConfigurationError(
            f"The certificate in {path} has expired on {found.not_valid_after_utc:%Y-%m-%d}.",
            mend="Put its successor there.",
        )
    if at < found.not_valid_before_utc:
        raise ConfigurationError(
            f"The certificate in {path} is not valid before {found.not_valid_before_utc:%Y-%m-%d}.",
            mend="Use the present one until then.",
        )


def _must_be_of(path: str, found: x509.Certificate, address: str) -> None:
    try:
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return
    addresses = [one.lower() for one in names.get_values_for_type(x509.RFC822Name)]
    if addresses and address.lower() not in addresses:
        raise ConfigurationError(
            f"The certificate in {path} is that of {', '.join(addresses)}, and not of {address}.",
            mend="Put the receiver's own certificate there, or correct `to`.",
        )


def _spki(key: object) -> bytes:
    public: RSAPublicKey = key  # type: ignore[assignment] # every public key writes itself alike
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
