"""What is kept for a customer, what she is told, and the trail."""

from django.contrib import admin

from consent.admin.pages import ReadOnly
from consent.models import AuditEvent, Chore, Export, Notice, VoiceCode


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    list_display = ["kind", "customer", "due_at", "attempts", "settled_at", "sent_at", "problem"]
    list_filter = ["kind", "problem"]
    search_fields = ["customer__username"]
    list_select_related = ["customer"]


@admin.register(VoiceCode)
class VoiceCodeAdmin(ReadOnly):
    list_display = ["customer", "tries_left", "set_at"]
    search_fields = ["customer__username"]
    list_select_related = ["customer"]
    fields = ["customer", "tries_left", "set_at"]


@admin.register(Export)
class ExportAdmin(ReadOnly):
    list_display = ["customer", "asked_at", "ready_at", "expires_at", "problem"]
    search_fields = ["customer__username"]
    list_select_related = ["customer"]
    exclude = ["archive"]


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnly):
    list_display = ["at", "kind", "actor", "subject", "detail"]
    list_filter = ["kind"]
    search_fields = ["actor", "subject", "correlation_id"]
    date_hierarchy = "at"


@admin.register(Chore)
class ChoreAdmin(ReadOnly):
    list_display = ["name", "next_at", "lease_until"]
    search_fields = ["name"]
