"""The operator sees who and how it goes; no figure, no secret, and types nothing in by hand."""

from dataclasses import replace
from datetime import date

import pytest
from django.contrib import admin
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.test import RequestFactory
from django.urls import reverse

from banking.admin import InstitutionForm
from banking.connector import DueRecord
from banking.models import (
    Account,
    Balance,
    Due,
    Institution,
    Link,
    Refresh,
    Transaction,
    User,
)
from tests.banking.conftest import COFFEE, EVERYDAY, FakeBank, usd
from tests.banking.test_refresh import claim, run

MODELS = (Account, Balance, Due, Institution, Link, Refresh, Transaction, User)
CANARIES = (
    "4711",
    "48.15",
    "16.23",
    "BLUE CUP",
    "Blue Cup",
    "100001",
    "service secret",
)


def text_of(page: HttpResponse) -> str:
    assert isinstance(page, TemplateResponse)
    return str(page.render().content, "utf-8")


@pytest.fixture
def pages(link: Link, bank: FakeBank, rf: RequestFactory) -> dict[str, str]:
    """Every list and every change page of banking, rendered for a superuser."""
    due = DueRecord(due_on=date(2026, 12, 1), minimum=usd(1623))
    bank.listed = (replace(EVERYDAY, current=usd(4711), available=usd(4815), due=due),)
    bank.movements = {"everyday": [COFFEE]}
    run(claim(link))
    operator = User.objects.create_superuser("operator")
    rendered = {}
    for model in MODELS:
        name = f"admin:banking_{model._meta.model_name}"  # noqa: SLF001 - Django documents it
        view = admin.site._registry[model]  # noqa: SLF001
        request = rf.get(reverse(f"{name}_changelist"), {"q": "a"})
        request.user = operator
        rendered[f"{name}_changelist"] = text_of(view.changelist_view(request))
        first = model._default_manager.order_by("pk")[0]  # noqa: SLF001
        request = rf.get(reverse(f"{name}_change", args=[first.pk]))
        request.user = operator
        rendered[f"{name}_change"] = text_of(view.change_view(request, str(first.pk)))
    return rendered


def test_every_model_has_its_pages_and_none_shows_a_figure_or_a_secret(
    pages: dict[str, str],
) -> None:
    assert len(pages) == 2 * len(MODELS)
    assert [
        (page, canary) for page, text in pages.items() for canary in CANARIES if canary in text
    ] == []


def test_a_links_page_tells_of_its_refreshes(pages: dict[str, str]) -> None:
    assert "Stored" in pages["admin:banking_link_change"]


@pytest.mark.parametrize("model", [Account, Balance, Due, Link, Refresh, Transaction])
def test_nobody_types_in_what_the_bank_says(model: type[Link], rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = User(is_superuser=True, is_active=True)

    view = admin.site._registry[model]  # noqa: SLF001

    assert not view.has_add_permission(request)
    assert not view.has_change_permission(request)
    assert not view.has_delete_permission(request)


def form(link: Link, secret: str, **more: str) -> InstitutionForm:
    fields = {
        name: getattr(link.institution, name)
        for name in InstitutionForm.base_fields
        if name not in {"new_secret", "new_private_key", "closed_until", "failures", "public_id"}
    }
    told = {"new_secret": secret, "options": "{}", "standard": "fdx"}
    return InstitutionForm(fields | told | more, instance=link.institution)


@pytest.mark.parametrize(("typed", "kept"), [("", "service secret"), ("another", "another")])
def test_a_secret_goes_in_and_an_empty_one_changes_nothing(
    link: Link, typed: str, kept: str
) -> None:
    changed = form(link, typed)

    assert changed.is_valid(), changed.errors
    changed.save()
    assert Institution.objects.get().service_secret.reveal() == kept


def test_a_secret_does_not_follow_to_another_host(link: Link) -> None:
    moved = form(link, "", token_url="https://elsewhere.test/token")
    typed_again = form(link, "another", token_url="https://elsewhere.test/token")

    assert list(moved.errors) == ["new_secret"]
    assert typed_again.is_valid(), typed_again.errors


def test_a_private_key_is_not_sent_back_with_an_error(link: Link) -> None:
    wrong = form(link, "", name="", new_private_key="a private key of ours")

    assert not wrong.is_valid()
    assert "a private key of ours" not in wrong.as_p()
