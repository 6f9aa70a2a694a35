"""The keys that a stand-in signs with: real ones, which change without notice."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args

from joserfc.jwk import ECKey, KeyParameters, KeySet, RSAKey

from consultkit.testing.provider_rules import Algorithm

Key = ECKey | RSAKey
ALGORITHMS: tuple[Algorithm, ...] = get_args(Algorithm)


class SigningKeys:
    """One of each kind at a time. `rotate` replaces them, as the State's providers do."""

    def __init__(self) -> None:
        self._all: dict[Algorithm, list[Key]] = {algorithm: [] for algorithm in ALGORITHMS}
        self.rotate()

    def rotate(self) -> None:
        for algorithm, keys in self._all.items():
            keys.append(_make_key(algorithm, len(keys) + 1))

    def current(self, algorithm: Algorithm) -> Key:
        return self._all[algorithm][-1]

    def published(self) -> dict[str, Any]:
        """The JWKS: the keys in use."""
        return {"keys": [keys[-1].as_dict(private=False) for keys in self._all.values()]}

    def ever(self) -> KeySet:
        """Every key that was used."""
        return KeySet([key for keys in self._all.values() for key in keys])


def other_key(algorithm: Algorithm) -> Key:
    """One that no stand-in publishes, and without a name."""
    return ECKey.generate_key("P-256") if algorithm == "ES256" else _rsa(0)


def _make_key(algorithm: Algorithm, number: int) -> Key:
    if algorithm == "ES256":
        return ECKey.generate_key("P-256", _parameters(algorithm, number))
    return RSAKey.import_key(_rsa(number).raw_value, _parameters(algorithm, number))


def _parameters(algorithm: Algorithm, number: int) -> KeyParameters:
    return {"kid": f"pkcs11:{algorithm}:stand-in-{number}", "use": "sig", "alg": algorithm}


@cache
def _rsa(_number: int) -> RSAKey:
    # They take long to make: the stand-ins of a process share them.
    return RSAKey.generate_key(2048)
