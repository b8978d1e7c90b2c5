"""A bank that costs next to nothing: FDX 6 as prepared bytes, one customer like the other.

``/known`` serves what the links know already, ``/more`` ten movements on top of it. Started by
``python -m tests.bench.refreshing.bank PORT``.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

ACCOUNTS, KNOWN, NEW = 3, 200, 10
BALANCE = 50_000
SECRET = "not a secret"
# Stands for the customer's number in the prepared answers, as long as the longest of them.
_NUMBER = b"{N}"
_ACCOUNT = re.compile(
    r"/(?P<set>known|more)/fdx/v6/accounts/(?P<account>\d)-(?P<number>\d+)/transactions\Z"
)

_Start = Callable[[str, list[tuple[str, str]]], object]


def _balance(name: str, place: int) -> float:
    """What is left of it after the movements that the links do not know yet."""
    known = _share(KNOWN, place)
    new = range(known, _share(KNOWN + NEW, place)) if name == "more" else ()
    return BALANCE - sum(1.25 + number for number in new)


def _accounts(name: str) -> bytes:
    listed = [
        {
            "accountCategory": "DEPOSIT_ACCOUNT",
            "accountType": "CHECKING",
            "accountId": f"{place}-{{N}}",
            "accountNumberDisplay": "****1234",
            "nickname": "Everyday",
            "status": "OPEN",
            "currency": {"currencyCode": "USD"},
            "currentBalance": _balance(name, place),
            "availableBalance": _balance(name, place),
        }
        for place in range(ACCOUNTS)
    ]
    return json.dumps({"page": {}, "links": {}, "accounts": listed}).encode()


def _movements(place: int, count: int) -> bytes:
    now = datetime.now(UTC).replace(microsecond=0)
    listed = [
        {
            "transactionId": f"t-{place}-{number}",
            "transactionTimestamp": (now - timedelta(hours=number + 1)).isoformat(),
            "postedTimestamp": (now - timedelta(hours=number)).isoformat(),
            "description": f"CARD PURCHASE 00{number} BLUE CUP NEW YORK NY",
            "payee": "BLUE CUP 0042",
            "category": "5814",
            "debitCreditMemo": "DEBIT",
            "status": "POSTED",
            "amount": 1.25 + number,
        }
        for number in range(count)
    ]
    return json.dumps({"page": {}, "links": {}, "transactions": listed}).encode()


def _share(count: int, place: int) -> int:
    """So many of all movements belong to the account at the place."""
    return count // ACCOUNTS + (place < count % ACCOUNTS)


_LISTED = {f"/{name}/fdx/v6/accounts": _accounts(name) for name in ("known", "more")}
_TRANSACTIONS = {
    (name, place): _movements(place, _share(count, place))
    for name, count in {"known": KNOWN, "more": KNOWN + NEW}.items()
    for place in range(ACCOUNTS)
}


def _answer(method: str, path: str, environ: dict[str, object]) -> bytes | None:
    if method == "POST" and path == "/token":
        body = environ["wsgi.input"].read()  # type: ignore[attr-defined]
        number = body.rpartition(b"customer_number=")[2]
        return b'{"access_token": "%s", "token_type": "Bearer"}' % number
    asked = _ACCOUNT.match(path)
    if asked:
        return _TRANSACTIONS[asked["set"], int(asked["account"])]
    number = str(environ.get("HTTP_AUTHORIZATION", "")).removeprefix("Bearer ").encode()
    return _LISTED[path].replace(_NUMBER, number) if path in _LISTED else None


def application(environ: dict[str, object], start: _Start) -> Iterable[bytes]:
    """WSGI."""
    body = _answer(str(environ["REQUEST_METHOD"]), str(environ["PATH_INFO"]), environ)
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body or b"")))]
    start("404 Not Found" if body is None else "200 OK", headers)
    return [body or b""]


def main(port: int) -> None:
    from granian.constants import Interfaces  # noqa: PLC0415 - whoever imports us needs no server
    from granian.server import Server  # noqa: PLC0415

    Server(
        "tests.bench.refreshing.bank:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=2,
        log_enabled=False,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
