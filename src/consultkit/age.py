"""The officials' keys, and what only they open: age files (https://age-encryption.org/v1, X25519).

The one room of pyrage, which is imported where it is used: a deployment that seals nothing needs it not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from consultkit.errors import ConfigurationError, RespondentError

EXTRA = "consultkit[sealed]"
_CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM = 6
_KEY_BYTES = 32
_recipient = re.compile(r"age1[02-9ac-hj-np-z]{58}")
_identity = re.compile(r"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}")


class UnsealingError(RespondentError):
    """A key does not open what is sealed, or is none. Messages are msgids; none says the key or an answer."""

    code = "unsealing"
    mend = "Hand in the key whose public part the consultation file names."


@dataclass(frozen=True, slots=True)
class OfficialsKey:
    """A key that opens: `secret` is for its holder alone, and is in no `repr`."""

    secret: str
    recipient: str
    """Its public part, which anybody may know: what the consultation file names."""

    def __repr__(self) -> str:
        return f"OfficialsKey({self.recipient})"


def is_recipient(written: str) -> bool:
    """Whether it is the public part of an age key: Bech32 (BIP 173) of 32 bytes, its checksum right."""
    return bool(_recipient.fullmatch(written)) and _checks("age", written[len("age1") :])


def is_secret(written: str) -> bool:
    """Whether it looks like the part of an age key that must never be written into a file of that kind."""
    return written.strip().upper().startswith("AGE-SECRET-KEY-")


def can_seal() -> bool:
    """Whether the library is installed."""
    return find_spec("pyrage") is not None


def new_key() -> OfficialsKey:
    """A fresh one. Raises ConfigurationError without the library."""
    made = _pyrage().x25519.Identity.generate()
    return OfficialsKey(str(made), str(made.to_public()))


def key_in(written: str) -> OfficialsKey:
    """The key of an age identity file, or of its one line. Raises UnsealingError unless there is just one."""
    found = {line.strip() for line in written.splitlines() if is_secret(line)}
    if not found:
        raise UnsealingError("This is not a key.")
    if len(found) > 1:
        raise UnsealingError("This file holds several keys.", mend="Hand in one of them.")
    secret = found.pop()
    if not _identity.fullmatch(secret):
        raise UnsealingError("This key is damaged: some of its characters are missing or wrong.")
    library = _pyrage()
    try:
        public = library.x25519.Identity.from_str(secret).to_public()
    except library.IdentityError:
        raise UnsealingError("This key is damaged: some of its characters are missing or wrong.") from None
    return OfficialsKey(secret, str(public))


def seal(content: bytes, recipients: Sequence[str]) -> bytes:
    """An age file that the key of any one of the recipients opens, and nothing else."""
    library = _pyrage()
    to = [library.x25519.Recipient.from_str(one) for one in recipients]
    sealed: bytes = library.encrypt(content, to)
    return sealed


def unseal(sealed: bytes, key: OfficialsKey) -> bytes:
    """Raises UnsealingError when it is not this key's, or when the file was changed or cut off."""
    library = _pyrage()
    try:
        content: bytes = library.decrypt(sealed, [library.x25519.Identity.from_str(key.secret)])
    except library.DecryptError as error:
        if "No matching keys" in str(error):
            raise UnsealingError("This key does not open these answers.") from None
        raise broken() from None
    return content


def broken() -> UnsealingError:
    """For what was changed, cut off or moved here from another contribution."""
    return UnsealingError(
        "The sealed answers of this contribution are damaged, or were moved here from another one.",
        mend="Tell who runs this service; the backups may have them whole.",
    )


def _checks(prefix: str, data: str) -> bool:
    values = [_CHARACTERS.index(one) for one in data]
    expanded = [*(ord(one) >> 5 for one in prefix), 0, *(ord(one) & 31 for one in prefix)]
    return _polymod([*expanded, *values]) == 1 and (len(values) - _CHECKSUM) * 5 // 8 == _KEY_BYTES


def _polymod(values: Sequence[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            check ^= generator if top >> place & 1 else 0
    return check


def _pyrage() -> ModuleType:
    if not can_seal():
        raise ConfigurationError(
            "Sealed questions need the library pyrage, which is not installed.",
            mend=f"Install `{EXTRA}`.",
        )
    return import_module("pyrage")
