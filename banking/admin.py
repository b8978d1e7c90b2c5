"""The operator's view: who is linked and how refreshes go; never a figure, never a secret."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.urls import URLPattern

from banking import signin_admin  # noqa: F401 - its pages belong to this app's
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

if TYPE_CHECKING:
    from django.db import models

    _Admin = admin.ModelAdmin[models.Model]
    _Inline = admin.TabularInline[models.Model, models.Model]
    _Users = UserAdmin[User]
    _InstitutionForm = forms.ModelForm[Institution]
else:
    _Admin, _Inline, _Users = admin.ModelAdmin, admin.TabularInline, UserAdmin
    _InstitutionForm = forms.ModelForm


class Unguessable(_Admin):
    """Columns that a page does not show cannot be asked for in its address either."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only by what the page offers: counting the rows that fit would read a hidden column."""
        offered = [str(each[0] if isinstance(each, tuple) else each) for each in self.list_filter]
        names = [each for each in (*offered, self.date_hierarchy) if each]
        is_offered = any(lookup == name or lookup.startswith(f"{name}__") for name in names)
        return is_offered and super().lookup_allowed(lookup, value, request)


class WrittenByRefreshes:
    """Nothing here is typed by hand: the bank says it, or the refresh does."""

    def has_add_permission(self, *_: Any) -> bool:
        return False

    def has_change_permission(self, *_: Any) -> bool:
        return False

    def has_delete_permission(self, *_: Any) -> bool:
        return False


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


class InstitutionForm(_InstitutionForm):
    """A secret goes in and never comes out."""

    new_secret = forms.CharField(
        required=False, widget=forms.PasswordInput, help_text="Empty keeps the one that is set."
    )

    class Meta:
        model = Institution
        exclude = ("service_secret",)
        field_classes = dict.fromkeys(
            ("base_url", "token_url"), partial(forms.URLField, assume_scheme="https")
        )

    def clean_new_secret(self) -> str:
        secret = str(self.cleaned_data["new_secret"])
        if not secret and self.instance.pk is None:
            message = "A new institution needs the secret that the bank gave us."
            raise forms.ValidationError(message)
        if secret:
            self.instance.service_secret = secret
        return secret


@admin.register(Institution)
class Institutions(Unguessable):
    form = InstitutionForm  # type: ignore[assignment]  # the stubs want one for every model
    list_display = ("name", "standard", "base_url", "closed_until", "failures")
    list_filter = ("standard",)
    search_fields = ("name", "base_url")
    readonly_fields = ("public_id", "failures")


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
    exclude = ("credentials",)
    inlines = (RefreshHistory,)
    ordering = ("next_refresh_at", "pk")


@admin.register(Account)
class Accounts(WrittenByRefreshes, Unguessable):
    list_display = ("pk", "link", "kind", "last_digits", "currency", "status", "problem")
    list_filter = ("status", "kind", ("problem", admin.EmptyFieldListFilter), "link__institution")
    list_select_related = ("link",)
    search_fields = ("public_id", "last_digits", "link__customer__username")
    exclude = ("bank_id",)
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
