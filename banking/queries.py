"""Reads, each bounded by a reach or by the customer herself."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import connection

from banking.connector import AccountStatus
from banking.facts import (
    AccountKind,
    AccountLabel,
    AccountReading,
    AccountRef,
    Balance,
    Freshness,
    Reading,
)
from banking.models import Account, Link, LinkState, User
from banking.money import Money
from banking.reach import Reach

_BALANCES = """
    SELECT account.public_id, account.name, account.last_digits, account.kind,
           balance.current_minor, balance.available_minor, balance.currency, balance.as_of,
           link.id, link.state, link.fetched_at, institution.fresh_for_s, institution.closed_until,
           customer.time_zone, institution.time_zone
      FROM banking_account account
      JOIN banking_link link ON link.id = account.link_id
      JOIN banking_institution institution ON institution.id = link.institution_id
      JOIN banking_user customer ON customer.id = link.customer_id
      LEFT JOIN banking_balance balance ON balance.account_id = account.id
     WHERE link.customer_id = %s AND link.state <> 'ended' AND account.status = 'open'
       AND account.public_id IN ({places})
     ORDER BY account.id
"""


def balances(reach: Reach, now: datetime) -> Reading:
    """The reach's open accounts with their balances, and how fresh they are.

    One statement; none for an empty reach.
    """
    if not reach.accounts:
        return Reading(accounts=(), time_zone="UTC")
    places = ", ".join(["%s"] * len(reach.accounts))
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES.format(places=places), [reach.customer, *reach.accounts])
        rows = cursor.fetchall()
    return Reading(
        accounts=tuple(_account(row, now) for row in rows),
        time_zone=_known(next((row[13] or row[14] for row in rows), "UTC")),
    )


def _account(row: Sequence[Any], now: datetime) -> AccountReading:
    label = AccountLabel(
        ref=AccountRef(row[0]), name=row[1], last_digits=row[2], kind=AccountKind(row[3])
    )
    return AccountReading(
        label=label, balance=_balance(label, *row[4:8]), link=_freshness(row[8:13], now)
    )


def _balance(
    label: AccountLabel,
    current_minor: int | None,
    available_minor: int | None,
    currency: str,
    as_of: datetime | None,
) -> Balance | None:
    if current_minor is None or as_of is None:
        return None
    return Balance(
        account=label,
        current=Money(minor=current_minor, currency=currency),
        available=None
        if available_minor is None
        else Money(minor=available_minor, currency=currency),
        as_of=_moment(as_of),
    )


def _freshness(row: Sequence[Any], now: datetime) -> Freshness:
    link, state, fetched_at, fresh_for_s, closed_until = row
    fetched_at = fetched_at and _moment(fetched_at)
    return Freshness(
        link=link,
        fetched_at=fetched_at,
        is_fresh=fetched_at is not None and now - fetched_at <= timedelta(seconds=fresh_for_s),
        is_open=state == LinkState.LIVE and (closed_until is None or _moment(closed_until) <= now),
        wants_customer=state == LinkState.NEEDS_CUSTOMER,
    )


def _moment(value: datetime) -> datetime:
    """SQLite hands its moments out naive; they are UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def accounts_of(customer: int) -> list[AccountLabel]:
    """The customer's own open accounts, for her eyes."""
    accounts = Account.objects.filter(
        link__customer=customer,
        link__state__in=[LinkState.LIVE, LinkState.NEEDS_CUSTOMER],
        status=AccountStatus.OPEN,
    )
    return [
        AccountLabel(
            ref=AccountRef(account.public_id),
            name=account.name,
            last_digits=account.last_digits,
            kind=AccountKind(account.kind),
        )
        for account in accounts.order_by("link", "pk")
    ]


def born_on(customer: int) -> date | None:
    """The customer's date of birth, if the bank told it."""
    return User.objects.values_list("born_on", flat=True).get(pk=customer)


def time_zone_of(customer: int) -> str:
    """The customer's time zone, or that of the institution she linked first, or UTC."""
    own = User.objects.values_list("time_zone", flat=True).get(pk=customer)
    links = Link.objects.filter(customer=customer).order_by("pk")
    return _known(own or links.values_list("institution__time_zone", flat=True).first() or "UTC")


def _known(time_zone: str) -> str:
    """A name that is none, however it came into a row, must not keep her from leaving."""
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"
    return time_zone
