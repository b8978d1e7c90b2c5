"""Every address of the bank pages: whose it is, and what it changes."""

import pytest
from django.urls import URLPattern, reverse

from banking.linking import urls
from banking.models import Institution, Link, Visit
from tests.banking.linking.going import linked
from tests.consent.oauth.linking import browser
from tests.people import Cast

PATTERNS: list[URLPattern] = urls.urlpatterns
SURE = {"sure": "yes"}


def address(pattern: URLPattern, link: Link) -> str:
    """The pattern's address of what is Alice's."""
    named = link.institution if pattern.name == "link" else link
    known = {"public_id": named.public_id} if pattern.pattern.converters else {}
    return reverse(f"banks:{pattern.name}", kwargs=known)


def stands(link: Link) -> tuple[object, ...]:
    """What a request could have changed."""
    found = Link.objects.get(pk=link.pk)
    return found.state, found.lease_token, Link.objects.count(), Visit.objects.count()


def each(pattern: URLPattern) -> str:
    return str(pattern.name)


EACH = pytest.mark.parametrize("pattern", PATTERNS, ids=each)
OF_HERS = pytest.mark.parametrize(
    "pattern", [p for p in PATTERNS if p.pattern.converters and p.name != "link"], ids=each
)


@EACH
def test_looking_changes_nothing(cast: Cast, fjord: Institution, pattern: URLPattern) -> None:
    link = linked(cast.alice, fjord)
    before = stands(link)
    response = browser(cast.alice).get(address(pattern, link), SURE)
    assert response.status_code in {200, 302, 405}
    assert stands(link) == before


@EACH
def test_a_form_from_elsewhere_changes_nothing(
    cast: Cast, fjord: Institution, pattern: URLPattern
) -> None:
    """Check 35, for every page."""
    link = linked(cast.alice, fjord)
    before = stands(link)
    forged = browser(cast.alice, is_strict=True).post(address(pattern, link), SURE)
    assert forged.status_code == 403
    assert stands(link) == before


@EACH
def test_nobody_unknown_gets_in(cast: Cast, fjord: Institution, pattern: URLPattern) -> None:
    link = linked(cast.alice, fjord)
    before, path = stands(link), address(pattern, link)
    statuses = {browser().get(path).status_code, browser().post(path, SURE).status_code}
    assert statuses <= {302, 405}
    assert stands(link) == before


@OF_HERS
@pytest.mark.parametrize("name", ["bob", "charlie"])
def test_what_is_alices_is_not_there_for_others(
    cast: Cast, fjord: Institution, pattern: URLPattern, name: str
) -> None:
    """Check 48: no other answer than for what does not exist."""
    link = linked(cast.alice, fjord)
    before, path = stands(link), address(pattern, link)
    other = browser(getattr(cast, name))
    assert {other.get(path).status_code, other.post(path, SURE).status_code} <= {404, 405}
    assert stands(link) == before
