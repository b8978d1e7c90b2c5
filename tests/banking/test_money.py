"""Money is exact, or it is not money."""

from decimal import Decimal

import pytest

from banking.money import Money, MoneyError, exponent

LARGEST = 2**63 - 1


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.34", "USD", 1234),
        ("-0.01", "USD", -1),
        ("12.340", "USD", 1234),
        ("1234", "JPY", 1234),
        ("1.234", "KWD", 1234),
        ("1.2345", "CLF", 12345),
        ("0", "USD", 0),
        ("1E+2", "USD", 10_000),
        ("92233720368547758.07", "USD", LARGEST),
        ("-92233720368547758.07", "USD", -LARGEST),
    ],
)
def test_an_exact_amount_is_kept_to_its_last_minor_unit(
    amount: str, currency: str, minor: int
) -> None:
    assert Money.exact(Decimal(amount), currency) == Money(minor=minor, currency=currency)


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("0.001", "USD"),
        ("0.5", "JPY"),
        ("1.2345", "KWD"),
        ("NaN", "USD"),
        ("sNaN", "USD"),
        ("Infinity", "USD"),
        ("-Infinity", "USD"),
        ("92233720368547758.08", "USD"),
        ("1E+999999", "USD"),
        ("1E-999999", "USD"),
        ("1E+900000", "USD"),
        ("1." + "0" * 60 + "1", "USD"),
        ("9" * 60, "USD"),
    ],
)
def test_what_is_not_exact_is_refused_without_saying_the_amount(amount: str, currency: str) -> None:
    with pytest.raises(MoneyError) as caught:
        Money.exact(Decimal(amount), currency)

    assert amount not in str(caught.value)


@pytest.mark.parametrize("currency", ["", "usd", "US", "USDX", "US1", "USD\n", "ÜSD"])
def test_what_is_no_currency_is_refused(currency: str) -> None:
    with pytest.raises(MoneyError):
        Money.exact(Decimal(1), currency)


@pytest.mark.parametrize(
    ("currency", "decimals"), [("USD", 2), ("JPY", 0), ("ISK", 0), ("IQD", 3), ("UYW", 4)]
)
def test_the_exponent_is_that_of_iso_4217(currency: str, decimals: int) -> None:
    assert exponent(currency) == decimals


@pytest.mark.parametrize(
    ("minor", "currency", "amount"),
    [
        (-5, "USD", "-0.05"),
        (5, "JPY", "5"),
        (5, "BHD", "0.005"),
        (LARGEST, "USD", "92233720368547758.07"),
    ],
)
def test_the_amount_has_the_currencys_own_decimals(minor: int, currency: str, amount: str) -> None:
    assert str(Money(minor=minor, currency=currency).amount) == amount


def test_amounts_of_one_currency_add_up() -> None:
    total = Money(minor=1, currency="USD") + -Money(minor=3, currency="USD")

    assert total == Money(minor=-2, currency="USD")
    assert abs(total) == Money(minor=2, currency="USD")


def test_amounts_of_two_currencies_do_not() -> None:
    with pytest.raises(MoneyError):
        Money(minor=1, currency="USD") + Money(minor=1, currency="EUR")
