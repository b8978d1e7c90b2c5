"""A customer who goes to her bank and comes back, through HTTP."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from banking.models import Institution, Link, User
from tests.banking.linking.fake import AWAY
from tests.consent.oauth.linking import Browser, browser
from tests.consent.pages.reading import text

CALLBACK = "/banks/callback"


def page_of(institution: Institution) -> str:
    return f"/banks/with/{institution.public_id}/"


def goes(her: Browser, institution: Institution) -> str:
    """Presses the button; the state with which she is sent away."""
    response = her.post(page_of(institution))
    assert response.status_code == 302, text(response)
    address = urlsplit(response["Location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == AWAY
    [state] = parse_qs(address.query)["state"]
    return state


def returns(her: Browser, state: str, **more: str) -> Any:
    """The bank sends her back."""
    return her.get(CALLBACK, {"state": state, "code": "a code of the bank's"} | more)


def reads(her: Browser, response: Any) -> str:
    """The page to which she was sent on, as she reads it."""
    assert response.status_code == 302
    page = her.get(response["Location"])
    assert page.status_code == 200
    return text(page)


def linked(customer: User, institution: Institution) -> Link:
    """The whole way, in a browser of hers."""
    her = browser(customer)
    assert returns(her, goes(her, institution)).status_code == 302
    return Link.objects.exclude(state="ended").get(customer=customer, institution=institution)
