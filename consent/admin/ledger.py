"""The chain of disclosures and its signatures."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from consent.admin.pages import ReadOnly
from consent.models import Checkpoint, CheckpointEntry, Disclosure, Erasure


@admin.register(Disclosure)
class DisclosureAdmin(ReadOnly):
    list_display = ["consent", "seq", "at", "hidden_at"]
    search_fields = ["consent__public_id", "consent__customer__username"]
    list_select_related = ["consent"]
    date_hierarchy = "at"
    fields = ["consent", "seq", "at", "hidden_at", "content", "digest", "hash"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Disclosure]:
        """What a customer erased is for the compliance role alone."""
        rows = super().get_queryset(request)
        if request.user.has_perm("consent.view_hidden_disclosure"):
            return rows
        return rows.filter(hidden_at=None)


@admin.register(Checkpoint)
class CheckpointAdmin(ReadOnly):
    list_display = ["number", "at", "key_id"]
    search_fields = ["number"]


@admin.register(CheckpointEntry)
class CheckpointEntryAdmin(ReadOnly):
    list_display = ["checkpoint", "consent", "seq"]
    search_fields = ["consent__public_id"]
    list_select_related = ["checkpoint", "consent"]


@admin.register(Erasure)
class ErasureAdmin(ReadOnly):
    list_display = ["consent", "at", "why", "first_seq", "last_seq"]
    search_fields = ["consent__public_id"]
    list_select_related = ["consent"]
