"""Amounts, exact, for the ear and for the eye."""

import pytest

from assistant.speech import locales, money
from banking.money import Money


@pytest.mark.parametrize(
    ("tag", "minor", "currency", "spoken", "written"),
    [
        ("en-US", 123450, "USD", "$1,234.50", "$1,234.50"),
        ("en-US", 5, "USD", "$0.05", "$0.05"),
        ("en-US", 2**63 - 1, "USD", "$92,233,720,368,547,758.07", "$92,233,720,368,547,758.07"),
        ("en-US", 50000, "JPY", "¥50,000", "¥50,000"),
        ("en-US", 100, "CAD", "1 Canadian dollar", "CA$1.00"),
        ("en-US", 150, "CAD", "1.50 Canadian dollars", "CA$1.50"),
        ("en-US", 20000, "CAD", "200 Canadian dollars", "CA$200.00"),
        ("en-US", 1234567, "KWD", "1,234.567 Kuwaiti dinars", "KWD1,234.567"),
        # CLDR writes no decimals here, banks count three.
        ("en-US", 1234, "IQD", "1.234 Iraqi dinars", "IQD1.234"),
        ("en-GB", 123450, "GBP", "£1,234.50", "£1,234.50"),
        ("en-GB", 123450, "USD", "1,234.50 US dollars", "US$1,234.50"),
        ("en-CA", 123450, "CAD", "$1,234.50", "$1,234.50"),
        ("en-IN", 12345678, "USD", "$1,23,456.78", "$1,23,456.78"),
        ("en-US", 123, "XYZ", "1.23 XYZ", "XYZ1.23"),
        # English words, so English numbers.
        ("de-DE", 123450, "USD", "$1,234.50", "$1,234.50"),
        ("en-ZZZZ", 123450, "USD", "$1,234.50", "$1,234.50"),
        ("../../etc", 123450, "USD", "$1,234.50", "$1,234.50"),
        ("", 123450, "USD", "$1,234.50", "$1,234.50"),
    ],
)
def test_it_is_exact(tag: str, minor: int, currency: str, spoken: str, written: str) -> None:
    locale = locales.of(tag)
    amount = Money(minor=minor, currency=currency)

    assert (money.spoken(amount, locale), money.written(amount, locale)) == (spoken, written)


@pytest.mark.parametrize("form", [money.spoken, money.written])
@pytest.mark.parametrize("currency", ["USD", "CAD"])
def test_it_refuses_a_minus_and_keeps_the_amount_to_itself(form: object, currency: str) -> None:
    assert callable(form)

    with pytest.raises(ValueError, match=rf"A negative amount in {currency} has no words") as error:
        form(Money(minor=-98765, currency=currency), locales.of("en-US"))

    assert "987" not in str(error.value)


@pytest.mark.parametrize(
    ("tag", "minor", "currency", "spoken", "written"),
    [
        ("en-US", 330_000, "USD", "$3,300", "$3,300"),
        ("en-US", 0, "USD", "$0", "$0"),
        ("en-US", 3_300, "JPY", "¥3,300", "¥3,300"),
        ("en-US", 330_000, "CAD", "3,300 Canadian dollars", "CA$3,300"),
        ("en-US", 100, "CAD", "1 Canadian dollar", "CA$1"),
        ("en-US", 3_300_000, "KWD", "3,300 Kuwaiti dinars", "KWD3,300"),
    ],
)
def test_whole_amounts_have_no_decimals_that_would_look_exact(
    tag: str, minor: int, currency: str, spoken: str, written: str
) -> None:
    amount, locale = Money(minor=minor, currency=currency), locales.of(tag)

    said = money.whole(amount, locale, is_written=False)

    assert (said, money.whole(amount, locale, is_written=True)) == (spoken, written)


def test_a_negative_whole_amount_has_no_words_either() -> None:
    with pytest.raises(ValueError, match="USD has no words"):
        money.whole(Money(minor=-100, currency="USD"), locales.of("en-US"), is_written=True)
