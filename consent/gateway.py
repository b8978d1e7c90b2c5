"""The door: the only way by which bank data leaves ``banking``.

Functions *for an assistant* take its token, check the consent as it is now and record a disclosure
before they return a figure. Functions *for the customer herself* take her, signed in.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

import structlog
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from banking import portability, refresh, retention
from banking import queries as bank
from banking.facts import (
    DEBTS,
    AccountKind,
    AccountLabel,
    AccountRef,
    Balance,
    BankNews,
    Freshness,
    LinkedBank,
    Table,
)
from banking.linking import expiry, news, operations
from banking.money import Money
from banking.reach import Reach
from consent import audit, ledger, queries, waiting
from consent.choice import is_meant
from consent.ledger import Recorded
from consent.queries import Standing
from consent.release import Balances, Reason, Refusal, Signs, TurnNote, Wanted
from consent.scopes import Scope
from consent.voice import identities, telling
from consent.voice.presence import Presence
from consent.waiting import Waited

Released = TypeVar("Released")
log = structlog.get_logger(__name__)

# A question that loses this many races against its consent's other questions and changes gives up.
_TRIES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look(Generic[Released]):
    """What a question would release, under which scopes, of which accounts, how fresh."""

    released: Released | Refusal
    scopes: tuple[Scope, ...] = ()
    accounts: tuple[AccountLabel, ...] = ()
    stale: tuple[Freshness, ...] = ()


def balances(
    unverified_token: str, wanted: Wanted, *, note: TurnNote, now: datetime, wait_s: float
) -> Balances | Signs | Refusal:
    """The balances that the token's consent allows of those wanted, recorded as released.

    As exact as its privacy has it, and without any amount where that allows none. Waits up to
    ``wait_s`` seconds for the bank if a figure is no longer fresh, then starts again.
    Four statements and one commit when it is fresh and nobody has to prove who she is.
    """

    def look(
        standing: Standing, moment: datetime, waited: Waited | None
    ) -> _Look[Balances | Signs]:
        reading = bank.balances(_reach(standing), moment)
        meant = [each for each in reading.accounts if is_meant(each.label, wanted)]
        if not meant:
            return _Look(released=Refusal(reason=Reason.NO_SUCH_ACCOUNT))
        stale = tuple({each.link for each in meant if not each.link.is_fresh})
        found = [each.balance for each in meant if each.balance]
        items = tuple(_reduced(each, standing, is_alone=len(found) == 1) for each in found)
        if not items:
            return _Look(released=Refusal(reason=Reason.NO_FIGURE_YET), stale=stale)
        exact = Balances(
            items=items,
            totals=_totals(items),
            is_bank_silent=_is_silent(stale, waited),
            wants_customer=any(each.wants_customer for each in stale),
            at=moment,
            time_zone=reading.time_zone,
            manner=standing.manner,
        )
        labels = tuple(item.account for item in items)
        return _Look(
            released=telling.told(exact, standing.manner),
            scopes=_scopes(items),
            accounts=labels,
            stale=stale,
        )

    return _disclose(unverified_token, Scope.BALANCES, look, note=note, times=(now, wait_s))


def hear_code(
    unverified_token: str, scope: Scope, *, note: TurnNote, now: datetime
) -> Refusal | None:
    """Looks at the code said for a question of this scope that is asked anew; releases nothing.

    None lets the question be asked: the code was right, or none is wanted.
    """
    found = _allowed(unverified_token, Presence(note), scope, now)
    return found if isinstance(found, Refusal) else None


def own_accounts(customer: AbstractBaseUser | AnonymousUser) -> list[AccountLabel]:
    """The signed-in customer's accounts by name and last digits, for her own pages."""
    if not (isinstance(customer, AbstractBaseUser) and customer.is_active):
        return []
    return bank.accounts_of(customer.pk)


def own_birth(customer: AbstractBaseUser | AnonymousUser) -> date | None:
    """The signed-in customer's date of birth, if her bank told it: no voice code is part of it."""
    if not (isinstance(customer, AbstractBaseUser) and customer.is_active):
        return None
    return bank.born_on(customer.pk)


def own_time_zone(customer: AbstractBaseUser | AnonymousUser) -> str:
    """The signed-in customer's time zone, or else her institution's."""
    return bank.time_zone_of(customer.pk) if customer.is_authenticated else "UTC"


def own_export(customer: AbstractBaseUser) -> Iterator[Table]:
    """Everything banking holds about the customer, for the archive that she asked for signed in.

    Shape: one table at a time; rows are read as they are taken. Nothing for an inactive customer.
    """
    if customer.is_active:
        for table in portability.tables(customer.pk):
            yield replace(table, rows=_passed(table.rows))


def _passed(rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    """The rows, read while the door stands open and not later."""
    yield from rows


def end_own_links(customer: AbstractBaseUser | AnonymousUser) -> int:
    """Ends the signed-in customer's links and erases what her banks told; how many there were.

    A refresh that is running writes nothing more. Another holder's row of a joint account is
    under another link, and stays.
    """
    return operations.end_all_of(customer.pk) if customer.is_active else 0


def own_banks(customer: AbstractBaseUser | AnonymousUser, now: datetime) -> list[LinkedBank]:
    """The customer's linked banks, for her own pages and letters: by name, and what they want."""
    return expiry.banks_of(customer.pk, now) if customer.is_active else []


def take_bank_news(now: datetime) -> list[BankNews]:
    """What customers are to be told of their links next; once, in the teller's transaction."""
    return news.take(now)


def forget_sign_ins(now: datetime) -> int:
    """Deletes what is left of sign-ins that are over; how many there were."""
    return retention.forget_sessions(now)


def _disclose(
    unverified_token: str,
    scope: Scope,
    look: Callable[[Standing, datetime, Waited | None], _Look[Released]],
    *,
    note: TurnNote,
    times: tuple[datetime, float],
) -> Released | Refusal:
    """Checks, looks, waits for the bank at most once, records, and only then releases."""
    (now, wait_s), started = times, time.monotonic()
    moment, waited, presence = now, None, Presence(note)
    for _ in range(_TRIES):
        standing = _allowed(unverified_token, presence, scope, moment)
        if isinstance(standing, Refusal):
            return standing
        seen = look(standing, moment, waited)
        if waited is None and any(link.is_open for link in seen.stale):
            waited = _ask_the_bank(seen.stale, wait_s)
            moment = now + timedelta(seconds=time.monotonic() - started)
            continue
        released = _recorded(seen, standing, note, moment)
        if released is not None:
            return released
    return _refused(Reason.TRY_AGAIN, note)


def _allowed(
    unverified_token: str, presence: Presence, scope: Scope, moment: datetime
) -> Standing | Refusal:
    """The live consent, if it covers the scope and whoever asks may hear it, in this order."""
    note = presence.note
    standing = queries.standing(unverified_token, note.platform, moment)
    if isinstance(standing, Refusal):
        return _refused(standing.reason, note)
    identities.meet(standing.head.consent, standing.identities, note)
    if scope not in standing.scopes:
        subject = queries.public_id(standing.head.consent)
        audit.record(
            "scope.refused", actor=note.platform, subject=subject, detail=scope.value, now=moment
        )
        return _refused(Reason.NOT_ALLOWED, note)
    against = presence.objection(standing, moment)
    return _refused(against, note) if against else standing


def _refused(reason: Reason, note: TurnNote) -> Refusal:
    """The refusal, told to the operator too: who asked stays out of the log."""
    log.info("question.refused", reason=reason.value, topic=note.topic, platform=note.platform)
    return Refusal(reason=reason)


def _recorded(
    seen: _Look[Released], standing: Standing, note: TurnNote, moment: datetime
) -> Released | Refusal | None:
    """What was seen, once its disclosure is committed; None if something came in between."""
    if isinstance(seen.released, Refusal):
        return _refused(seen.released.reason, note)
    content = _content(seen.scopes, seen.accounts, standing, note)
    match ledger.record(standing.head, note.turn_id, content, moment):
        case Recorded.YES | Recorded.ALREADY:
            return seen.released
        case Recorded.OVERTAKEN:
            return None
        case Recorded.CONTRADICTED:
            return _refused(Reason.TRY_AGAIN, note)


def _reach(standing: Standing) -> Reach:
    return Reach(
        customer=standing.customer, accounts=tuple(AccountRef(ref) for ref in standing.accounts)
    )


def _ask_the_bank(stale: Sequence[Freshness], wait_s: float) -> Waited:
    """Asks for each link's refresh and waits for all of them, if there is a place to wait."""
    asked = [link for link in stale if link.is_open and refresh.ask(link.link)]
    if not asked:
        return Waited.TIME_RAN_OUT
    return waiting.until(
        lambda: all(refresh.is_done(link.link, link.fetched_at) for link in asked), wait_s
    )


def _is_silent(stale: Sequence[Freshness], waited: Waited | None) -> bool:
    """Whether the customer should hear that the bank did not answer; not that we were too busy."""
    return bool(stale) and waited is not Waited.NO_PLACE


def _reduced(balance: Balance, standing: Standing, *, is_alone: bool) -> Balance:
    """The balance without what the consent does not cover, or a list of several has no use for.

    Credit left is a fact of ``dues``.
    """
    kind = balance.account.kind
    is_allowed = kind not in DEBTS or (
        kind is AccountKind.CREDIT_CARD and Scope.DUES in standing.scopes and is_alone
    )
    return balance if is_allowed else replace(balance, available=None)


def _scopes(items: Iterable[Balance]) -> tuple[Scope, ...]:
    has_credit = any(item.available for item in items if item.account.kind in DEBTS)
    return (Scope.BALANCES, Scope.DUES) if has_credit else (Scope.BALANCES,)


def _totals(items: Sequence[Balance]) -> tuple[Money, ...]:
    held = [item.current for item in items if item.account.kind not in DEBTS]
    counts = Counter(money.currency for money in held)
    return tuple(
        Money(minor=sum(m.minor for m in held if m.currency == currency), currency=currency)
        for currency, count in counts.items()
        if count > 1
    )


def _content(
    scopes: Iterable[Scope], accounts: Iterable[AccountLabel], standing: Standing, note: TurnNote
) -> dict[str, object]:
    """A disclosure's content: to whom and which kinds of fact; never amounts or words said."""
    return {
        "assistant": standing.assistant,
        "platform": note.platform,
        "device": note.device,
        "topic": note.topic,
        "manner": standing.manner.value,
        "scopes": [scope.value for scope in scopes],
        "accounts": [{"ref": label.ref, "label": label.masked} for label in accounts],
    }
