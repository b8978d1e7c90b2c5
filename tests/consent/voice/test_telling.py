"""How loudly balances are told: what leaves the gateway for each choice."""

import json
from datetime import timedelta

import pytest

from banking.models import Link
from banking.money import Money
from consent import gateway
from consent.models import Disclosure
from consent.privacy import Amounts, Privacy
from consent.release import Balances, Refusal, Side, Signs, TurnNote, Wanted
from consent.scopes import Scope
from consent.voice.telling import rounded
from tests import people
from tests.people import NOW, Cast

NOTE = TurnNote(turn_id="turn-1", platform="alexa", device="speaker", topic="balance")


@pytest.mark.parametrize(
    ("minor", "currency", "told"),
    [
        (325_911, "USD", 330_000),
        (325_000, "USD", 320_000),
        (335_000, "USD", 340_000),
        (-98_765, "USD", -99_000),
        (99_950, "USD", 100_000),
        (4_530, "USD", 4_500),
        (4_550, "USD", 4_600),
        (780, "USD", 800),
        (50, "USD", 100),
        (1, "USD", 100),
        (-1, "USD", -100),
        (0, "USD", 0),
        (3_259, "JPY", 3_300),
        (3_259, "KWD", 3_000),
        (32_591_100, "KWD", 33_000_000),
        (2**63 - 1, "USD", 92 * 10**17),
    ],
)
def test_two_digits_count_and_no_fraction_of_a_whole_unit(
    minor: int, currency: str, told: int
) -> None:
    assert rounded(Money(minor=minor, currency=currency)) == Money(minor=told, currency=currency)


def ask(cast: Cast, amounts: Amounts, *extra: object) -> Balances | Signs | Refusal:
    accounts = [cast.everyday, cast.rainy_day, *extra]
    token = people.allow(
        cast.alice,
        cast.alexa,
        list(Scope),
        accounts,  # type: ignore[arg-type]  # accounts of hers
        privacy=Privacy(amounts=amounts),
    )
    return gateway.balances(token, Wanted(), note=NOTE, now=NOW, wait_s=0)


def test_rounded_nothing_exact_leaves(cast: Cast) -> None:
    """Promise P5: the total is the exact one's, rounded, and what can be spent is rounded too."""
    answer = ask(cast, Amounts.ROUNDED)
    assert isinstance(answer, Balances)
    told = [(each.current.minor, each.available and each.available.minor) for each in answer.items]
    assert told == [(120_000, 120_000), (1_000_000, None)]
    assert answer.totals == (Money(minor=1_100_000, currency="USD"),)
    assert answer.manner is Amounts.ROUNDED


def test_for_the_screen_it_stays_exact_and_says_so(cast: Cast) -> None:
    answer = ask(cast, Amounts.SCREEN)
    assert isinstance(answer, Balances)
    assert (answer.manner, answer.items[0].current.minor) == (Amounts.SCREEN, 123_450)


def test_yes_or_no_holds_no_amount_at_all(cast: Cast) -> None:
    """Promise P5."""
    link = Link.objects.get(customer=cast.alice)
    kinds = [("Empty", "checking", 0), ("Red", "checking", -1), ("Card", "credit_card", -5)]
    kinds += [("Paid", "credit_card", 0), ("Plus", "credit_card", 700)]
    extra = [people.account(link, name, kind, minor) for name, kind, minor in kinds]
    answer = ask(cast, Amounts.YES_NO, *extra)
    assert isinstance(answer, Signs)
    assert [(each.account.name, each.side) for each in answer.items] == [
        ("Everyday", Side.HAS),
        ("Rainy Day", Side.HAS),
        ("Empty", Side.EMPTY),
        ("Red", Side.OVERDRAWN),
        ("Card", Side.OWES),
        ("Paid", Side.OWES_NOTHING),
        ("Plus", Side.IN_CREDIT),
    ]
    assert "Money" not in repr(answer)
    assert answer.items[0].as_of == NOW - timedelta(seconds=60)


@pytest.mark.parametrize("amounts", Amounts)
def test_the_disclosure_says_how_it_was_told(cast: Cast, amounts: Amounts) -> None:
    ask(cast, amounts)
    assert json.loads(Disclosure.objects.get().content)["manner"] == amounts.value
