"""The operator's view of sign-ins: who has which second factor, and which sessions are open."""

from typing import TYPE_CHECKING, Any

from allauth.mfa import admin as _factors  # noqa: F401 - registers, so that ours can replace it
from allauth.mfa.models import Authenticator
from allauth.usersessions import admin as _sessions  # noqa: F401 - registers as well
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest

if TYPE_CHECKING:
    from django.db import models

    _Admin = admin.ModelAdmin[models.Model]
else:
    _Admin = admin.ModelAdmin

admin.site.unregister([Authenticator, UserSession])


class _Removable(_Admin):
    """Looked at, or taken away; what it holds is shown to nobody and typed in by nobody."""

    def has_add_permission(self, *_: Any) -> bool:
        return False

    def has_change_permission(self, *_: Any) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """By what the list offers: counting the rows that fit would read a hidden column."""
        is_offered = any(lookup.startswith(f"{name}__") for name in self.list_filter)
        return is_offered and super().lookup_allowed(lookup, value, request)


@admin.register(Authenticator)
class SecondFactors(_Removable):
    """Removed for a customer who lost her phone."""

    list_display = fields = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    search_fields = ("user__username",)
    ordering = ("-pk",)


@admin.register(UserSession)
class Sessions(_Removable):
    """A removed one is ended."""

    list_display = fields = ("user", "created_at", "ip", "user_agent")
    search_fields = ("user__username", "ip")
    ordering = ("-pk",)

    def delete_model(self, request: HttpRequest, obj: UserSession) -> None:  # noqa: ARG002 - Django's signature
        obj.end()

    def delete_queryset(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        queryset: "models.QuerySet[UserSession]",
    ) -> None:
        for session in queryset:
            session.end()
