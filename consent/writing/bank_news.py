"""What banking has to tell a customer of a bank that she linked, as rows of the outbox."""

from datetime import datetime

from django.db import transaction

from banking.facts import BankNeed, LinkedBank
from consent import gateway
from consent.models import Notice


@transaction.atomic
def write(now: datetime) -> int:
    """Writes the next of it as notices; how many there were."""
    found = gateway.take_bank_news(now)
    Notice.objects.bulk_create(
        (
            Notice(
                customer_id=each.customer,
                kind=Notice.Kind.BANK,
                topic=each.need.value,
                key=each.key,
                bank_link=each.link,
                ends_at=each.ends_at,
                created_at=now,
            )
            for each in found
        ),
        ignore_conflicts=True,
    )
    return len(found)


def bank_of(notice: Notice, now: datetime) -> LinkedBank | None:
    """The linked bank that a notice is about, if it still wants what the notice says."""
    for bank in gateway.own_banks(notice.customer, now):
        if bank.ref == notice.bank_link and _wants(bank, notice):
            return bank
    return None


def _wants(bank: LinkedBank, notice: Notice) -> bool:
    if notice.topic == BankNeed.NOW.value:
        return bank.need is BankNeed.NOW
    return bank.need is not None and bank.ends_at == notice.ends_at
