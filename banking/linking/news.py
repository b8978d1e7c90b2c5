"""What others are to be told of links: banks by the ticks, customers by the layer above."""

from datetime import datetime

from banking.facts import BankNews
from banking.linking import expiry, farewells, visits


def pass_on(now: datetime, *, within_s: float = 2) -> None:
    """Tells banks that their leave is over, for as many seconds; deletes what is of no use."""
    farewells.tell_due(now, within_s=within_s)
    visits.forget(now)
    expiry.forget(now)


def take(now: datetime) -> list[BankNews]:
    """What customers are to be told next; in the transaction of whoever tells them."""
    expiry.note(now)
    return expiry.take(now)
