"""A customer who walks the pages and stops on each for as long as it takes to look."""

import re
import time
from dataclasses import dataclass

from tests.browser.customer import Customer
from tests.browser.looks import Looks

_MAIL_WITHIN_S = 10.0


@dataclass(frozen=True, kw_only=True)
class Stroll:
    """Who walks, and all that was seen."""

    she: Customer
    looks: Looks

    def stops(self, name: str) -> None:
        """Looks at the page that is open."""
        self.looks.at(self.she.page, name)

    def opens(self, path: str, name: str) -> None:
        """Goes to an address, and looks."""
        self.she.goes(path)
        self.stops(name)

    def presses(self, button: str, name: str) -> None:
        """Presses a button or follows a link, and looks at where it leads."""
        with self.she.page.expect_navigation():
            self.she.presses(button)
        self.stops(name)

    def mailed(self, path: str) -> str:
        """The newest address in her mail that begins with that path."""
        pattern = re.compile(rf"{re.escape(self.she.demo.url + path)}\S+")
        ends_at = time.monotonic() + _MAIL_WITHIN_S
        while time.monotonic() < ends_at:
            for mail in sorted((self.she.demo.folder / "mail").glob("*"), reverse=True):
                if found := pattern.findall(mail.read_text(encoding="utf-8")):
                    return str(found[-1])
        message = f"No mail brought an address like {path}"
        raise AssertionError(message)
