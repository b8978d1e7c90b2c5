"""Every page that a customer can come to, on every screen and in every colour."""

import json
from collections import defaultdict

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import LOOKS
from tests.browser.customer import Customer
from tests.browser.demo import Demo
from tests.browser.hands import Mouse
from tests.browser.looks import Look, Looks
from tests.browser.walk import (
    banks,
    dashboard,
    data,
    errors,
    linking,
    security,
    signing_in,
    spanish,
)
from tests.browser.walk.stroll import Stroll

pytestmark = pytest.mark.browser

# Not pages of a customer's, and why.
NOT_PAGES = {
    "admin:": "the operator's",
    "api:": "the bank's app's; tests/consent/api",
    "app_signin:": "the bank's app's; tests/signin",
    "alexa:": "the platform's",
    "bank_events:": "the banks'; tests/banking/events",
    "metrics:": "Prometheus's; tests/banking/seeing",
    "oauth2_provider:oauth-": "documents for programs",
    "oauth2_provider:token": "the assistant's",
    "oauth2_provider:revoke-token": "the assistant's",
}
# Prints the names of all our addresses, and those of the addresses that were opened.
_NAMES = """
import json
from django.urls import Resolver404, get_resolver, resolve
def names(resolver, space=""):
    for each in resolver.url_patterns:
        if hasattr(each, "url_patterns"):
            yield from names(each, f"{space}{each.namespace}:" if each.namespace else space)
        else:
            yield f"{space}{each.name}"
def name(path):
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
opened = {path: name(path) for path in %s}
print(json.dumps({"all": sorted(set(names(get_resolver()))), "opened": opened}))
"""


@pytest.fixture(scope="module")
def walked(browser: Browser, demo: Demo) -> Looks:
    """Dana walks through all of it, once."""
    looks = Looks()

    def stroll(url: str) -> Stroll:
        context = browser.new_context(base_url=url, locale="en")
        context.set_default_timeout(15_000)
        page = looks.watch(context)
        return Stroll(she=Customer(name="dana", page=page, hands=Mouse(), demo=demo), looks=looks)

    dana = stroll(demo.url)
    signing_in.walk(dana)
    banks.walk(dana)
    dashboard.empty(dana)
    linking_url = linking.walk(dana, "Main", "House Fund")
    dashboard.walk(dana, "House Fund")
    spanish.walk(dana, linking_url)
    linking.without_agreement(dana)
    security.walk(dana)
    security.passkeys(stroll(demo.url.replace("127.0.0.1", "localhost")))
    security.app(dana, stroll(demo.url))
    data.walk(dana)
    dashboard.leaves(dana)
    data.erases(dana)
    errors.walk(dana)
    return looks


def _wrong(looks: Looks, kind: str) -> str:
    """What is wrong on which pages, for a person to read; each once, however many looks have it."""
    where: dict[str, list[Look]] = defaultdict(list)
    for look in looks.seen:
        for finding in getattr(look, kind):
            where[finding].append(look)
    return "\n".join(f"{finding}\n  {'; '.join(map(str, at))}" for finding, at in where.items())


def test_axe_finds_nothing(walked: Looks) -> None:
    assert not (wrong := _wrong(walked, "accessibility")), wrong


def test_nothing_is_wider_than_its_screen(walked: Looks) -> None:
    assert not (wrong := _wrong(walked, "wide")), wrong


def test_every_control_is_large_enough_for_a_finger(walked: Looks) -> None:
    assert not (wrong := _wrong(walked, "small")), wrong


def test_the_browser_complains_of_nothing(walked: Looks) -> None:
    assert walked.complaints == []


def test_every_page_was_seen_in_every_look(walked: Looks) -> None:
    seen = {(look.name, look.width, look.scheme) for look in walked.seen}
    names = {look.name for look in walked.seen}
    assert seen == {(name, *look) for name in names for look in LOOKS}


def test_every_page_says_its_language(walked: Looks) -> None:
    for look in walked.seen:
        assert look.language == ("es" if look.name.startswith(spanish.NAME) else "en"), look


def test_no_two_pages_have_the_same_title(walked: Looks, demo: Demo) -> None:
    names = _names(walked, demo)["opened"]
    pages = defaultdict(set)
    for look in walked.seen:
        pages[look.title].add(names[look.path])
    shared = {title: sorted(at) for title, at in pages.items() if len(at) > 1}
    assert shared == {}


def test_no_page_was_left_out(walked: Looks, demo: Demo) -> None:
    names = _names(walked, demo)
    pages = {name for name in names["all"] if not name.startswith(tuple(NOT_PAGES))}
    assert sorted(pages - set(names["opened"].values())) == []


def _names(walked: Looks, demo: Demo) -> dict[str, dict[str, str]]:
    code = _NAMES % sorted(walked.opened)
    found: dict[str, dict[str, str]] = json.loads(demo.manage("shell", "-v0", "-c", code))
    return found
