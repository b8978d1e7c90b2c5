"""OFX's numbers and dates, as banks write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from banking.connector import Unreadable
from banking.connectors.ofx import figures


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("10.00", "10.00"),
        ("-10.5", "-10.5"),
        ("+10", "10"),
        ("10,50", "10.50"),
        ("-,5", "-0.5"),
        ("10.", "10"),
        ("0", "0"),
        ("1,234", "1.234"),
    ],
)
def test_decimals_follow_a_point_or_a_comma(text: str, amount: str) -> None:
    assert figures.amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["", "-", ".", "1,234.56", "1.234,56", "1 000", "1e3", "NaN", "$10", "10-", "\u0661", "1" * 21],
)
def test_grouped_and_other_numbers_are_none(text: str) -> None:
    with pytest.raises(Unreadable, match=r"^The bank gives an amount that is no number of OFX$"):
        figures.amount(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20261120", (2026, 11, 20, 12, 0, 0)),
        ("20261120000000", (2026, 11, 20, 12, 0, 0)),
        ("20261120000000.000[0:GMT]", (2026, 11, 20, 12, 0, 0)),
        ("20261120180405", (2026, 11, 20, 18, 4, 5)),
        ("202611201804", (2026, 11, 20, 18, 4, 0)),
        ("20261120180405.000", (2026, 11, 20, 18, 4, 5)),
        ("20261120180405.000[-5:EST]", (2026, 11, 20, 23, 4, 5)),
        ("20261120200000[-5:EST]", (2026, 11, 21, 1, 0, 0)),
        ("20261120000000[-5:EST]", (2026, 11, 20, 5, 0, 0)),
        ("20261120120000[+5.5:IST]", (2026, 11, 20, 6, 30, 0)),
        ("20261120120000 [2]", (2026, 11, 20, 10, 0, 0)),
    ],
)
def test_a_moment_has_its_own_offset_or_greenwichs(
    text: str, moment: tuple[int, int, int, int, int, int]
) -> None:
    assert figures.moment(text) == datetime(*moment, tzinfo=UTC)


def test_a_moment_may_have_a_fraction() -> None:
    assert figures.moment("20261120180405.123[0:GMT]").microsecond == 123_000


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026", "2026-11-20", "20261301", "20260230", "00000000"),
        *("20261120250000", "20261120180460", "20261120180405[EST]", "20261120180405[99]"),
        *(
            "20261120180405[-5",
            "000101010000[14]",
            "\u0662\u0660\u0662\u0666\u0661\u0661\u0662\u0660",
        ),
    ],
)
def test_what_is_no_date_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable, match=r"^The bank gives a date that is none of OFX$"):
        figures.moment(text)


def test_a_day_is_the_one_that_is_written() -> None:
    assert figures.day("20261201200000[-5:EST]") == date(2026, 12, 1)
    assert figures.day("") is None


def test_what_begins_with_no_day_is_unreadable() -> None:
    with pytest.raises(Unreadable, match=r"none of OFX$"):
        figures.day("1 Dec 2026")
