"""The plugin's part of the consultation file, under `plugins: {clamav: …}`: where clamd listens."""

from __future__ import annotations

from consultkit import PluginSettings
from consultkit_clamav.address import read_address


class ClamavSettings(PluginSettings):
    """The variable CONSULTKIT_CLAMAV_ADDRESS overrides the address."""

    address: str = "/run/clamav/clamd.ctl"
    """The path of its socket, or `host:port`. Nothing protects the connection: keep it within the machine."""

    def model_post_init(self, _context: object) -> None:
        read_address(self.address)
