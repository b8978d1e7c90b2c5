"""The operator's pages: every model, nothing secret, and ends that go through the operation."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from banking.models import User
from consent.models import Consent
from consent.states import State
from tests import people
from tests.consent.oauth import linking
from tests.people import Cast

OURS = [
    model
    for label in ("assistant", "consent", "banking")
    for model in apps.get_app_config(label).get_models()
]


@pytest.fixture
def operator(cast: Cast) -> linking.Browser:
    """The bank's operator, signed in."""
    user: User = User.objects.create_superuser("operator", password="x")
    return linking.browser(user)


def page(operator: linking.Browser, model: type, name: str, *args: object) -> str:
    options = model._meta  # type: ignore[attr-defined]  # noqa: SLF001 - Django's own way
    url = reverse(f"admin:{options.app_label}_{options.model_name}_{name}", args=args)
    answer = operator.get(url, {"q": "a"} if name == "changelist" else None)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_model_is_listed_and_searchable(operator: linking.Browser, model: type) -> None:
    assert admin.site.is_registered(model)
    assert "searchbar" in page(operator, model, "changelist")


def test_no_page_shows_a_token_a_secret_a_code_or_an_amount(operator: linking.Browser) -> None:
    alice = User.objects.get(username="alice")
    everyday = alice.links.get().accounts.get(name="Everyday")
    code = linking.code(alice, everyday)
    secrets = [code, people.SECRET, "123450", "1,234.50", "1234.50", "120000"]
    for model in admin.site._registry:  # noqa: SLF001 - all of them
        for row in model._default_manager.all()[:3]:  # noqa: SLF001
            shown = page(operator, model, "change", row.pk)
            assert not [secret for secret in secrets if secret in shown], model


def test_ending_consents_goes_through_the_operation(operator: linking.Browser, cast: Cast) -> None:
    """Promise P8."""
    consent = Consent.objects.get(customer=cast.alice)
    chosen = {"action": "end_consents", "_selected_action": [consent.pk]}
    operator.post(reverse("admin:consent_consent_changelist"), chosen)
    consent.refresh_from_db()
    assert (consent.state, consent.end_reason) == (State.ENDED, "revoked")
    assert Consent.objects.get(customer=cast.bob).state == State.LIVE


def test_a_customer_has_no_way_in(cast: Cast) -> None:
    assert linking.browser(cast.alice).get("/admin/").status_code == 302
