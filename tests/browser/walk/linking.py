"""The demo's room, and the pages on which an assistant is linked."""

from tests.browser.customer import BALANCES
from tests.browser.walk.stroll import Stroll

_AGREEMENT = """
from datetime import timedelta
from consent.models import Assistant
for assistant in Assistant.objects.all():
    assistant.agreement_ends_on += timedelta(days={days})
    assistant.save()
"""


def walk(stroll: Stroll, kept: str, other: str) -> str:
    """Links her device to two of her accounts at the end; the address of the linking page."""
    she = stroll.she
    stroll.opens(f"/try/?device={she.name}", "room")
    she.asks("what's my balance")
    stroll.stops("room-not-linked")
    stroll.presses("Link account", "linking")
    linking_url = she.page.url
    stroll.presses("Go on", "linking-incomplete")
    stroll.presses("Ask me in my bank's app", "linking-in-app")
    stroll.presses("Go on", "linking-in-app-early")
    stroll.presses("Do not allow", "room-denied")
    she.begins_to_link()
    she.chooses([BALANCES], [kept, other])
    stroll.stops("linking-summary")
    stroll.presses("Allow", "room-linked")
    she.asks("what's my balance")
    stroll.stops("room-answered")
    she.page.get_by_text("Show the exchange").click()
    stroll.stops("room-exchange")
    stroll.opens("/oauth/authorize/?client_id=nobody", "linking-problem")
    return linking_url


def without_agreement(stroll: Stroll) -> None:
    """The same for an assistant that the bank has no current agreement about."""
    she = stroll.she
    she.demo.manage("shell", "--verbosity=0", "--command", _AGREEMENT.format(days=-9999))
    she.goes("/consents/")
    stroll.presses("Alexa by Amazon", "detail-switched-off")
    she.asks("what's my balance")
    stroll.stops("room-switched-off")
    stroll.opens("/oauth/authorize/?client_id=alexa-demo", "linking-no-agreement")
    she.demo.manage("shell", "--verbosity=0", "--command", _AGREEMENT.format(days=9999))
