"""Which assistants hear of which accounts: for pages of layers that know no assistant."""

from collections.abc import Collection

from django import template
from django.db.models import Q
from django.utils import timezone

from consent.models import Consent
from consent.states import State

register = template.Library()


@register.simple_tag(takes_context=True)
def assistants_hearing(context: template.Context, refs: Collection[str]) -> list[str]:
    """The assistants that the signed-in customer allowed to hear of one of these accounts."""
    standing = Q(state__in=[State.LIVE, State.PAUSED], expires_at__gt=timezone.now())
    hers = Consent.objects.of(context["request"].user.pk).filter(
        standing, accounts__account_ref__in=list(refs)
    )
    return sorted(set(hers.values_list("assistant__name", flat=True)))
