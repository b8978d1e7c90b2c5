"""Consents and what hangs on them; ended and narrowed by the operations all others take."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from consent import leaving, operations, states
from consent.admin.actions import asked_twice
from consent.admin.pages import ReadOnly
from consent.models import (
    Authorization,
    Consent,
    ConsentAccount,
    ConsentScope,
    PlatformIdentity,
    Receipt,
    VoicePass,
)
from consent.scopes import Scope
from consent.states import Channel, EndReason, State


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


@admin.register(Consent)
class ConsentAdmin(ReadOnly):
    list_display = ["public_id", "customer", "assistant", "state", "end_reason", "expires_at"]
    list_filter = ["state", "end_reason", "assistant"]
    search_fields = ["public_id", "customer__username", "assistant__name"]
    list_select_related = ["customer", "assistant"]
    date_hierarchy = "requested_at"
    inlines = [Scopes, Accounts]
    actions = ["end_consents", "end_everything", "keep_balances_only"]
    exclude = ["head"]

    @asked_twice(
        description="End the selected consents",
        consequence="No question under them is answered from now on; their customers are told.",
    )
    def end_consents(self, request: HttpRequest, consents: QuerySet[Consent]) -> None:
        """Through the operation every other way of leaving takes."""
        now, standing = timezone.now(), consents.exclude(state=State.ENDED)
        ended = [
            leaving.revoke(each, EndReason.REVOKED, Channel.OPERATOR, now) for each in standing
        ]
        self._tell(request, ended, "Ended")

    @asked_twice(
        description="Disconnect everything of these customers",
        consequence="Every assistant of the customers of these consents is disconnected at once, "
        "those not selected here too; the customers are told.",
    )
    def end_everything(self, request: HttpRequest, consents: QuerySet[Consent]) -> None:
        """The kill switch for a person."""
        customers = {consent.customer_id: consent.customer for consent in consents}
        ended = [
            consent
            for customer in customers.values()
            for consent in leaving.everything(
                customer, EndReason.REVOKED, Channel.OPERATOR, timezone.now()
            )
        ]
        self._tell(request, ended, "Ended")

    @asked_twice(
        description="Narrow the selected consents to balances",
        consequence="Every other kind of fact is taken away; their customers are told.",
    )
    def keep_balances_only(self, request: HttpRequest, consents: QuerySet[Consent]) -> None:
        """A consent that has no balances is left as it is."""
        narrowed = []
        for consent in consents.filter(state__in=[State.LIVE, State.PAUSED]):
            try:
                narrowed.append(_to_balances(consent))
            except (operations.NothingLeft, states.Forbidden):
                continue
        self._tell(request, narrowed, "Narrowed to balances")

    def _tell(self, request: HttpRequest, changed: Iterable[Consent], done: str) -> None:
        consents = list(changed)
        for consent in consents:
            self.log_change(request, consent, f"{done}.")
        messages.success(request, f"{done}: {len(consents)}.")

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Looking is not ending: the operator's role decides, as for any change."""
        return request.user.has_perm("consent.change_consent")


def _to_balances(consent: Consent) -> Consent:
    accounts = list(consent.accounts.values_list("account_ref", flat=True))
    return operations.narrow(
        consent,
        scopes=[Scope.BALANCES],
        accounts=accounts,
        now=timezone.now(),
        channel=Channel.OPERATOR,
    )


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


@admin.register(Authorization)
class AuthorizationAdmin(ReadOnly):
    list_display = ["consent", "created_at", "redeemed_at", "ended_at"]
    search_fields = ["consent__public_id", "consent__customer__username"]
    list_select_related = ["consent"]
    fields = ["consent", "created_at", "redeemed_at", "ended_at"]


@admin.register(Receipt)
class ReceiptAdmin(ReadOnly):
    list_display = ["consent", "number", "event", "channel", "at"]
    list_filter = ["event", "channel"]
    search_fields = ["consent__public_id"]
    list_select_related = ["consent"]


@admin.register(PlatformIdentity)
class PlatformIdentityAdmin(ReadOnly):
    list_display = ["consent", "kind"]
    search_fields = ["consent__public_id"]
    list_select_related = ["consent"]
    fields = ["consent", "kind"]


@admin.register(VoicePass)
class VoicePassAdmin(ReadOnly):
    list_display = ["consent", "until"]
    search_fields = ["consent__public_id"]
    list_select_related = ["consent"]
    fields = ["consent", "until"]
