"""Balances, in whole sentences."""

import dataclasses

import pytest

from assistant.intents import balance as topic
from assistant.platform import Card, Slot
from assistant.speech import wording
from banking.facts import AccountKind, Balance
from banking.money import Money
from consent.release import Balances, Reason, Refusal, Wanted
from tests.assistant.released import NOW, FakeGateway, balance, dollars, kind, name, released, turn

CARD = AccountKind.CREDIT_CARD
LOAN = AccountKind.LOAN
SAVINGS = AccountKind.SAVINGS
EVERYDAY = balance("Everyday", 123450)
RAINY_DAY = balance("Rainy Day", 50000, SAVINGS)


def said(monkeypatch: pytest.MonkeyPatch, found: Balances | Refusal, locale: str = "en-US") -> str:
    FakeGateway(found).installed(monkeypatch)
    return wording.reply(topic.answer(turn(), NOW, 1.0), locale, {}).speech


@pytest.mark.parametrize(
    ("item", "speech"),
    [
        (EVERYDAY, "You have $1,234.50 in Everyday."),
        (balance("Everyday", 0), "You have $0.00 in Everyday."),
        (balance("Everyday", -2000), "You are overdrawn by $20.00 in Everyday."),
        (
            balance("Everyday", 123450, available=120000),
            "You have $1,234.50 in Everyday. You can spend $1,200.00.",
        ),
        (balance("Everyday", 123450, available=123450), "You have $1,234.50 in Everyday."),
        (
            balance("Everyday", 123450, available=-100),
            "You have $1,234.50 in Everyday. You can spend nothing from it.",
        ),
        (
            balance("Everyday", -2000, available=48000),
            "You are overdrawn by $20.00 in Everyday. You can spend $480.00.",
        ),
        (balance("Visa", -54321, CARD), "You owe $543.21 on Visa."),
        (balance("Visa", 0, CARD), "You owe nothing on Visa."),
        (balance("Visa", 500, CARD), "You are in credit by $5.00 on Visa."),
        (
            balance("Visa", -54321, CARD, available=400000),
            "You owe $543.21 on Visa. You have $4,000.00 of credit left.",
        ),
        (
            balance("Visa", -54321, CARD, available=0),
            "You owe $543.21 on Visa. You have no credit left.",
        ),
        (balance("New car", -1500000, LOAN, available=9), "You owe $15,000.00 on New car."),
        (balance("Tokyo", 50000, currency="JPY"), "You have ¥50,000 in Tokyo."),
        (
            balance("Kuwait", 1234567, currency="KWD"),
            "You have 1,234.567 Kuwaiti dinars in Kuwait.",
        ),
        (balance("Tom & <Jo> {x}", 100), "You have $1.00 in Tom & <Jo> {x}."),
    ],
)
def test_it_says_one_account(monkeypatch: pytest.MonkeyPatch, item: Balance, speech: str) -> None:
    assert said(monkeypatch, released(item)) == speech


@pytest.mark.parametrize(
    ("items", "totals", "speech"),
    [
        (
            [EVERYDAY, RAINY_DAY],
            [dollars(173450)],
            "You have $1,234.50 in Everyday and $500.00 in Rainy Day. Together that is $1,734.50.",
        ),
        (
            [balance("Visa", -54321, CARD), EVERYDAY, balance("Gold", 0, CARD), RAINY_DAY],
            [dollars(173450)],
            (
                "You have $1,234.50 in Everyday and $500.00 in Rainy Day. Together that is"
                " $1,734.50. You owe $543.21 on Visa and nothing on Gold."
            ),
        ),
        (
            [balance("Everyday", -60000), RAINY_DAY],
            [dollars(-10000)],
            (
                "You have $500.00 in Rainy Day. You are overdrawn by $600.00 in Everyday."
                " Together you are overdrawn by $100.00."
            ),
        ),
        (
            [EVERYDAY, RAINY_DAY, balance("Paris", 10000, currency="EUR")],
            [dollars(173450)],
            (
                "You have $1,234.50 in Everyday, $500.00 in Rainy Day, and €100.00 in Paris."
                " Your accounts in US dollars come to $1,734.50."
            ),
        ),
        (
            [
                EVERYDAY,
                RAINY_DAY,
                balance("Tokyo", 50000, currency="JPY"),
                balance("Osaka", -60000, currency="JPY"),
            ],
            [dollars(173450), Money(minor=-10000, currency="JPY")],
            (
                "You have $1,234.50 in Everyday, $500.00 in Rainy Day, and ¥50,000 in Tokyo."
                " You are overdrawn by ¥60,000 in Osaka."
                " Your accounts in US dollars come to $1,734.50."
                " Your accounts in Japanese yen are overdrawn by ¥10,000 together."
            ),
        ),
        (
            [EVERYDAY, balance("everyday", 100, digits="9876")],
            [dollars(123550)],
            (
                "You have $1,234.50 in Everyday ending in 1 2 3 4 and $1.00 in everyday ending in"
                " 9 8 7 6. Together that is $1,235.50."
            ),
        ),
    ],
)
def test_it_says_several_accounts(
    monkeypatch: pytest.MonkeyPatch, items: list[Balance], totals: list[Money], speech: str
) -> None:
    assert said(monkeypatch, released(*items, totals=tuple(totals))) == speech


@pytest.mark.parametrize(
    ("items", "speech"),
    [
        ([balance("A", 100, age_s=299)], "You have $1.00 in A."),
        ([balance("A", 100, age_s=300)], "You have $1.00 in A."),
        ([balance("A", 100, age_s=301)], "You have $1.00 in A as of 2:24 PM today."),
        (
            [balance("A", 100, age_s=301), balance("B", 200)],
            "You have $1.00 in A as of 2:24 PM today and $2.00 in B.",
        ),
        (
            [balance("A", 100, age_s=600), balance("B", 200, age_s=900)],
            "You have $1.00 in A as of 2:20 PM today and $2.00 in B as of 2:15 PM today.",
        ),
        (
            [balance("A", 100, age_s=600), balance("B", -200, CARD, age_s=600)],
            "You have $1.00 in A. You owe $2.00 on B. These figures are as of 2:20 PM today.",
        ),
    ],
)
def test_p6_it_says_the_age_of_old_figures(
    monkeypatch: pytest.MonkeyPatch, items: list[Balance], speech: str
) -> None:
    assert said(monkeypatch, released(*items)) == speech


def test_it_says_that_the_bank_was_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    found = released(balance("A", 100, age_s=86_400), is_bank_silent=True)

    assert said(monkeypatch, found) == (
        "You have $1.00 in A as of yesterday at 2:30 PM."
        " Your bank did not answer just now, so this may have changed."
    )


@pytest.mark.parametrize("is_silent", [True, False])
def test_it_says_what_she_can_do_where_her_bank_wants_her(
    monkeypatch: pytest.MonkeyPatch, *, is_silent: bool
) -> None:
    """Promise P10."""
    old = released(balance("A", 100, age_s=86_400), is_bank_silent=is_silent)

    assert said(monkeypatch, dataclasses.replace(old, wants_customer=True)) == (
        "You have $1.00 in A as of yesterday at 2:30 PM. For newer figures, sign in at your bank"
        " again."
    )


def test_it_speaks_as_the_locale_does(monkeypatch: pytest.MonkeyPatch) -> None:
    found = released(balance("A", 123450, age_s=600))

    assert said(monkeypatch, found, "en-GB") == (
        "You have 1,234.50 US dollars in A as of 14:20 today."
    )


def test_the_card_shows_the_same_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    items = (
        balance("Everyday", -123450, age_s=600),
        balance("Rainy Day", 50000, SAVINGS, currency="CAD"),
        balance("Visa", -54321, CARD),
    )
    FakeGateway(released(*items)).installed(monkeypatch)

    reply = wording.reply(topic.answer(turn(), NOW, 1.0), "en-US", {})

    text = (
        "Rainy Day: CA$500.00\n"
        "Everyday: $1,234.50 overdrawn (as of 2:20 PM today)\n"
        "Visa: $543.21 owed"
    )
    assert reply.card == Card(title="Your balances", text=text)


@pytest.mark.parametrize(
    ("slots", "wanted"),
    [
        ({}, Wanted()),
        (kind("checking"), Wanted(kind=AccountKind.CHECKING)),
        (name("Rainy Day"), Wanted(name="Rainy Day")),
        (name("Credit  Cards"), Wanted(kind=CARD)),
        ({"kind": Slot(said="current account")}, Wanted(kind=AccountKind.CHECKING)),
        ({"kind": Slot(said="piggy bank")}, Wanted(name="piggy bank")),
        ({"kind": Slot(said="piggy", value="pig")}, Wanted(name="piggy")),
        (kind("savings") | name("Rainy Day"), Wanted(kind=SAVINGS)),
        ({"kind": Slot(said="piggy")} | name("Rainy Day"), Wanted(name="Rainy Day")),
    ],
)
def test_it_wants_a_kind_before_a_name(slots: dict[str, Slot], wanted: Wanted) -> None:
    assert topic.wanted(turn(slots=slots)) == wanted


BANKS_SITE = "on your bank's website."
WHAT_CODE = "What is your voice code?"
REFUSALS = {
    Reason.NOT_LINKED: (
        "To hear about your accounts, please link your bank to this assistant in its app."
    ),
    Reason.EXPIRED: (
        "Your permission for this assistant has run out, so please link your bank again in its app."
    ),
    Reason.ENDED: (
        "This assistant may no longer tell you about your accounts, so if you want it to, please"
        " link your bank again in its app."
    ),
    Reason.PAUSED: f"You have paused this assistant, and you can let it go on again {BANKS_SITE}",
    Reason.SWITCHED_OFF: (
        "Your bank has switched this assistant off for now, so please use your bank's app or"
        " website."
    ),
    Reason.NOT_ALLOWED: (
        "You have not allowed this assistant to tell you balances, and you can change that"
        f" {BANKS_SITE}"
    ),
    Reason.VOICE_NOT_RECOGNISED: (
        "I did not recognise your voice, so please set up your voice in this assistant's app, or"
        " choose on your bank's website who may ask."
    ),
    Reason.CODE_NEEDED: f"First I need to know that it is you. {WHAT_CODE}",
    Reason.CODE_WRONG: (
        f"That is not your voice code, so please say it again, or set a new one {BANKS_SITE}"
        f" {WHAT_CODE}"
    ),
    Reason.CODE_LOCKED: (
        "Your voice code is locked because it was said wrong three times, so please set a new one"
        f" {BANKS_SITE}"
    ),
    Reason.CODE_NOT_SET: (
        "You asked for a voice code before I tell you this, and you have none yet, so please set"
        f" one {BANKS_SITE}"
    ),
    Reason.NO_SUCH_ACCOUNT: (
        "I did not find that account among those you share with this assistant, so ask for all"
        " your balances to hear which they are."
    ),
    Reason.NO_FIGURE_YET: (
        "Your bank has not given us a balance for that yet, so please ask again in a few minutes."
    ),
    Reason.TRY_AGAIN: "Something went wrong on our side, so please ask again in a moment.",
}


@pytest.mark.parametrize("reason", Reason)
def test_p10_each_refusal_is_one_sentence(monkeypatch: pytest.MonkeyPatch, reason: Reason) -> None:
    """Promise P10."""
    assert said(monkeypatch, Refusal(reason=reason)) == REFUSALS[reason]


@pytest.mark.parametrize("reason", Reason)
def test_only_what_linking_heals_asks_to_link(
    monkeypatch: pytest.MonkeyPatch, reason: Reason
) -> None:
    FakeGateway(Refusal(reason=reason)).installed(monkeypatch)

    reply = wording.reply(topic.answer(turn(), NOW, 1.0), "en-US", {})

    heals = {Reason.NOT_LINKED, Reason.EXPIRED, Reason.ENDED}
    asked = WHAT_CODE if reason in {Reason.CODE_NEEDED, Reason.CODE_WRONG} else None
    assert (reply.asks_to_link, reply.card, reply.reprompt) == (reason in heals, None, asked)
