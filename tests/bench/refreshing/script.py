"""The bare script: the same requests, and one hand-written statement for each table.

It has no lease, no fence, no history, no checks: what is fetched is upserted. Prints seconds.
``python -m tests.bench.refreshing.script BANK DATABASE FIRST COUNT``
"""

import json
import sys
import time
from datetime import datetime
from decimal import Decimal
from typing import Any

import httpx
import psycopg

from tests.bench.refreshing.bank import SECRET

_ACCOUNTS = """
    INSERT INTO banking_account
        (public_id, link_id, bank_id, name, last_digits, kind, currency, status, problem)
    VALUES (%s, %s, %s, %s, %s, 'checking', %s, 'open', '')
    ON CONFLICT (link_id, bank_id) DO UPDATE SET name = excluded.name
    RETURNING id
"""
_BALANCES = """
    INSERT INTO banking_balance (account_id, current_minor, available_minor, currency, as_of)
    VALUES (%s, %s, %s, %s, now())
    ON CONFLICT (account_id) DO UPDATE SET current_minor = excluded.current_minor,
        available_minor = excluded.available_minor, as_of = excluded.as_of
"""
_TRANSACTIONS = """
    INSERT INTO banking_transaction
        (account_id, bank_id, status, amount_minor, currency, original_currency, happened_at,
         posted_at, description, merchant, bank_merchant, category, bank_category, is_missed)
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::text[],
        %s::text[], %s::timestamptz[], %s::timestamptz[], %s::text[], %s::text[], %s::text[],
        %s::text[], %s::text[], %s::bool[])
    ON CONFLICT (account_id, bank_id) DO UPDATE SET status = excluded.status,
        amount_minor = excluded.amount_minor, happened_at = excluded.happened_at,
        posted_at = excluded.posted_at, description = excluded.description,
        merchant = excluded.merchant, category = excluded.category
"""


def minor(amount: Decimal) -> int:
    return int(amount * 100)


def fetch(client: httpx.Client, bank: str, number: int) -> list[tuple[Any, list[Any]]]:
    """The customer's accounts, each with its movements."""
    form = {"grant_type": "client_credentials", "customer_number": str(number)}
    bought = client.post(f"{bank}/token", data=form, auth=("sayso", SECRET)).json()
    headers = {"Authorization": f"Bearer {bought['access_token']}"}
    base = f"{bank}/more/fdx/v6/accounts"
    asked = {"resultType": "details", "limit": "100"}
    listed = client.get(base, params=asked, headers=headers).text
    found = []
    for account in json.loads(listed, parse_float=Decimal)["accounts"]:
        url = f"{base}/{account['accountId']}/transactions"
        since = {"startTime": "2026-01-01", "limit": "100"}
        text = client.get(url, params=since, headers=headers).text
        found.append((account, json.loads(text, parse_float=Decimal)["transactions"]))
    return found


def store(connection: psycopg.Connection, link: int, found: list[tuple[Any, list[Any]]]) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        rows = []
        for account, movements in found:
            name = account["nickname"]
            told = (f"{link}-{account['accountId']}", link, account["accountId"], name)
            cursor.execute(_ACCOUNTS, (*told, account["accountNumberDisplay"][-4:], "USD"))
            [pk] = cursor.fetchone() or [0]
            balance = minor(account["currentBalance"])
            cursor.execute(_BALANCES, (pk, balance, balance, "USD"))
            rows += [
                (
                    pk,
                    each["transactionId"],
                    "posted",
                    -minor(each["amount"]),
                    "USD",
                    "",
                    datetime.fromisoformat(each["transactionTimestamp"]),
                    datetime.fromisoformat(each["postedTimestamp"]),
                    each["description"],
                    each["payee"],
                    each["payee"],
                    "other",
                    each["category"],
                    False,
                )
                for each in movements
            ]
        cursor.execute(_TRANSACTIONS, [list(column) for column in zip(*rows, strict=True)])


def main(bank: str, database: str, first: int, count: int) -> float:
    with httpx.Client(timeout=10) as client, psycopg.connect(database) as connection:
        store(connection, first, fetch(client, bank, first))
        began = time.perf_counter()
        for link in range(first, first + count):
            store(connection, link, fetch(client, bank, link))
        return time.perf_counter() - began


if __name__ == "__main__":
    print(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))  # noqa: T201
