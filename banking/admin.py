"""The operator's view: who is linked and how refreshes go; never a figure, never a secret."""

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.urls import URLPattern

from banking import budgets, news_admin, signin_admin  # noqa: F401 - their pages are this app's
from banking.connectors import NAMES, ways_in
from banking.models import (
    Account,
    Balance,
    Budget,
    Due,
    Institution,
    Link,
    Refresh,
    Transaction,
    User,
)
from banking.unwritten import Unguessable, WrittenByRefreshes

if TYPE_CHECKING:
    from django.db import models

    _Admin = admin.ModelAdmin[models.Model]
    _Inline = admin.TabularInline[models.Model, models.Model]
    _Users = UserAdmin[User]
    _InstitutionForm = forms.ModelForm[Institution]
else:
    _Admin, _Inline, _Users = admin.ModelAdmin, admin.TabularInline, UserAdmin
    _InstitutionForm = forms.ModelForm


@admin.register(User)
class People(_Users):
    """Who signs in. How she does is hers: nobody else sets her password or her address."""

    readonly_fields = ("email", "last_login", "date_joined")
    list_display = ("username", "first_name", "last_name", "is_active", "is_staff", "last_login")
    fieldsets = (
        # Without the password's own: its hash is nobody's to see.
        (None, {"fields": ("username",)}),
        *(UserAdmin.fieldsets or ())[1:],
        ("Language", {"fields": ("language", "time_zone")}),
        ("Told by the bank", {"fields": ("born_on",)}),
    )

    def get_urls(self) -> list[URLPattern]:
        """Without the page on which an operator could become anybody."""
        return [url for url in super().get_urls() if url.name != "auth_user_password_change"]


def _secret(help_text: str) -> forms.CharField:
    return forms.CharField(required=False, widget=forms.PasswordInput, help_text=help_text)


class Unechoed(forms.Textarea):
    """What was typed is not sent back with a form that has errors."""

    def format_value(self, value: object) -> str:  # noqa: ARG002 - Django's signature
        return ""


class InstitutionForm(_InstitutionForm):
    """A secret goes in and never comes out."""

    standard = forms.ChoiceField(choices=[(name, name) for name in NAMES])
    new_secret = _secret("What the bank gave us; empty keeps the one that is set.")
    new_private_key = forms.CharField(
        required=False,
        widget=Unechoed(attrs={"autocomplete": "off"}),
        help_text="PEM; empty keeps the one that is set.",
    )

    class Meta:
        model = Institution
        exclude = ("service_secret", "private_key")
        field_classes = dict.fromkeys(
            (
                "base_url",
                "token_url",
                "authorization_url",
                "pushed_url",
                "issuer",
                "keys_url",
            ),
            partial(forms.URLField, assume_scheme="https"),
        )

    def clean(self) -> dict[str, Any]:
        """All checks, before a secret is taken over."""
        super().clean()
        cleaned = self.cleaned_data
        ways = ways_in(cleaned.get("standard", ""))
        if "linked_by" in cleaned and "standard" in cleaned and cleaned["linked_by"] not in ways:
            self.add_error("linked_by", f"This standard knows only: {', '.join(sorted(ways))}.")
        if self._leads_elsewhere(cleaned) and not cleaned.get("new_secret"):
            message = "Type the secret again: it would go to another host than it was given for."
            self.add_error("new_secret", message)
        for name, column in (("new_secret", "service_secret"), ("new_private_key", "private_key")):
            if cleaned.get(name):
                setattr(self.instance, column, str(cleaned[name]))
        return cleaned

    def _leads_elsewhere(self, cleaned: dict[str, Any]) -> bool:
        """Whether a secret that nobody may see would be sent where nobody sent it before."""
        stored = Institution.objects.filter(pk=self.instance.pk).first()
        if stored is None or not stored.service_secret.reveal():
            return False
        names = ("base_url", "token_url", "pushed_url")
        known = {urlsplit(getattr(stored, name)).netloc for name in names}
        told = {urlsplit(str(cleaned.get(name, ""))).netloc for name in names}
        return bool(told - known - {""})


class BudgetsOfOne(_Inline):
    model = Budget
    extra = 0


@admin.register(Institution)
class Institutions(Unguessable):
    form = InstitutionForm  # type: ignore[assignment]  # the stubs want one for every model
    list_display = ("name", "standard", "linked_by", "base_url", "closed_until", "failures")
    list_filter = ("standard", "linked_by")
    search_fields = ("name", "base_url")
    readonly_fields = ("public_id", "failures")
    inlines = (BudgetsOfOne,)

    def save_related(self, *saved: Any) -> None:
        """A new bank begins with the limits of its standard."""
        super().save_related(*saved)
        _request, form, _formsets, is_change = saved
        if not is_change:
            budgets.set_defaults(form.instance)


class RefreshHistory(WrittenByRefreshes, _Inline):
    model = Refresh
    fields = ("started_at", "outcome", "took", "accounts", "transactions", "is_interactive")
    readonly_fields = fields
    ordering = ("-started_at", "-pk")
    max_num = 0


@admin.register(Link)
class Links(WrittenByRefreshes, Unguessable):
    list_display = (
        "pk",
        "customer",
        "institution",
        "state",
        "fetched_at",
        "next_refresh_at",
        "attempts",
        "last_problem",
    )
    list_filter = ("state", "last_problem", "institution")
    list_select_related = ("customer", "institution")
    search_fields = ("public_id", "customer__username", "customer__last_name")
    exclude = ("credentials", "cursor", "spent", "reference")
    inlines = (RefreshHistory,)
    ordering = ("next_refresh_at", "pk")


@admin.register(Account)
class Accounts(WrittenByRefreshes, Unguessable):
    list_display = (
        "pk",
        "link",
        "kind",
        "last_digits",
        "currency",
        "status",
        "problem",
        "disagrees_since",
    )
    list_filter = (
        "status",
        "kind",
        ("problem", admin.EmptyFieldListFilter),
        ("disagrees_since", admin.EmptyFieldListFilter),
        "link__institution",
    )
    list_select_related = ("link",)
    search_fields = ("public_id", "last_digits", "link__customer__username")
    # How far it drifted would be told to whoever may look at accounts, and it is a figure.
    exclude = ("bank_id", "drift_posted_minor", "drift_all_minor")
    ordering = ("link", "pk")


@admin.register(Balance)
class Balances(WrittenByRefreshes, Unguessable):
    list_display = fields = ("account", "as_of")
    date_hierarchy = "as_of"
    ordering = ("as_of", "pk")
    search_fields = ("account__public_id", "account__link__customer__username")


@admin.register(Due)
class Dues(WrittenByRefreshes, Unguessable):
    list_display = fields = ("account", "due_on")
    ordering = ("due_on", "pk")
    search_fields = ("account__public_id", "account__link__customer__username")


@admin.register(Transaction)
class Transactions(WrittenByRefreshes, Unguessable):
    list_display = fields = ("account", "status", "happened_at", "posted_at")
    list_filter = ("status",)
    ordering = ("-happened_at", "-pk")
    search_fields = ("account__public_id", "account__link__customer__username")


@admin.register(Refresh)
class Refreshes(WrittenByRefreshes, Unguessable):
    list_display = (
        "started_at",
        "link",
        "outcome",
        "took",
        "accounts",
        "transactions",
        "is_interactive",
    )
    list_filter = ("outcome", "is_interactive", "link__institution")
    date_hierarchy = "started_at"
    ordering = ("-started_at", "-pk")
    search_fields = ("link__public_id", "link__customer__username")
