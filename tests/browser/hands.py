"""How a person uses a page: with a mouse or a finger, or with the keyboard alone."""

from typing import Protocol

from playwright.sync_api import Locator, Page, expect

_MOST_STOPS = 120
# Where the focus is, seen from the control that is looked for.
_WHERE = """
(wanted) => {
  const now = document.activeElement;
  if (now === wanted) return "here";
  const isGroup = now.type === "radio" && wanted.type === "radio" && now.name === wanted.name;
  if (isGroup) return "group";
  const order = now.compareDocumentPosition(wanted);
  return order & Node.DOCUMENT_POSITION_PRECEDING && now !== document.body ? "before" : "after";
}
"""
_FOCUS = """
() => {
  const style = getComputedStyle(document.activeElement);
  const box = document.activeElement.getBoundingClientRect();
  const isInView = box.bottom > 0 && box.top < innerHeight
    && box.right > 0 && box.left < innerWidth;
  return {
    name: document.activeElement.outerHTML.slice(0, 120),
    isSeen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && isInView,
  };
}
"""


class Hands(Protocol):
    """What a person does to the controls of a page."""

    def press(self, control: Locator) -> None:
        """Presses a button or follows a link."""

    def tick(self, control: Locator) -> None:
        """Turns a box on or off, or chooses one of several."""

    def write(self, control: Locator, text: str) -> None:
        """Writes into a field, over what is there."""


class Mouse:
    """Points at things."""

    def press(self, control: Locator) -> None:
        """Presses a button or follows a link."""
        control.click()

    def tick(self, control: Locator) -> None:
        """Turns a box on or off, or chooses one of several."""
        control.click()

    def write(self, control: Locator, text: str) -> None:
        """Writes into a field, over what is there."""
        control.fill(text)


class Keyboard:
    """Keys alone; at every stop the focus has to be seen (WCAG 2.2, 2.1.1, 2.4.7 and 2.4.11)."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.stops = 0

    def press(self, control: Locator) -> None:
        """Presses a button or follows a link."""
        self._reach(control)
        self._page.keyboard.press("Enter")

    def tick(self, control: Locator) -> None:
        """Turns a box on or off, or chooses one of several."""
        self._reach(control)
        # An arrow chooses a radio button as it reaches it.
        if not (control.get_attribute("type") == "radio" and control.is_checked()):
            self._page.keyboard.press("Space")

    def write(self, control: Locator, text: str) -> None:
        """Writes into a field, over what is there."""
        self._reach(control)
        self._page.keyboard.press("Control+A")
        self._page.keyboard.type(text)

    def _reach(self, control: Locator) -> None:
        # A page that the last key opened is there once its control is.
        expect(control).to_be_visible()
        keys = {"after": "Tab", "before": "Shift+Tab", "group": "ArrowDown"}
        for _ in range(_MOST_STOPS):
            where = control.evaluate(_WHERE)
            if where == "here":
                return
            self._page.keyboard.press(keys[where])
            self.stops += 1
            focus = self._page.evaluate(_FOCUS)
            assert focus["isSeen"], f"The focus is not to be seen on {focus['name']}"
        message = f"No key leads to {control}"
        raise AssertionError(message)
