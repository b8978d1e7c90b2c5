"""What the app sends of a customer's choice, held against what she was offered."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from consent import gateway
from consent.api.strict import OneOf, Strict, Switch, Text
from consent.forms import DURATION_LABELS, Offer
from consent.models import Consent, VoiceCode
from consent.operations import Choice
from consent.privacy import Amounts, AsksCode, Privacy
from consent.scopes import OFFERED, Scope

_DAYS = list(DURATION_LABELS.items())


class PrivacyChoice(Strict):
    """How loudly it may be told; all of it, so that nothing is chosen by being left out."""

    amounts = OneOf(choices=Amounts.choices)
    says_merchants = Switch()
    only_my_voice = Switch()
    asks_code = OneOf(choices=AsksCode.choices)


class GrantChoice(Strict):
    """Kinds of fact, accounts by ref, days, and how loudly."""

    scopes = serializers.ListField(child=OneOf(choices=Scope.choices), max_length=len(Scope))
    accounts = serializers.ListField(child=Text(max_length=22), max_length=200)
    days = OneOf(choices=_DAYS)
    privacy = PrivacyChoice()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        offer: Offer = self.context["offer"]
        wrong: dict[str, Any] = {}
        if not set(attrs["scopes"]) <= {scope.value for scope in offer.scopes}:
            wrong["scopes"] = _("This was not offered.")
        if not offer.accounts.keys() >= set(attrs["accounts"]):
            wrong["accounts"] = _("This is none of your accounts.")
        if attrs["privacy"]["asks_code"] != AsksCode.NEVER and not offer.has_voice_code:
            wrong["privacy"] = {"asks_code": _("You have no voice code yet. Set one first.")}
        if wrong:
            raise serializers.ValidationError(wrong)
        return attrs


class ChangeChoice(GrantChoice):
    """The same; without days it ends when it does."""

    days = OneOf(choices=_DAYS, allow_null=True)


def choice(data: object, offer: Offer, shape: type[GrantChoice]) -> Choice:
    """The choice in a body.

    Raises:
        ValidationError: It is none, or beyond what is offered.

    """
    read = shape(data=data, context={"offer": offer})
    read.is_valid(raise_exception=True)
    chosen = read.validated_data
    told = chosen["privacy"]
    return Choice(
        scopes=frozenset(Scope(name) for name in chosen["scopes"]),
        accounts={ref: offer.accounts[ref] for ref in dict.fromkeys(chosen["accounts"])},
        days=chosen["days"],
        privacy=Privacy(
            amounts=Amounts(told["amounts"]),
            says_merchants=told["says_merchants"],
            only_my_voice=told["only_my_voice"],
            asks_code=AsksCode(told["asks_code"]),
        ),
    )


def asked(consent: Consent, customer: AbstractBaseUser) -> Offer:
    """What a waiting link asks for, of the accounts she has."""
    names = consent.asked.split()
    return _offer(consent, customer, [scope for scope in Scope if scope in names], {})


def changeable(consent: Consent, customer: AbstractBaseUser) -> Offer:
    """What a consent has, and what can be added to it."""
    has = {row.scope for row in consent.scopes.all()}
    labels = {row.account_ref: row.label for row in consent.accounts.all()}
    return _offer(consent, customer, [s for s in Scope if s in OFFERED or s in has], labels)


def _offer(
    consent: Consent, customer: AbstractBaseUser, scopes: Iterable[Scope], labels: dict[str, str]
) -> Offer:
    own = {str(label.ref): label.masked for label in gateway.own_accounts(customer)}
    return Offer(
        scopes=tuple(scopes),
        accounts=own | labels,
        platform=consent.assistant.platform,
        has_voice_code=VoiceCode.objects.filter(customer=customer.pk).exists(),
    )
