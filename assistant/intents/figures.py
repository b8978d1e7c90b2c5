"""Released balances as phrases: who has, who owes, what that is together, and how old it is."""

from collections import Counter
from collections.abc import Iterator, Mapping

from assistant.platform import Device
from assistant.speech import freshness
from assistant.speech.answer import Age, Answer, Currency, Digits, Phrase, Value, Whole
from banking.facts import DEBTS, AccountKind, AccountLabel, Balance
from banking.money import Money
from consent.privacy import Amounts
from consent.release import Balances, Sign, Signs

TOPIC = "balance"
_FIGURE = frozenset({"amount", "account"})
PHRASES: Mapping[str, frozenset[str]] = {
    "title_one": frozenset(),
    "title_many": frozenset(),
    "on_screen": frozenset(),
    "in_app": frozenset(),
    "about": frozenset({"amount"}),
    "account_with_digits": frozenset({"name", "digits"}),
    **dict.fromkeys(("have", "overdrawn", "in_credit", "owe"), frozenset({"items"})),
    **dict.fromkeys(("have_item", "overdrawn_item", "in_credit_item", "owe_item"), _FIGURE),
    "owe_nothing_item": frozenset({"account"}),
    **dict.fromkeys(("available", "credit_left"), frozenset({"amount"})),
    **dict.fromkeys(("nothing_available", "no_credit_left"), frozenset()),
    **dict.fromkeys(("total", "total_overdrawn"), frozenset({"total"})),
    **dict.fromkeys(
        ("currency_total", "currency_total_overdrawn"), frozenset({"currency", "total"})
    ),
}


def answer(released: Balances, device: Device) -> Answer:
    """Says every released figure once, with its age where it is old.

    What may not be said aloud is shown: on the device's own screen, or on the card that her
    platform's app shows on her phone.
    """
    is_one = len(released.items) == 1
    return Answer(
        phrases=tuple(_phrases(released)),
        title=_phrase("title_one" if is_one else "title_many"),
        aloud=_aloud(device) if released.manner is Amounts.SCREEN else None,
    )


def _aloud(device: Device) -> Phrase | None:
    match device:
        case Device.SPEAKER:
            return _phrase("in_app")
        case Device.SCREEN:
            return _phrase("on_screen")
        case Device.CHAT:
            # Nothing is said aloud there: what is written is the screen.
            return None


def _phrases(released: Balances) -> Iterator[Phrase]:
    shared = shared_age(released)
    yield from _group("have", released, shared)
    yield from _group("overdrawn", released, shared)
    # Before the debts, so that "together" means the accounts just said.
    yield from _totals(released)
    yield from _group("in_credit", released, shared)
    yield from _group("owe", released, shared)
    if len(released.items) == 1:
        yield from _left(released.items[0], released)
    yield from doubts(released, shared)


def doubts(released: Balances | Signs, shared: Age | None) -> Iterator[Phrase]:
    """How old everything is, and why nothing newer came from the bank."""
    if shared:
        yield Phrase(topic=freshness.TOPIC, key="all_aged", values={"age": shared})
    if released.wants_customer:
        yield Phrase(topic=freshness.TOPIC, key="bank_wants_you")
    elif released.is_bank_silent:
        yield Phrase(topic=freshness.TOPIC, key="bank_silent")


def _phrase(key: str, **values: Value) -> Phrase:
    return Phrase(topic=TOPIC, key=key, values=values)


def _group(group: str, released: Balances, shared: Age | None) -> Iterator[Phrase]:
    items = tuple(
        _figure(item, released, shared) for item in released.items if _side(item) == group
    )
    if items:
        yield _phrase(group, items=items)


def _side(item: Balance) -> str:
    """Whose money it is: minus signs are for machines."""
    if item.account.kind in DEBTS:
        return "in_credit" if item.current.minor > 0 else "owe"
    return "overdrawn" if item.current.minor < 0 else "have"


def _figure(item: Balance, released: Balances, shared: Age | None) -> Phrase:
    named = account(item.account, released)
    if _side(item) == "owe" and not item.current.minor:
        figure = _phrase("owe_nothing_item", account=named)
    else:
        amount = _amount(item.current, released)
        figure = _phrase(f"{_side(item)}_item", amount=amount, account=named)
    return figure if shared else aged(figure, item, released)


def aged(figure: Phrase, item: Balance | Sign, released: Balances | Signs) -> Phrase:
    """The phrase with its age, where it is old."""
    if not freshness.is_old(item.as_of, released.at):
        return figure
    values: dict[str, Value] = {"item": figure, "age": _age(item, released)}
    return Phrase(topic=freshness.TOPIC, key="aged", values=values)


def _amount(money: Money, released: Balances) -> Value:
    """Without its sign, and as what it is: nothing is exact that was rounded."""
    if released.manner is not Amounts.ROUNDED:
        return abs(money)
    amount = Whole(money=abs(money))
    return _phrase("about", amount=amount) if money.minor else amount


def account(label: AccountLabel, released: Balances | Signs) -> Value:
    """Its name; its last digits only where another account has the same name."""
    names = Counter(item.account.name.casefold() for item in released.items)
    if names[label.name.casefold()] == 1 or not label.last_digits:
        return label.name
    return _phrase("account_with_digits", name=label.name, digits=Digits(text=label.last_digits))


def _totals(released: Balances) -> Iterator[Phrase]:
    held = {item.current.currency for item in released.items if item.account.kind not in DEBTS}
    for total in released.totals:
        suffix = "_overdrawn" if total.minor < 0 else ""
        if len(held) == 1:
            yield _phrase(f"total{suffix}", total=_amount(total, released))
        else:
            currency = Currency(code=total.currency)
            said = _amount(total, released)
            yield _phrase(f"currency_total{suffix}", currency=currency, total=said)


def _left(item: Balance, released: Balances) -> Iterator[Phrase]:
    """What can be spent, where it is released and not just what was said."""
    if item.available is None or item.account.kind is AccountKind.LOAN:
        return
    has_some = item.available.minor > 0
    amount = _amount(item.available, released)
    if item.account.kind is AccountKind.CREDIT_CARD:
        yield _phrase("credit_left", amount=amount) if has_some else _phrase("no_credit_left")
    elif has_some and item.available != item.current:
        yield _phrase("available", amount=amount)
    elif not has_some and item.current.minor > 0:
        yield _phrase("nothing_available")


def shared_age(released: Balances | Signs) -> Age | None:
    """The age that is the same for several figures, to the minute it is said in."""
    moments = [item.as_of for item in released.items]
    minutes = {moment.replace(second=0, microsecond=0) for moment in moments}
    if len(moments) == 1 or len(minutes) > 1 or not freshness.is_old(max(moments), released.at):
        return None
    return _age(released.items[0], released)


def _age(item: Balance | Sign, released: Balances | Signs) -> Age:
    return Age(as_of=item.as_of, at=released.at, time_zone=released.time_zone)
