"""A page looked at on every screen and in every colour: what is wrong with it, and a picture."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Request

from tests.browser import axe, complaints, screenshots
from tests.browser.conftest import HEIGHTS, LOOKS, Scheme

# Controls that stand alone and are smaller than a fingertip (WCAG 2.2, 2.5.8); a link within a
# sentence is as high as its line.
_SMALL = """
() => {
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const isInSentence = (each) => each.matches("a, button.link")
    && getComputedStyle(each).display === "inline"
    && [...each.parentElement.childNodes].some(
      (one) => one !== each && one.textContent.trim() && !one.matches?.("a"));
  const small = [];
  for (const each of document.querySelectorAll(controls)) {
    if (!each.checkVisibility() || isInSentence(each) || each.matches(".skip")) continue;
    const {width, height} = (each.closest("label") ?? each).getBoundingClientRect();
    if (width < 24 || height < 24) {
      small.push(`${Math.round(width)}x${Math.round(height)} ${each.outerHTML.slice(0, 90)}`);
    }
  }
  return small;
}
"""
_WIDE = """
() => {
  const root = document.documentElement;
  if (root.scrollWidth <= innerWidth) return [];
  const wide = [...document.querySelectorAll("body *")].filter(
    (each) => each.getBoundingClientRect().right > innerWidth + 1);
  return wide.slice(0, 3).map((each) => `${root.scrollWidth} px: ${each.outerHTML.slice(0, 90)}`);
}
"""


@dataclass(frozen=True, kw_only=True)
class Look:
    """A page in one width and colour, and what was found there."""

    name: str
    path: str
    title: str
    language: str
    width: int
    scheme: Scheme
    accessibility: tuple[str, ...]
    wide: tuple[str, ...]
    small: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name} ({self.width} px, {self.scheme})"


@dataclass
class Looks:
    """All that was seen: each look, every address that was opened, and the browser's complaints."""

    seen: list[Look] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> Page:
        """A page of that browser, with all its addresses and complaints noted."""
        page = context.new_page()
        page.on("request", self._note)
        page.on("download", lambda file: self.opened.add(urlsplit(file.url).path))
        complaints.heard(page, self.complaints)
        return page

    def at(self, page: Page, name: str) -> None:
        """Looks at the page as it is now."""
        page.wait_for_load_state()
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            page.emulate_media(color_scheme=scheme)
            look = Look(
                name=name,
                path=urlsplit(page.url).path,
                title=page.title(),
                language=page.evaluate("document.documentElement.lang"),
                width=width,
                scheme=scheme,
                accessibility=tuple(axe.findings(page)),
                wide=tuple(page.evaluate(_WIDE)),
                small=tuple(page.evaluate(_SMALL)),
            )
            self.seen.append(look)
            screenshots.taken(page, name)

    def _note(self, request: Request) -> None:
        if request.resource_type in ("document", "fetch"):
            self.opened.add(urlsplit(request.url).path)
