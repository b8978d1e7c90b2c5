"""Every address of the customer's pages, those to come too: whose it is, and what it changes."""

import pytest
from django.urls import URLPattern, reverse
from oauth2_provider.models import Grant

from consent import urls
from consent.models import Consent, Export, Receipt, VoiceCode
from consent.rights import exports
from consent.states import State
from tests.consent.oauth.linking import browser, choices, request
from tests.people import NOW, Cast

PATTERNS: list[URLPattern] = urls.urlpatterns
# All that any form of ours posts to say that it is meant.
SURE = {"sure": "yes", "erase": "yes", "answer": "confirm"}


def address(pattern: URLPattern, cast: Cast) -> str:
    """The pattern's address of what is Alice's."""
    consent = Consent.objects.get(customer=cast.alice)
    export = exports.ask(cast.alice, NOW)
    assert isinstance(export, Export)
    known: dict[str, object] = {
        "public_id": export.public_id if "export" in str(pattern.name) else consent.public_id,
        "receipt_id": Receipt.objects.filter(consent=consent).earliest("pk").public_id,
    }
    names = pattern.pattern.converters
    return reverse(f"consent:{pattern.name}", kwargs={name: known[name] for name in names})


def stands(cast: Cast) -> tuple[str, int, int, int]:
    """What a request could have changed of Alice's."""
    consent = Consent.objects.get(customer=cast.alice)
    hidden = consent.disclosures.filter(hidden_at__isnull=False).count()
    asked = Export.objects.filter(customer=cast.alice).count()
    return consent.state, consent.revision, hidden, asked


def each(pattern: URLPattern) -> str:
    return f"{pattern.name} {pattern.pattern}"


@pytest.mark.parametrize("pattern", PATTERNS, ids=each)
def test_looking_changes_nothing_whatever_the_address_says(cast: Cast, pattern: URLPattern) -> None:
    path = address(pattern, cast)
    before = stands(cast)
    assert browser(cast.alice).get(path, SURE).status_code in {200, 302, 404, 405}
    assert stands(cast) == before


@pytest.mark.parametrize("pattern", PATTERNS, ids=each)
def test_a_form_from_elsewhere_changes_nothing(cast: Cast, pattern: URLPattern) -> None:
    """Check 35, for every page."""
    path = address(pattern, cast)
    before = stands(cast)
    assert browser(cast.alice, is_strict=True).post(path, SURE).status_code == 403
    assert stands(cast) == before


@pytest.mark.parametrize("pattern", PATTERNS, ids=each)
def test_nobody_unknown_gets_in(cast: Cast, pattern: URLPattern) -> None:
    path = address(pattern, cast)
    before = stands(cast)
    statuses = {browser().get(path).status_code, browser().post(path, SURE).status_code}
    assert statuses <= {302, 405}
    assert stands(cast) == before


@pytest.mark.parametrize(
    "pattern", [each for each in PATTERNS if each.pattern.converters], ids=each
)
def test_what_is_alices_is_not_there_for_bob(cast: Cast, pattern: URLPattern) -> None:
    """Check 48: no other answer than for what does not exist."""
    path = address(pattern, cast)
    before = stands(cast)
    bob = browser(cast.bob)
    assert {bob.get(path).status_code, bob.post(path, SURE).status_code} <= {404, 405}
    assert stands(cast) == before


def test_the_linking_takes_no_form_from_elsewhere(cast: Cast) -> None:
    """Check 35."""
    form = choices(cast.charlies)
    assert browser(cast.charlie, is_strict=True).post(request(), form).status_code == 403
    assert not Consent.objects.filter(customer=cast.charlie, state=State.LIVE).exists()
    assert not Grant.objects.exists()
    assert not VoiceCode.objects.exists()
