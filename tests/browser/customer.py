"""A customer of the demo, and what she does on the pages; how, is a matter of her hands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.demo import Demo
from tests.browser.hands import Hands

# Kinds of fact, as the pages name them.
BALANCES = "How much is in these accounts"
DUES = "What is due and when"
# As if she had signed in ten minutes ago.
_AGE = """
from django.contrib.sessions.models import Session
for session in Session.objects.all():
    data = session.get_decoded()
    for method in data.get("account_authentication_methods", ()):
        method["at"] -= 600
    session.session_data = Session.objects.encode(data)
    session.save()
"""


@dataclass(frozen=True, kw_only=True)
class Customer:
    """A person with a device, a browser, and a password that everybody knows."""

    name: str
    page: Page
    hands: Hands
    demo: Demo

    def goes(self, path: str) -> None:
        """Types an address of the bank's site."""
        self.page.goto(path)

    def presses(self, name: str) -> None:
        """Presses the button, or follows the link, of that name."""
        self.hands.press(self.control(name))

    def control(self, name: str) -> Locator:
        """The button or link of exactly that name."""
        button = self.page.get_by_role("button", name=name, exact=True)
        return button.or_(self.page.get_by_role("link", name=name, exact=True)).first

    def ticks(self, *labels: str) -> None:
        """Turns on, off or chooses what has these labels, or begins with them."""
        for label in labels:
            self.hands.tick(self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}")))

    def signs_in(self) -> None:
        """Fills in the bank's sign-in page, which is open."""
        self.hands.write(self.page.get_by_label("User name"), self.name)
        self.hands.write(self.page.get_by_label("Password"), self.demo.password)
        self.presses("Sign in")

    def signs_in_again(self) -> None:
        """Proves again that it is she, on the page that asks her to."""
        self.hands.write(self.page.get_by_label("Password"), self.demo.password)
        self.presses("Continue")

    def has_been_away(self) -> None:
        """Lets so much time go by that what weighs much asks again who she is."""
        self.demo.manage("shell", "--verbosity=0", "--command", _AGE)

    def asks(self, text: str) -> str:
        """What her device says to that."""
        self.goes(f"/try/?device={self.name}")
        self.hands.write(self.page.get_by_label("Say to the device"), text)
        self.presses("Ask")
        return self.page.locator("#speech").inner_text()

    def begins_to_link(self) -> None:
        """Asks, is told to link, and follows her device's link to the bank."""
        self.asks("what's my balance")
        self.presses("Link account")

    def chooses(self, kinds: Sequence[str], accounts: Sequence[str]) -> None:
        """Fills in the linking page for 30 days, to the cent, without a code."""
        self.ticks(*kinds, *accounts, "30 days", "To the cent", "Never")
        self.presses("Go on")

    def sees(self, text: str) -> None:
        """Waits for these words."""
        expect(self.page.get_by_text(text, exact=True).first).to_be_visible()
