"""Single values of FDX: exact amounts, currencies, moments, dates, lines."""

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest

from banking.asking import values
from banking.connector import Unreadable
from banking.connectors.fdx import wire
from banking.money import Money


class Amount(msgspec.Struct):
    amount: Decimal


@pytest.mark.parametrize(
    ("digits", "minor"),
    [
        ("0.1", 10),
        ("1234.50", 123_450),
        ("1e2", 10_000),
        ("-0", 0),
        ("0.10000", 10),
        ("92233720368547758.07", 2**63 - 1),
        ('"19.99"', 1_999),
    ],
)
def test_it_reads_an_amount_to_the_last_digit(digits: str, minor: int) -> None:
    read = wire.decoded(f'{{"amount": {digits}}}'.encode(), Amount)

    assert values.money(read.amount, "USD") == Money(minor=minor, currency="USD")


def test_it_reads_more_digits_than_a_float_has() -> None:
    read = wire.decoded(b'{"amount": 90071992547409.93}', Amount)

    assert read.amount == Decimal("90071992547409.93")


@pytest.mark.parametrize(
    ("digits", "currency"),
    [
        ("0.001", "USD"),
        ("0.10000000000000000000000000000000000001", "USD"),
        ("1.5", "JPY"),
        ("92233720368547758.08", "USD"),
        ("NaN", "USD"),
        ("-Infinity", "USD"),
        # Each would take seconds, or raise what nobody expects, in exact arithmetic.
        ("1e999990", "USD"),
        ("1e99999999", "USD"),
    ],
)
def test_it_refuses_what_is_no_exact_sum(digits: str, currency: str) -> None:
    with pytest.raises(Unreadable, match=f"no exact sum of {currency}$"):
        values.money(Decimal(digits), currency)


@pytest.mark.parametrize("code", ["USD", "JPY", "KWD"])
def test_it_knows_a_currency(code: str) -> None:
    assert values.currency(code) == code


@pytest.mark.parametrize("code", [None, "", "usd", "ZZZ", "XXX", "XTS", "US", "https://miles.test"])
def test_it_refuses_an_unknown_currency(code: str | None) -> None:
    with pytest.raises(Unreadable, match="no currency"):
        values.currency(code)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-20T18:04:05.123Z", datetime(2026, 11, 20, 18, 4, 5, 123_000, UTC)),
        ("2026-11-20T18:04:05-05:00", datetime(2026, 11, 20, 23, 4, 5, tzinfo=UTC)),
        ("2026-11-20T18:04:05", datetime(2026, 11, 20, 18, 4, 5, tzinfo=UTC)),
        # Midnight would be the evening before in New York.
        ("2026-11-20", datetime(2026, 11, 20, 12, tzinfo=UTC)),
    ],
)
def test_it_reads_a_moment(text: str, moment: datetime) -> None:
    assert values.moment(text) == moment


@pytest.mark.parametrize("text", ["soon", "2026-13-01", "0001-01-01T00:00:00+14:00", "1732125600"])
def test_it_refuses_what_is_no_moment(text: str) -> None:
    with pytest.raises(Unreadable):
        values.moment(text)


@pytest.mark.parametrize(
    "text", ["2026-12-22", "2026-12-22T00:00:00Z", "2026-12-22T23:00:00-11:00"]
)
def test_it_takes_a_date_as_written(text: str) -> None:
    assert values.day(text) == date(2026, 12, 22)


def test_it_refuses_what_is_no_date() -> None:
    with pytest.raises(Unreadable):
        values.day("22/12/2026")


def test_it_makes_one_printable_line_of_a_text() -> None:
    assert values.line(" Corner\x00 Cafe\r\n\u202e 12 ", 11) == "Corner Cafe"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b'{"amount": "top secret"}', "breaks FDX at amount"),
        (b'{"amount": true}', "breaks FDX at amount"),
        (b"{}", "breaks FDX at amount"),
        (b'["top secret"]', "is no FDX Amount"),
        (b"<html>top secret</html>", "is no JSON"),
        (b'{"amount": 1', "is no JSON"),
        (b"", "is no JSON"),
        (b'{"note": "\xff", "amount": "\xff"}', "is no JSON"),
        (b'{"note": ' + b"[" * 100_000, "is no JSON"),
    ],
)
def test_it_tells_what_is_wrong_without_the_value(body: bytes, problem: str) -> None:
    with pytest.raises(Unreadable) as caught:
        wire.decoded(body, Amount)

    assert str(caught.value) == f"The bank's answer {problem}"
