"""Yes or no about balances, and amounts that are not said aloud: exact words, heard and shown."""

import dataclasses

import pytest

from assistant.intents import balance as topic
from assistant.platform import Card, Device, Reply
from assistant.speech import wording
from banking.facts import AccountKind
from banking.money import Money
from consent.privacy import Amounts
from consent.release import Balances, Side, Sign, Signs
from tests.assistant.released import NOW, balance, dollars, released, turn

CARD = AccountKind.CREDIT_CARD


def reply(
    monkeypatch: pytest.MonkeyPatch, answer: Balances | Signs, device: Device = Device.SPEAKER
) -> Reply:
    monkeypatch.setattr("consent.gateway.balances", lambda *_args, **_more: answer)
    return wording.reply(topic.answer(turn(device=device), NOW, 1.0), "en-US", {})


def signs(*told: tuple[str, Side], age_s: int = 0) -> Signs:
    facts = [(balance(name, 1, age_s=age_s), side) for name, side in told]
    return Signs(
        items=tuple(Sign(account=b.account, side=side, as_of=b.as_of) for b, side in facts),
        is_bank_silent=False,
        at=NOW,
        time_zone="America/New_York",
    )


def in_manner(manner: Amounts, answer: Balances) -> Balances:
    return dataclasses.replace(answer, manner=manner)


def test_every_side_has_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    sides = [(side.value.replace("_", " ").title(), side) for side in Side]
    heard = reply(monkeypatch, signs(*sides, ("Rainy Day", Side.HAS)))
    assert heard.speech == (
        "There is money in Has and Rainy Day. There is no money in Empty. You are overdrawn on"
        " Overdrawn. You are in credit on In Credit. You owe something on Owes. You owe nothing on"
        " Owes Nothing."
    )
    assert heard.card == Card(
        title="Your balances",
        text=(
            "Has: has money\nRainy Day: has money\nEmpty: no money\nOverdrawn: overdrawn\n"
            "In Credit: in credit\nOwes: something owed\nOwes Nothing: nothing owed"
        ),
    )


def test_a_sign_tells_that_the_bank_wants_her(monkeypatch: pytest.MonkeyPatch) -> None:
    old = signs(("Everyday", Side.HAS), age_s=3600)

    heard = reply(monkeypatch, dataclasses.replace(old, wants_customer=True))

    assert heard.speech.endswith(" For newer figures, sign in at your bank again.")


def test_an_old_sign_tells_its_age(monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise P6."""
    one = reply(monkeypatch, signs(("Everyday", Side.HAS), age_s=3600))
    both = signs(("Everyday", Side.HAS), ("Rainy Day", Side.EMPTY), age_s=3600)
    assert one.speech == "There is money in Everyday as of 1:30 PM today."
    assert reply(monkeypatch, both).speech == (
        "There is money in Everyday. There is no money in Rainy Day."
        " These figures are as of 1:30 PM today."
    )


def test_accounts_of_one_name_are_told_apart_by_their_digits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard = reply(monkeypatch, signs(("Gold", Side.OWES), ("Gold", Side.OWES)))
    assert heard.speech == (
        "You owe something on Gold ending in 1 2 3 4 and Gold ending in 1 2 3 4."
    )


def test_rounded_amounts_are_said_as_rounded(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = released(
        balance("Everyday", 330_000), balance("Red", -4_500), totals=(dollars(320_000),)
    )
    heard = reply(monkeypatch, in_manner(Amounts.ROUNDED, answer))
    assert heard.speech == (
        "You have about $3,300 in Everyday. You are overdrawn by about $45 in Red."
        " Together that is about $3,200."
    )
    assert heard.card == Card(
        title="Your balances",
        text="Everyday: about $3,300\nRed: about $45 overdrawn\nTogether: about $3,200",
    )


def test_nothing_is_not_about_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = in_manner(Amounts.ROUNDED, released(balance("Everyday", 0)))
    assert reply(monkeypatch, answer).speech == "You have $0 in Everyday."


def test_what_is_left_is_rounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """An available amount that rounds to the balance is not said twice."""
    spend = released(balance("Everyday", 330_000, available=320_000))
    same = released(balance("Everyday", 330_000, available=330_000))
    credit = released(balance("Gold", -91_000, CARD, available=510_000))
    heard = [reply(monkeypatch, in_manner(Amounts.ROUNDED, each)) for each in (spend, same, credit)]
    assert [each.speech for each in heard] == [
        "You have about $3,300 in Everyday. You can spend about $3,200.",
        "You have about $3,300 in Everyday.",
        "You owe about $910 on Gold. You have about $5,100 of credit left.",
    ]


def test_rounded_sums_by_currency(monkeypatch: pytest.MonkeyPatch) -> None:
    euros = [balance(name, 1_200, currency="EUR") for name in ("Euro", "Travel")]
    totals = (Money(minor=2_400, currency="EUR"),)
    answer = released(balance("Everyday", 330_000), *euros, totals=totals)
    heard = reply(monkeypatch, in_manner(Amounts.ROUNDED, answer))
    assert "Your accounts in euros come to about €24." in heard.speech


@pytest.mark.parametrize(
    ("device", "speech"),
    [
        (Device.SPEAKER, "I put it in this assistant's app, on your phone."),
        (Device.SCREEN, "I put it on your screen."),
        (Device.CHAT, "You have $1,234.50 in Everyday."),
    ],
)
def test_for_the_screen_alone_no_amount_is_said_aloud(
    monkeypatch: pytest.MonkeyPatch, device: Device, speech: str
) -> None:
    """What is written in a chat is the screen."""
    answer = in_manner(Amounts.SCREEN, released(balance("Everyday", 123_450)))
    heard = reply(monkeypatch, answer, device)
    assert (heard.speech, heard.card) == (
        speech,
        Card(title="Your balance", text="Everyday: $1,234.50"),
    )
