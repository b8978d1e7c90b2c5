"""What an operator reads and never writes: pages without a hidden column, a figure or a secret."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

if TYPE_CHECKING:
    from django.db import models

    _Admin = admin.ModelAdmin[models.Model]
else:
    _Admin = admin.ModelAdmin


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
