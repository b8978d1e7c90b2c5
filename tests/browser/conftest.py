"""Chromium, and the demo for it to look at.

Playwright runs an event loop in the thread that uses it, where Django refuses to ask a database.
So nothing here touches one: tests see the server as people do, or through its own commands. The
loop ends with the module, so that other tests in the same process never meet it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium
from tests.browser import demo as demos
from tests.browser.demo import Demo

Scheme = Literal["light", "dark"]
OpenPage = Callable[..., Page]
WIDTHS: tuple[int, ...] = (390, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
LOOKS = [(width, scheme) for width in WIDTHS for scheme in SCHEMES]
HEIGHTS = {390: 844, 1280: 800}
_WAIT_MS = 10_000


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Bank, workers, server, and Alice's linked device."""
    with demos.running(tmp_path_factory.mktemp("demo")) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window."""
    if problem := chromium.missing():
        pytest.fail(problem)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium.executable(), args=list(chromium.ARGUMENTS)
        )
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser, demo: Demo) -> Iterator[OpenPage]:
    """Opens a page of a person of her own: her cookies, her screen's width, her colours."""
    with ExitStack() as stack:

        def opened(
            path: str = "/", *, width: int = 390, scheme: Scheme = "light", **more: Any
        ) -> Page:
            context = browser.new_context(
                base_url=demo.url,
                viewport={"width": width, "height": HEIGHTS[width]},
                color_scheme=scheme,
                **more,
            )
            context.set_default_timeout(_WAIT_MS)
            stack.callback(context.close)
            page = context.new_page()
            page.goto(path)
            return page

        yield opened
