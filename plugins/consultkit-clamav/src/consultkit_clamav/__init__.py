"""A plugin of consultkit: ClamAV scans the files that respondents hand in."""

from consultkit_clamav.settings import ClamavSettings

__all__ = ["ClamavSettings"]
