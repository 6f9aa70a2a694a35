"""The purposes that a browser can fill in by itself (HTML `autocomplete`; WCAG 2.1, criterion 1.3.5)."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from consultkit.schema.file_part import did_you_mean, fault

_PURPOSES = (
    "off name honorific-prefix given-name additional-name family-name honorific-suffix nickname username "
    "organization-title organization street-address address-line1 address-line2 address-line3 address-level1 "
    "address-level2 address-level3 address-level4 country country-name postal-code language bday bday-day "
    "bday-month bday-year sex url tel tel-national email"
)
PURPOSES = frozenset(_PURPOSES.split())


def _known(purpose: str) -> str:
    if purpose not in PURPOSES:
        raise fault(f"Browsers know no purpose `{purpose}`.", did_you_mean(purpose, PURPOSES))
    return purpose


Autocomplete = Annotated[str, AfterValidator(_known)]
