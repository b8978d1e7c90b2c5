"""Assistants, each with its vendor's agreement."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from consent.admin.pages import Unguessable
from consent.models import Assistant


@admin.register(Assistant)
class AssistantAdmin(Unguessable):
    """Registered by ``seed_assistant``; switched off, and its agreement kept, here."""

    list_display = ["name", "vendor", "platform", "is_enabled", "agreement_ends_on"]
    list_filter = ["platform", "is_enabled"]
    search_fields = ["name", "vendor", "client_id"]
    fields = [
        "name",
        "vendor",
        "platform",
        "client_id",
        "redirect_uris",
        "is_enabled",
        "agreement_version",
        "agreed_on",
        "agreement_ends_on",
        "agreement_terms",
    ]
    readonly_fields = ["client_id", "platform"]

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return False
