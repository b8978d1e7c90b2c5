"""Exact amounts for the ear and for the eye."""

from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import (
    NumberPattern,
    get_currency_name,
    get_currency_symbol,
    get_currency_unit_pattern,
)

from banking.money import Money, exponent

# Voices read "$1,234.50" as dollars and cents, and these three like it. Other signs ("CA$", "KWD")
# they spell, so those amounts are said with the currency's name.
_SIGNS_READ_ALOUD = frozenset("$£€¥")


def spoken(money: Money, locale: Locale) -> str:
    """The amount as a voice reads it best: ``$1,234.50``, ``1,234.50 Canadian dollars``.

    Raises:
        ValueError: It is negative; which side owes is a matter of words.

    """
    form = _form(locale, money.currency)
    if form.is_sign_read_aloud:
        return _applied(form.written, _plain(money), locale)
    amount = _plain(money)
    # "five point zero zero dinars" helps nobody.
    is_whole = amount == amount.to_integral_value()
    number = Decimal(int(amount)) if is_whole else amount
    text = _applied(form.whole if is_whole else form.plain, number, locale)
    pattern, name = _named(locale, money.currency, locale.plural_form(number))
    return pattern.format(text, name)


def written(money: Money, locale: Locale) -> str:
    """The amount as people write it: ``$1,234.50``.

    Raises:
        ValueError: It is negative; which side owes is a matter of words.

    """
    return _applied(_form(locale, money.currency).written, _plain(money), locale)


def whole(money: Money, locale: Locale, *, is_written: bool) -> str:
    """An amount of whole units without its decimals: ``$3,300``, ``3,300 Canadian dollars``.

    Raises:
        ValueError: It is negative; which side owes is a matter of words.

    """
    form = _form(locale, money.currency)
    if not (is_written or form.is_sign_read_aloud):
        # Said with the currency's name, whole amounts have no decimals anyway.
        return spoken(money, locale)
    return _applied(form.short, Decimal(int(_plain(money))), locale)


def currency_name(code: str, locale: Locale) -> str:
    """The currency's name, as of many: ``US dollars``."""
    return _named(locale, code, "other")[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    written: NumberPattern
    short: NumberPattern
    plain: NumberPattern
    whole: NumberPattern
    is_sign_read_aloud: bool


@lru_cache(maxsize=1024)
def _form(locale: Locale, currency: str) -> _Form:
    """The locale's patterns, with the decimals that banks count (ISO 4217), not CLDR's."""
    decimals = exponent(currency)
    sign = get_currency_symbol(currency, locale)
    return _Form(
        written=_with_sign(locale.currency_formats["standard"], sign, decimals),
        short=_with_sign(locale.currency_formats["standard"], sign, 0),
        plain=_with_decimals(locale.decimal_formats[None], decimals),
        whole=_with_decimals(locale.decimal_formats[None], 0),
        is_sign_read_aloud=sign in _SIGNS_READ_ALOUD,
    )


def _with_decimals(pattern: NumberPattern, decimals: int) -> NumberPattern:
    # Babel shares its patterns, so the change is made to a copy.
    own = copy(pattern)
    own.frac_prec = (decimals, decimals)
    return own


def _with_sign(pattern: NumberPattern, sign: str, decimals: int) -> NumberPattern:
    # Put in once: Babel looks up the sign and the name again for every amount, half of its time.
    own = _with_decimals(pattern, decimals)
    for affix in ("prefix", "suffix"):
        positive, negative = getattr(pattern, affix)
        setattr(own, affix, (positive.replace("¤", sign), negative.replace("¤", sign)))
    return own


@lru_cache(maxsize=1024)
def _named(locale: Locale, currency: str, plural: str) -> tuple[str, str]:
    # Babel takes a count, not a plural form; in every locale one of these has the form.
    count = next((n for n in (1, 0, 2, 3, 5, 11) if locale.plural_form(n) == plural), 100)
    return (
        get_currency_unit_pattern(currency, count=count, locale=locale),
        get_currency_name(currency, count=count, locale=locale),
    )


def _applied(pattern: NumberPattern, amount: Decimal, locale: Locale) -> str:
    # The amount has its currency's decimals already, so there is nothing to round.
    text: str = pattern.apply(amount, locale, decimal_quantization=False)
    return text


def _plain(money: Money) -> Decimal:
    if money.minor < 0:
        # Not the amount itself: it would reach a log.
        message = f"A negative amount in {money.currency} has no words of its own"
        raise ValueError(message)
    return money.amount
