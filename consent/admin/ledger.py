"""The chain of disclosures and its signatures."""

from django.contrib import admin

from consent.admin.pages import ReadOnly
from consent.models import Checkpoint, CheckpointEntry, Disclosure, Erasure


@admin.register(Disclosure)
class DisclosureAdmin(ReadOnly):
    list_display = ["consent", "seq", "at"]
    search_fields = ["consent__public_id", "consent__customer__username"]
    list_select_related = ["consent"]
    date_hierarchy = "at"
    fields = ["consent", "seq", "at", "content", "digest", "hash"]


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
