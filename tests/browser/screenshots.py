"""Pictures of the pages, as files that a person can look at after a run."""

import time
from pathlib import Path

from playwright.sync_api import Page

# A folder for each run, so that two can be laid side by side.
FOLDER = Path(__file__).resolve().parents[2] / ".run/screenshots" / time.strftime("%Y%m%d-%H%M%S")


def taken(page: Page, name: str) -> Path:
    """The file with the whole page, however long it is; its width and colours are in its name."""
    width = (page.viewport_size or {"width": 0})["width"]
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    path = FOLDER / f"{name}-{width}-{'dark' if is_dark else 'light'}.png"
    page.screenshot(path=path, full_page=True)
    return path
