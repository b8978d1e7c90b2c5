"""Exact amounts, in and out."""

from decimal import Decimal

import pytest

from banking.sandbox.amounts import JsonObject, converted, decimal, json_text, minor, quotient


def test_an_amount_is_a_json_number_digit_for_digit() -> None:
    payload: JsonObject = {
        "a": decimal(123_450, "USD"),
        "b": [decimal(-5, "EUR"), decimal(700, "JPY")],
    }

    assert json_text(payload) == '{"a":1234.50,"b":[-0.05,700]}'


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [
        ("-12.34", "USD", -1234),
        ("12.3", "USD", 1230),
        ("12", "JPY", 12),
        ("12.5", "JPY", None),
        ("1.234", "USD", None),
        ("1e3", "USD", None),
        ("NaN", "USD", None),
        ("", "USD", None),
    ],
)
def test_text_is_read_only_if_the_currency_can_express_it(
    text: str, currency: str, expected: int | None
) -> None:
    assert minor(text, currency) == expected


def test_halves_are_rounded_away_from_zero() -> None:
    assert [quotient(dividend, 2) for dividend in (3, -3, 4)] == [2, -2, 2]


def test_an_exchange_respects_both_exponents() -> None:
    assert converted(10_000, "JPY", "USD") == 6_700
    assert converted(1_400, "EUR", "USD") == 1_519


def test_other_values_are_written_as_json_writes_them() -> None:
    payload: JsonObject = {"ü": None, "t": True, "n": 1, "d": Decimal("1E+2")}

    assert json_text(payload) == '{"\\u00fc":null,"t":true,"n":1,"d":100}'
