"""Leave that ends: which links want their customers, and the rows by which they are told of it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from banking.facts import BankNeed, BankNews, LinkedBank
from banking.models import BankNotice, Link, LinkedBy, LinkQuerySet, LinkState

# Long enough to come back from a holiday, short enough to be about something.
SOON = timedelta(days=14)
# As long as it is kept, the same is not told again.
KEEP = timedelta(days=400)


def need_of(link: Link, now: datetime) -> BankNeed | None:
    """Why the link wants its customer; never where it is the operator who links."""
    if link.institution.linked_by == LinkedBy.NUMBERS or link.state == LinkState.ENDED:
        return None
    if link.state == LinkState.NEEDS_CUSTOMER:
        return BankNeed.NOW
    if link.expires_at is None or link.expires_at > now + SOON:
        return None
    return BankNeed.SOON if link.expires_at > now else BankNeed.NOW


def banks_of(customer: int, now: datetime) -> list[LinkedBank]:
    """The customer's linked banks by name, for her own eyes."""
    links = Link.objects.filter(customer=customer).exclude(state=LinkState.ENDED)
    return [
        LinkedBank(
            ref=link.public_id,
            name=link.institution.name,
            need=need_of(link, now),
            ends_at=link.expires_at,
        )
        for link in links.select_related("institution").order_by("institution__name", "pk")
    ]


def note(now: datetime, *, batch: int = 200) -> int:
    """Writes a notice for each of the next links that want their customers; how many there were.

    Once for each end of leave, and for each time that the bank stopped letting us in.
    """
    ending = [
        BankNotice(link=link, need=BankNeed.SOON, ends_at=link.expires_at, created_at=now)
        for link in _ending(now).order_by("expires_at", "pk")[:batch]
    ]
    failed = [
        BankNotice(link=link, need=BankNeed.NOW, lease_token=link.lease_token, created_at=now)
        for link in _failed().order_by("pk")[:batch]
    ]
    # Another tick may have written the same a moment ago.
    BankNotice.objects.bulk_create([*ending, *failed], ignore_conflicts=True)
    return len(ending) + len(failed)


def _ending(now: datetime) -> LinkQuerySet:
    told = BankNotice.objects.filter(
        link=OuterRef("pk"), need=BankNeed.SOON, ends_at=OuterRef("expires_at")
    )
    # What ended long ago and still works is the bank's mistake, not hers.
    near = {"expires_at__gt": now - SOON, "expires_at__lte": now + SOON}
    return _of_customers().filter(~Exists(told), state=LinkState.LIVE, **near)


def _failed() -> LinkQuerySet:
    told = BankNotice.objects.filter(
        link=OuterRef("pk"), need=BankNeed.NOW, lease_token=OuterRef("lease_token")
    )
    return _of_customers().filter(~Exists(told), state=LinkState.NEEDS_CUSTOMER)


def _of_customers() -> LinkQuerySet:
    return Link.objects.exclude(institution__linked_by=LinkedBy.NUMBERS)


def take(now: datetime, *, batch: int = 200) -> list[BankNews]:
    """The next notices, marked as told; in the transaction of whoever tells them."""
    with transaction.atomic():
        open_ones = BankNotice.objects.filter(told_at=None).order_by("created_at", "pk")
        # SQLite locks nothing here: its transaction already is the only one that writes.
        taken = open_ones.select_for_update(skip_locked=True, of=("self",)).select_related("link")
        notices = list(taken[:batch])
        BankNotice.objects.filter(pk__in=[each.pk for each in notices]).update(told_at=now)
    return [
        BankNews(
            key=f"bank:{notice.pk}",
            customer=notice.link.customer_id,
            link=notice.link.public_id,
            need=BankNeed(notice.need),
            ends_at=notice.ends_at,
        )
        for notice in notices
    ]


def forget(now: datetime) -> int:
    """Deletes notices that were told long ago; how many there were."""
    deleted, _ = BankNotice.objects.filter(told_at__lt=now - KEEP).delete()
    return deleted
