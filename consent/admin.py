"""What the bank's operator sees of consents: who, what and when; no token, no secret."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from oauth2_provider.models import (
    get_access_token_model,
    get_grant_model,
    get_id_token_model,
    get_refresh_token_model,
)

from consent import operations
from consent.models import (
    Assistant,
    Authorization,
    Chore,
    Consent,
    ConsentAccount,
    ConsentScope,
    Disclosure,
    IssuedToken,
)
from consent.scopes import Scope
from consent.states import EndReason, State


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


class Rows(admin.TabularInline[Any, Any]):
    """Rows of a consent: they change with it, through an operation."""

    extra = 0
    max_num = 0
    can_delete = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401, ARG002
        return False


class Scopes(Rows):
    model = ConsentScope


class Accounts(Rows):
    model = ConsentAccount
    exclude = ["account_ref"]


for model in (
    Assistant,
    get_access_token_model(),
    get_grant_model(),
    get_id_token_model(),
    get_refresh_token_model(),
):
    # The toolkit's own pages show codes and checksums.
    admin.site.unregister(model)


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


@admin.register(Consent)
class ConsentAdmin(ReadOnly):
    list_display = ["public_id", "customer", "assistant", "state", "end_reason", "expires_at"]
    list_filter = ["state", "end_reason", "assistant"]
    search_fields = ["public_id", "customer__username", "assistant__name"]
    list_select_related = ["customer", "assistant"]
    date_hierarchy = "requested_at"
    inlines = [Scopes, Accounts]
    actions = ["end_consents", "keep_balances_only"]
    exclude = ["head"]

    @admin.action(description="End the selected consents", permissions=["end"])
    def end_consents(self, request: HttpRequest, consents: QuerySet[Consent]) -> None:
        """Through the operation every other way of leaving takes."""
        standing = consents.exclude(state=State.ENDED)
        ended = [operations.revoke(each, EndReason.REVOKED, timezone.now()) for each in standing]
        for consent in ended:
            self.log_change(request, consent, "Ended.")
        messages.success(request, f"Ended: {len(ended)}.")

    @admin.action(description="Narrow the selected consents to balances", permissions=["end"])
    def keep_balances_only(self, request: HttpRequest, consents: QuerySet[Consent]) -> None:
        """Takes every other kind of fact away; one that has no balances is left as it is."""
        narrowed = 0
        for consent in consents.filter(state__in=[State.LIVE, State.PAUSED]):
            accounts = list(consent.accounts.values_list("account_ref", flat=True))
            try:
                operations.narrow(consent, scopes=[Scope.BALANCES], accounts=accounts)
            except operations.NothingLeft:
                continue
            self.log_change(request, consent, "Narrowed to balances.")
            narrowed += 1
        messages.success(request, f"Narrowed: {narrowed}.")

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Looking is not ending: the operator's role decides, as for any change."""
        return request.user.has_perm("consent.change_consent")


@admin.register(Disclosure)
class DisclosureAdmin(ReadOnly):
    list_display = ["consent", "seq", "at"]
    search_fields = ["consent__public_id", "consent__customer__username"]
    list_select_related = ["consent"]
    date_hierarchy = "at"
    fields = ["consent", "seq", "at", "content", "digest", "hash"]


@admin.register(Authorization)
class AuthorizationAdmin(ReadOnly):
    list_display = ["consent", "created_at", "redeemed_at", "ended_at"]
    search_fields = ["consent__public_id", "consent__customer__username"]
    list_select_related = ["consent"]
    fields = ["consent", "created_at", "redeemed_at", "ended_at"]


@admin.register(IssuedToken)
class IssuedTokenAdmin(ReadOnly):
    list_display = ["authorization", "expires_at"]
    search_fields = ["authorization__consent__public_id"]
    list_select_related = ["authorization"]
    fields = ["authorization", "expires_at"]


@admin.register(ConsentScope)
class ConsentScopeAdmin(ReadOnly):
    list_display = ["consent", "scope"]
    list_filter = ["scope"]
    search_fields = ["consent__public_id"]
    list_select_related = ["consent"]


@admin.register(ConsentAccount)
class ConsentAccountAdmin(ReadOnly):
    list_display = ["consent", "label"]
    search_fields = ["consent__public_id", "label"]
    list_select_related = ["consent"]
    exclude = ["account_ref"]


@admin.register(Chore)
class ChoreAdmin(ReadOnly):
    list_display = ["name", "next_at", "lease_until"]
    search_fields = ["name"]


@admin.register(get_access_token_model(), get_refresh_token_model(), get_grant_model())
class TokenAdmin(ReadOnly):
    """That there is one, whose and until when; never the secret itself."""

    list_display = ["id", "user", "application"]
    search_fields = ["user__username", "application__name"]
    list_select_related = ["user", "application"]
    fields = ["id", "user", "application"]
