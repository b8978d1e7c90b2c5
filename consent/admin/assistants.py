"""Assistants, each with its vendor's agreement."""

from django.contrib import admin, messages
from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from consent import leaving
from consent.admin.actions import asked_twice
from consent.admin.pages import Unguessable
from consent.models import Assistant


@admin.register(Assistant)
class AssistantAdmin(Unguessable):
    """Registered by ``seed_assistant``; switched off, and its agreement kept, here."""

    list_display = ["name", "vendor", "platform", "is_enabled", "agreement_ends_on"]
    list_filter = ["platform", "is_enabled"]
    search_fields = ["name", "vendor", "client_id"]
    actions = ["retire"]
    fields = [
        "name",
        "vendor",
        "vendor_address",
        "platform",
        "client_id",
        "redirect_uris",
        "is_enabled",
        "agreement_version",
        "agreed_on",
        "agreement_ends_on",
        "agreement_terms",
        "privacy_url",
        "logo",
        "retired_at",
    ]
    readonly_fields = ["client_id", "platform", "retired_at"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """One that was switched off for good stays off: its consents go on being ended."""
        fields = [str(each) for each in super().get_readonly_fields(request, obj)]
        is_retired = isinstance(obj, Assistant) and obj.retired_at is not None
        return [*fields, "is_enabled"] if is_retired else fields

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return False

    @asked_twice(
        description="Switch off for good, with every consent",
        consequence="No question of these assistants is answered and no token of theirs is good "
        "from now on. Their consents are ended one after the other; every customer is told.",
    )
    def retire(self, request: HttpRequest, assistants: QuerySet[Assistant]) -> None:
        """The kill switch for a whole assistant."""
        for assistant in assistants:
            leaving.retire(assistant, timezone.now())
        messages.success(request, f"Switched off: {len(assistants)}.")

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Whoever may change an assistant may switch it off."""
        return request.user.has_perm("consent.change_assistant")
