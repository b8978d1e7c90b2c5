"""Pages to look at: no column that is not shown, and no change but through an operation."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from oauth2_provider.models import (
    get_access_token_model,
    get_grant_model,
    get_id_token_model,
    get_refresh_token_model,
)

from consent.models import Assistant

for model in (
    Assistant,
    get_access_token_model(),
    get_grant_model(),
    get_id_token_model(),
    get_refresh_token_model(),
):
    # The toolkit's own pages show codes and checksums.
    admin.site.unregister(model)


class Unguessable(admin.ModelAdmin[Any]):
    """Columns that a page does not show cannot be asked for in its address either."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only by what the page offers: counting the rows that fit would read a hidden column."""
        offered = [str(each[0] if isinstance(each, tuple) else each) for each in self.list_filter]
        names = [each for each in (*offered, self.date_hierarchy) if each]
        is_offered = any(lookup == name or lookup.startswith(f"{name}__") for name in names)
        return is_offered and super().lookup_allowed(lookup, value, request)


class ReadOnly(Unguessable):
    """To be looked at: every change goes through an operation."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return False
