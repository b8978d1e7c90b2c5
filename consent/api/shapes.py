"""What the app is told: names, last digits, dates and choices; never an amount."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from rest_framework import serializers

from consent import approval
from consent.models import Consent, ConsentAccount, ConsentQuerySet
from consent.operations import Difference
from consent.privacy import Amounts, AsksCode
from consent.scopes import Scope
from consent.states import EndReason, Operation, State

Shape = serializers.Serializer[Any]


class AssistantShape(Shape):
    name = serializers.CharField()
    vendor = serializers.CharField()
    terms = serializers.CharField(
        source="agreement_terms", help_text="What its vendor may do with an answer."
    )
    privacy_url = serializers.CharField(help_text="Where its vendor says what it does; or empty.")


class AccountShape(Shape):
    ref = serializers.CharField(help_text="The account's random id.")
    # The framework takes fields out of the class before it looks for its own `label` there.
    label = serializers.CharField(  # type: ignore[assignment]
        help_text="Its name and last digits."
    )


class ConsentAccountShape(AccountShape):
    ref = serializers.CharField(source="account_ref", help_text="The account's random id.")


class OwnAccountShape(AccountShape):
    label = serializers.CharField(source="masked", help_text="Its name and last digits.")


class PrivacyShape(Shape):
    amounts = serializers.ChoiceField(choices=Amounts.choices)
    says_merchants = serializers.BooleanField()
    only_my_voice = serializers.BooleanField()
    asks_code = serializers.ChoiceField(choices=AsksCode.choices)


class ScopeRows(serializers.ListField):
    """The kinds of fact of a consent, in their own order."""

    child = serializers.ChoiceField(choices=Scope.choices)

    def get_attribute(self, instance: Consent) -> list[str]:
        given = {row.scope for row in instance.scopes.all()}
        return [scope.value for scope in Scope if scope in given]


class ConsentShape(Shape):
    """What a customer allowed one assistant, as it is at this moment."""

    id = serializers.CharField(source="public_id")
    assistant = AssistantShape()
    purpose = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    is_live = serializers.BooleanField(help_text="Whether a question would be answered now.")
    end_reason = serializers.ChoiceField(choices=EndReason.choices, allow_null=True)
    scopes = ScopeRows()
    accounts = ConsentAccountShape(many=True)
    privacy = PrivacyShape(source="*")
    requested_at = serializers.DateTimeField()
    granted_at = serializers.DateTimeField(allow_null=True)
    paused_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    revision = serializers.IntegerField(help_text="Grows with every change; its ETag, too.")

    def to_representation(self, instance: Consent) -> dict[str, Any]:
        told = super().to_representation(instance)
        is_over = instance.granted_at and instance.is_expired(self.context["now"])
        if is_over and instance.state != State.ENDED:
            over = {"state": State.ENDED.value, "end_reason": EndReason.EXPIRED.value}
            told |= over | {"ended_at": told["expires_at"], "paused_at": None}
        return told | {"end_reason": told["end_reason"] or None}


def consents(customer: int | None, now: datetime) -> ConsentQuerySet:
    """The customer's own, with all that the shape reads; three statements however many."""
    accounts = Prefetch("accounts", ConsentAccount.objects.order_by("pk"))
    return (
        Consent.objects.of(customer)
        .select_related("assistant")
        .prefetch_related("scopes", accounts)
        .annotate(is_live=Exists(Consent.objects.live(now).filter(pk=OuterRef("pk"))))
    )


class AskedScopes(serializers.ListField):
    """The kinds of fact that a waiting link asks for."""

    child = serializers.ChoiceField(choices=Scope.choices)

    def get_attribute(self, instance: Consent) -> list[str]:
        asked = instance.asked.split()
        return [scope.value for scope in Scope if scope in asked]


class LinkShape(Shape):
    """A linking that waits for the customer's answer in the app."""

    id = serializers.CharField(source="public_id")
    assistant = AssistantShape()
    purpose = serializers.CharField()
    digits = serializers.SerializerMethodField(
        help_text="The two digits that the page shows, too; other ones mean another linking."
    )
    scopes = AskedScopes()
    requested_at = serializers.DateTimeField()
    answer_by = serializers.SerializerMethodField()

    def get_digits(self, consent: Consent) -> str:
        return approval.digits(consent)

    def get_answer_by(self, consent: Consent) -> datetime:
        return consent.requested_at + approval.ANSWERED_WITHIN


class DifferenceShape(Shape):
    """What a choice would change; nothing was changed yet."""

    operations = serializers.ListField(child=serializers.ChoiceField(choices=Operation.choices))
    added_scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.choices))
    removed_scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.choices))
    added_accounts = AccountShape(many=True)
    removed_accounts = AccountShape(many=True)
    expires_at = serializers.DateTimeField(allow_null=True, help_text="Null: as it is.")
    is_privacy_changed = serializers.BooleanField()
    needs_fresh_sign_in = serializers.BooleanField()
    revision = serializers.IntegerField(help_text="Of the consent that was compared with.")


def difference(consent: Consent, found: Difference, labels: Mapping[str, str]) -> dict[str, object]:
    """The difference as its shape reads it, everything in a fixed order."""

    def accounts(refs: frozenset[str]) -> list[dict[str, str]]:
        return [{"ref": ref, "label": labels[ref]} for ref in labels if ref in refs]

    return {
        "operations": sorted(found.operations),
        "added_scopes": [scope for scope in Scope if scope in found.added_scopes],
        "removed_scopes": [scope for scope in Scope if scope in found.removed_scopes],
        "added_accounts": accounts(found.added_accounts),
        "removed_accounts": accounts(found.removed_accounts),
        "expires_at": found.expires_at,
        "is_privacy_changed": found.privacy is not None,
        "needs_fresh_sign_in": found.needs_fresh_sign_in,
        "revision": consent.revision,
    }


class EndedShape(Shape):
    """What ended: the ids of the consents."""

    ended = serializers.ListField(child=serializers.CharField())
