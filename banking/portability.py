"""Everything banking holds about one customer, for her own archive; no secret is part of it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db.models import QuerySet

from banking.facts import Table
from banking.models import Account, Balance, Document, Due, Link, Refresh, Transaction, User
from banking.money import Money

# Rows in memory at a time, however many there are.
_CHUNK = 1000


def tables(customer: int) -> Iterator[Table]:
    """The customer's rows, a table at a time; nothing is read before its rows are asked for.

    Left out: password, the seeds and keys of second factors, and what opens her bank's door to us.
    """
    yield from _person(customer)
    yield from _links(customer)
    yield from _figures(customer)


def _person(customer: int) -> Iterator[Table]:
    yield _table(
        "person",
        User.objects.filter(pk=customer),
        **_same("public_id username email first_name last_name born_on language time_zone"),
        **_same("date_joined last_login is_active is_staff"),
    )
    yield _table(
        "email_addresses",
        EmailAddress.objects.filter(user=customer),
        **_same("email verified primary"),
    )
    yield _table(
        "sign_in_means",
        Authenticator.objects.filter(user=customer),
        kind="type",
        name="data__name",
        **_same("created_at last_used_at"),
    )
    yield _table(
        "sessions",
        UserSession.objects.filter(user=customer),
        **_same("created_at last_seen_at ip user_agent"),
    )
    if apps.is_installed("allauth.socialaccount"):
        yield _provider(customer)


def _provider(customer: int) -> Table:
    # Its models cannot be imported where the bank has no provider of its own.
    from allauth.socialaccount.models import SocialAccount  # noqa: PLC0415

    return _table(
        "sign_in_at_the_bank",
        SocialAccount.objects.filter(user=customer),
        **_same("provider uid date_joined last_login extra_data"),
    )


def _links(customer: int) -> Iterator[Table]:
    yield _table(
        "links",
        Link.objects.filter(customer=customer),
        link="public_id",
        institution="institution__name",
        standard="institution__standard",
        **_same("reference state created_at ended_at expires_at"),
        **_same("fetched_at next_refresh_at last_problem"),
    )
    yield _table(
        "documents",
        Document.objects.filter(link__customer=customer),
        link="link__public_id",
        sha256="digest",
        **_same("received_at stored_at"),
    )
    yield _table(
        "refreshes",
        Refresh.objects.filter(link__customer=customer),
        link="link__public_id",
        **_same("started_at took is_interactive outcome accounts transactions"),
        **_same("added changed removed"),
    )


def _figures(customer: int) -> Iterator[Table]:
    yield _table(
        "accounts",
        Account.objects.filter(link__customer=customer),
        account="public_id",
        link="link__public_id",
        **_same("bank_id name last_digits kind currency status problem disagrees_since"),
    )
    hers = {"account__link__customer": customer}
    yield _money(
        "balances",
        Balance.objects.filter(**hers),
        {"current": "currency", "available": "currency"},
        account="account__public_id",
        current="current_minor",
        available="available_minor",
        **_same("currency as_of"),
    )
    yield _money(
        "transactions",
        Transaction.objects.filter(**hers),
        {"amount": "currency", "original_amount": "original_currency"},
        account="account__public_id",
        amount="amount_minor",
        currency="currency",
        original_amount="original_minor",
        **_same("original_currency bank_id status happened_at posted_at"),
        **_same("description merchant bank_merchant category bank_category"),
    )
    yield _money(
        "dues",
        Due.objects.filter(**hers),
        {"minimum": "currency", "statement": "currency"},
        account="account__public_id",
        minimum="minimum_minor",
        statement="statement_minor",
        currency="account__currency",
        **_same("due_on statement_on"),
    )


def _same(names: str) -> dict[str, str]:
    """Columns that are called as their fields are."""
    return {name: name for name in names.split()}


def _table(name: str, rows: QuerySet[Any, Any], /, **columns: str) -> Table:
    listed = rows.order_by("pk").values_list(*columns.values())
    return Table(name=name, columns=tuple(columns), rows=listed.iterator(chunk_size=_CHUNK))


def _money(
    name: str, rows: QuerySet[Any, Any], currencies: Mapping[str, str], /, **columns: str
) -> Table:
    """A table in which some columns are amounts, each in the currency of another column."""
    raw = _table(name, rows, **columns)
    places = [(raw.columns.index(a), raw.columns.index(b)) for a, b in currencies.items()]
    return Table(name=name, columns=raw.columns, rows=_exact(raw.rows, places))


def _exact(
    rows: Iterable[tuple[Any, ...]], places: Iterable[tuple[int, int]]
) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        values = list(row)
        for amount, currency in places:
            if row[amount] is not None:
                values[amount] = Money(minor=row[amount], currency=row[currency]).amount
        yield tuple(values)
