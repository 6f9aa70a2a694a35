"""Where clamd listens."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass

from consultkit import ConfigurationError

VARIABLE = "CONSULTKIT_CLAMAV_ADDRESS"


@dataclass(frozen=True, slots=True)
class Address:
    """A socket of this machine, or a host and a port."""

    path: str = ""
    host: str = ""
    port: int = 0

    def connect(self, seconds: float) -> socket.socket:
        """Every wait on it lasts so long at most. Raises OSError."""
        if not self.path:
            return socket.create_connection((self.host, self.port), timeout=seconds)
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(seconds)
        try:
            connection.connect(self.path)
        except OSError:
            connection.close()
            raise
        return connection


def read_address(written: str) -> Address:
    """Raises ConfigurationError."""
    if written.startswith("/"):
        return Address(path=written)
    host, colon, port = written.rpartition(":")
    if colon and host and port.isascii() and port.isdigit() and 0 < int(port) < 2**16:
        return Address(host=host.strip("[]"), port=int(port))
    raise ConfigurationError(
        f"{written!r} is not where clamd could listen.",
        mend="Write the path of its socket, such as /run/clamav/clamd.ctl, or host:port.",
    )


def address_now(written: str) -> Address:
    """What the file says, unless the variable says otherwise. Raises ConfigurationError."""
    return read_address(os.environ.get(VARIABLE) or written)
