"""The operator's view of what passes between us, the banks and their customers besides figures."""

from django.contrib import admin

from banking.models import BankEvent, BankNotice, Budget, Document, Farewell, RefreshTally, Visit
from banking.unwritten import Unguessable, WrittenByRefreshes

_CUSTOMER = ("link__public_id", "link__customer__username")


@admin.register(Budget)
class Budgets(WrittenByRefreshes, Unguessable):
    """To be read; they are written on their institution's page."""

    list_display = ("institution", "each", "counted", "requests", "window_s", "is_unattended_only")
    list_filter = ("institution", "each")
    list_select_related = ("institution",)
    search_fields = ("institution__name",)
    ordering = ("institution", "pk")


@admin.register(BankEvent)
class BankEvents(WrittenByRefreshes, Unguessable):
    list_display = ("received_at", "institution", "kind", "found", "done_at")
    list_filter = ("kind", "found", ("done_at", admin.EmptyFieldListFilter), "institution")
    list_select_related = ("institution",)
    search_fields = ("institution__name",)
    exclude = ("reference", "event_id")
    date_hierarchy = "received_at"
    ordering = ("-received_at", "-pk")


@admin.register(Visit)
class Visits(WrittenByRefreshes, Unguessable):
    list_display = fields = ("created_at", "customer", "institution", "until", "used_at")
    list_filter = ("institution", ("used_at", admin.EmptyFieldListFilter))
    list_select_related = ("customer", "institution")
    search_fields = ("customer__username",)
    ordering = ("-created_at", "-pk")


@admin.register(Document)
class Documents(WrittenByRefreshes, Unguessable):
    list_display = fields = ("received_at", "link", "digest", "stored_at")
    list_filter = (("stored_at", admin.EmptyFieldListFilter),)
    list_select_related = ("link",)
    search_fields = _CUSTOMER
    ordering = ("-received_at", "-pk")


@admin.register(BankNotice)
class BankNotices(WrittenByRefreshes, Unguessable):
    list_display = fields = ("created_at", "link", "need", "ends_at", "told_at")
    list_filter = ("need", ("told_at", admin.EmptyFieldListFilter))
    list_select_related = ("link",)
    search_fields = _CUSTOMER
    ordering = ("-created_at", "-pk")


@admin.register(Farewell)
class Farewells(WrittenByRefreshes, Unguessable):
    list_display = fields = ("created_at", "link", "due_at", "attempts")
    list_select_related = ("link",)
    search_fields = _CUSTOMER
    ordering = ("due_at", "pk")


@admin.register(RefreshTally)
class RefreshTallies(WrittenByRefreshes, Unguessable):
    list_display = fields = ("institution", "outcome", "within_ms", "refreshes", "seconds")
    list_filter = ("institution", "outcome")
    list_select_related = ("institution",)
    search_fields = ("institution__name",)
    ordering = ("institution", "outcome", "within_ms")
