"""The State's design system (DSFR) as a theme of consultkit, for sites of the State alone.

Nothing of the design system is in this distribution: the operator, who alone can accept its terms of use,
fetches it with `consultkit-dsfr`.
"""

from consultkit_dsfr.package import DSFR, Package, check_folder, unpack
from consultkit_dsfr.settings import DsfrSettings
from consultkit_dsfr.terms import TERMS

__all__ = ["DSFR", "TERMS", "DsfrSettings", "Package", "check_folder", "unpack"]
