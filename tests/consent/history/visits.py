"""Looking at the page of what was released."""

from tests.consent.oauth.linking import browser
from tests.people import Cast

PATH = "/consents/released/"


def page(cast: Cast, who: str = "alice", **asked: str) -> str:
    answer = browser(getattr(cast, who)).get(PATH, asked)
    assert answer.status_code == 200
    return str(answer.content.decode())
