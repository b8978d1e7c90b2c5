"""What the log says of a linking and its questions: that they were, never what was in them."""

import pytest

from tests.consent.oauth import linking
from tests.consent.oauth.linking import REVOKE, TOKEN, post, redemption, refreshing
from tests.journeys.conftest import Device, World
from tests.people import SECRET


def test_no_line_holds_a_secret_a_name_or_a_figure(
    world: World, device: Device, caplog: pytest.LogCaptureFixture
) -> None:
    """Check 57; promise P10."""
    caplog.set_level("INFO")
    alice, everyday = world.user("alice"), world.account("alice", "Everyday")
    code = linking.code(alice, everyday)
    held = post(TOKEN, redemption(code)).json()
    device.token = held["access_token"]
    heard = device.ask(name="Everyday")
    post(TOKEN, refreshing(held["refresh_token"]))
    post(TOKEN, redemption(code, client_secret="a-guess-at-it"))
    post(TOKEN, redemption(code))
    device.ask(name="Rainy Day")
    fields = {"login": "alice", "password": "a-wrong-password"}
    linking.browser().post("/accounts/login/", fields)
    post(REVOKE, {"token": held["access_token"], "client_id": "alexa", "client_secret": SECRET})
    said = "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    secrets = {code, *map(str, (held["access_token"], held["refresh_token"], linking.VERIFIER))}
    names = {SECRET, "a-guess-at-it", "a-wrong-password", "Everyday", "Rainy Day", "alice", "$"}
    assert heard.startswith("You have $")
    assert {each for each in secrets | names if each in said} == set()
