"""Pages for what went wrong: one plain sentence each, in the same dress as all others."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest
from django.template.loader import get_template
from django.test import RequestFactory
from django.views import defaults

from tests.consent.oauth.linking import browser, choices, request
from tests.people import Cast

SENTENCES = {
    "400": "Go back, and try it once more; nothing was changed.",
    "403": "Sign in as somebody who may see it, or go back; nothing was changed.",
    "404": "Go to the list of who may ask about your money.",
    "500": "Please try it again in a few minutes; nothing was told to anyone.",
    "403_csrf": (
        "Allow cookies for this site, load the page again, and then send it; nothing was changed."
    ),
}


@pytest.fixture
def asked(cast: Cast) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = cast.alice
    return request


def test_an_address_that_leads_nowhere_says_so(cast: Cast) -> None:
    page = browser(cast.alice).get("/nowhere/")
    assert page.status_code == 404
    assert SENTENCES["404"] in page.content.decode()
    assert "sayso.css" in page.content.decode()


def test_a_form_without_its_token_says_what_to_do(cast: Cast) -> None:
    page = browser(cast.alice, is_strict=True).post(request(), choices(cast.everyday))
    assert page.status_code == 403
    assert SENTENCES["403_csrf"] in page.content.decode()


def test_a_refusal_and_a_misunderstanding_have_their_pages(asked: HttpRequest) -> None:
    pages: list[Any] = [
        defaults.permission_denied(asked, PermissionDenied()),
        defaults.bad_request(asked, SuspiciousOperation()),
    ]
    told = [(page.status_code, page.content.decode()) for page in pages]
    assert [status for status, _ in told] == [403, 400]
    assert SENTENCES["403"] in told[0][1]
    assert SENTENCES["400"] in told[1][1]


def test_our_own_mistake_is_told_without_anything_that_could_fail_too(asked: HttpRequest) -> None:
    page = defaults.server_error(asked)
    assert page.status_code == 500
    assert SENTENCES["500"] in page.content.decode()
    template = get_template("500.html")
    source = Path(template.origin.name).read_text()  # type: ignore[attr-defined]
    assert not any(word in source for word in ("extends", "include", "static %", "url ", "user"))
