"""What axe-core finds on a page, light and dark, on a telephone and on a wide screen."""

from __future__ import annotations

from itertools import product
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Scheme = Literal["light", "dark"]
WIDTHS = (320, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
LIGHT_AND_WIDE = {"width": 1280, "height": 900}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
MENU_IS_SETTLED = "() => innerWidth < 992 || !document.querySelector('#menu[aria-labelledby]:not([role])')"
"""On a wide screen the design system's script takes this name away, a moment after the width has changed."""
_axe = Axe()


def barriers(page: Page) -> list[str]:
    """Each with its page, its view, its rule and the elements. The page is left light and wide."""
    found = [barrier for view in product(WIDTHS, SCHEMES) for barrier in _in_view(page, *view)]
    page.set_viewport_size(LIGHT_AND_WIDE)
    page.emulate_media(color_scheme="light")
    return found


def _in_view(page: Page, width: int, scheme: Scheme) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.wait_for_function(MENU_IS_SETTLED)
    violations = _axe.run(page, options=RULES).response["violations"]
    return [
        f"{page.url}, {width} px, {scheme}: {one['id']} ({one['help']}) at {_targets(one['nodes'])}"
        for one in violations
    ]


def _targets(nodes: list[dict[str, list[object]]]) -> str:
    return "; ".join(str(node["target"]) for node in nodes[:4])
