"""Write `docs/question-types.md` and take its pictures again: a part of `./script/pictures`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))

from gallery import FILES, PICTURES, Gallery, document, gallery  # noqa: E402

PORT = 28_020
VIEW = {"width": 760, "height": 900}
WITHOUT_SURROUNDINGS = ".site-header, .rehearsal, .save-state, .actions, .back { display: none }"


def main() -> None:
    (HERE.parent / "question-types.md").write_text(document())
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        visit = browser.new_context(viewport=VIEW, locale="en-GB", bypass_csp=True)
        with gallery(Path(place), PORT) as served:
            served.enter(visit)
            for file in FILES:
                _take(visit.new_page(), served, file)
        browser.close()


def _take(page: Page, served: Gallery, file: Path) -> None:
    page.goto(f"{served.address(file)}?lang=en")
    page.add_style_tag(content=WITHOUT_SURROUNDINGS)
    page.locator("main form").last.screenshot(path=PICTURES / f"{file.stem}.png")
    page.close()


if __name__ == "__main__":
    main()
