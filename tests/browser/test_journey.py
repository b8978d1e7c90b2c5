"""A customer's whole way, in real Chromium: she links, narrows, extends, reads, and leaves.

By phone and desk, by day and night; once with the keyboard alone, once without scripts.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser import complaints, screenshots
from tests.browser.conftest import OpenPage, Scheme
from tests.browser.customer import BALANCES, DUES, Customer
from tests.browser.demo import Demo
from tests.browser.hands import Keyboard, Mouse

pytestmark = pytest.mark.browser

NO_SUCH_ACCOUNT = (
    "I did not find that account among those you share with this assistant, "
    "so ask for all your balances to hear which they are."
)
ENDED = (
    "This assistant may no longer tell you about your accounts, "
    "so if you want it to, please link your bank again in its app."
)


@dataclass(frozen=True, kw_only=True)
class Person:
    """A customer of the demo; of two accounts she keeps one and takes the other away."""

    name: str
    keeps: str
    other: str


@dataclass(frozen=True, kw_only=True)
class Way:
    """Who goes it, on what screen, and how."""

    who: Person
    width: int
    scheme: Scheme
    has_mouse: bool = True
    has_scripts: bool = True

    @property
    def question(self) -> str:
        """What she asks about the other account."""
        return f"what's my {self.who.other.lower()} balance"

    @property
    def answer(self) -> "re.Pattern[str]":
        """What she hears about it while she allows it."""
        return re.compile(rf"You have \$[\d,]+\.\d\d in {self.who.other}\.")


BOB = Person(name="bob", keeps="Current", other="Household")
CHARLIE = Person(name="charlie", keeps="Daily", other="Emergency Fund")
WAYS = (
    Way(who=BOB, width=390, scheme="light", has_mouse=False),
    Way(who=CHARLIE, width=390, scheme="dark"),
    Way(who=BOB, width=1280, scheme="light", has_scripts=False),
    Way(who=CHARLIE, width=1280, scheme="dark", has_mouse=False),
)


@pytest.fixture
def arrives(open_page: OpenPage, demo: Demo) -> Iterator[Callable[[Way], Customer]]:
    """Opens a customer's browser; the browser may complain of nothing."""
    broken: list[str] = []

    def customer(way: Way) -> Customer:
        page = open_page(
            "/try/", width=way.width, scheme=way.scheme, java_script_enabled=way.has_scripts
        )
        complaints.heard(page, broken)
        hands = Mouse() if way.has_mouse else Keyboard(page)
        return Customer(name=way.who.name, page=page, hands=hands, demo=demo)

    yield customer
    assert broken == []


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.width}-{way.scheme}")
def test_she_links_narrows_extends_reads_and_leaves(
    way: Way, arrives: Callable[[Way], Customer]
) -> None:
    she = arrives(way)
    _link(she, way)
    assert way.answer.match(she.asks(way.question))
    _narrow(she, way)
    assert she.asks(way.question) == NO_SUCH_ACCOUNT
    _extend(she, way)
    assert way.answer.match(she.asks(way.question))
    _read(she, way)
    _leave(she)
    assert she.asks(way.question) == ENDED


def _link(she: Customer, way: Way) -> None:
    she.begins_to_link()
    she.signs_in()
    expect(she.page).to_have_url(re.compile("/oauth/authorize/"))
    assert she.page.locator(":checked").count() == 0, "Something was chosen for her"
    _pictured(she, "linking")
    she.chooses([BALANCES], [way.who.keeps, way.who.other])
    she.sees("This is what you chose")
    _pictured(she, "summary")
    she.presses("Allow")
    she.sees(f"{way.who.name.title()}'s device is linked. Ask it something.")


def _change(she: Customer, *labels: str) -> None:
    she.goes("/consents/")
    she.presses("Change Alexa")
    she.ticks(*labels)
    she.presses("See what would change")
    she.sees("This is what would change")


def _narrow(she: Customer, way: Way) -> None:
    _change(she, way.who.other)
    expect(she.page.locator("li.change del")).to_contain_text([way.who.other])
    she.presses("Change it")
    she.sees("Changed. You get a receipt by mail.")


def _extend(she: Customer, way: Way) -> None:
    she.has_been_away()
    _change(she, way.who.other, DUES, "One year")
    added = she.page.locator("li.change ins")
    expect(added).to_have_count(3)
    expect(added.filter(has_text=way.who.other)).to_have_count(1)
    she.sees("Since it would hear more, or for longer, you sign in again first.")
    _pictured(she, "difference")
    she.presses("Change it")
    she.sees("Is it you?")
    _pictured(she, "again")
    she.signs_in_again()
    she.sees("This is what would change")
    she.presses("Change it")
    she.sees("Changed. You get a receipt by mail.")


def _read(she: Customer, way: Way) -> None:
    she.goes("/consents/")
    she.presses("Alexa by Amazon")
    she.presses("Everything Alexa was told")
    when = r"\w+ \d\d:\d\d"
    told = f"{when}, Alexa, on a device with a screen, was told the balance of {way.who.other} "
    expect(she.page.locator("ol li").first).to_have_text(re.compile(told))
    _pictured(she, "released")
    she.presses("Check the chain")
    she.sees("The list is whole")
    she.goes("/consents/")
    she.presses("Alexa by Amazon")
    receipts = she.page.get_by_role("region", name="Receipts").get_by_role("link")
    expect(receipts).to_have_text([re.compile(f": {what}$") for what in _HAPPENED])
    she.hands.press(receipts.first)
    expect(she.page.get_by_role("term").filter(has_text="Accounts")).to_be_visible()
    _pictured(she, "receipt")


_HAPPENED = ("You changed it", "You changed it", "You allowed it")


def _leave(she: Customer) -> None:
    she.goes("/consents/")
    she.presses("Disconnect Alexa")
    she.sees("Alexa hears nothing more, from its next question on.")
    _pictured(she, "leaving")
    she.presses("Disconnect")
    she.sees("No assistant may ask anything. You connect one from its own app.")
    _pictured(she, "left")


def _pictured(she: Customer, name: str) -> None:
    assert screenshots.taken(she.page, f"journey-{name}").stat().st_size > 0
