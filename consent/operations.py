"""Writes of consents: each checks the states, raises the revision, and is one transaction.

A change writes its receipt in the same transaction. What ends a consent is in ``leaving``.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from consent import audit, leaving, states
from consent.leaving import changed, locked
from consent.locks import serialised
from consent.models import Assistant, Consent, ConsentAccount, ConsentScope, PlatformIdentity
from consent.privacy import Amounts, AsksCode, Privacy
from consent.scopes import Scope
from consent.states import Channel, EndReason, Event, Operation, State
from consent.writing import receipts

DURATIONS: Mapping[int, timedelta] = {days: timedelta(days=days) for days in (1, 30, 90, 365)}
"""Days a consent may be given for; 365 is the ceiling."""

PURPOSE = "Answering your questions"


class NothingLeft(Exception):  # noqa: N818 - what it would be
    """A consent to nothing is no consent: it has to be ended instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a customer chose: kinds of fact, accounts by ref with the label she saw, and days.

    ``days`` is None where a consent that she changes keeps the end it has.
    """

    scopes: frozenset[Scope]
    accounts: Mapping[str, str]
    days: int | None
    privacy: Privacy = field(default_factory=Privacy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a choice would change of a consent; refs of accounts, moments in UTC."""

    added_scopes: frozenset[Scope]
    removed_scopes: frozenset[Scope]
    added_accounts: frozenset[str]
    removed_accounts: frozenset[str]
    expires_at: datetime | None
    is_later: bool
    privacy: Privacy | None
    is_looser: bool

    @property
    def operations(self) -> frozenset[Operation]:
        """The operations that it takes; none if nothing changes."""
        is_wider = bool(self.added_scopes or self.added_accounts or self.is_looser)
        is_narrower = bool(
            self.removed_scopes
            or self.removed_accounts
            or (self.expires_at and not self.is_later)
            or (self.privacy and not self.is_looser)
        )
        taken = {
            Operation.WIDEN: is_wider,
            Operation.EXTEND: self.is_later,
            Operation.NARROW: is_narrower,
        }
        return frozenset(operation for operation, is_taken in taken.items() if is_taken)

    @property
    def needs_fresh_sign_in(self) -> bool:
        """Whether anything would be told that is not told now, or for longer."""
        return bool(self.operations & {Operation.WIDEN, Operation.EXTEND})


def request(
    customer: AbstractBaseUser, assistant: Assistant, now: datetime, *, asked: str = ""
) -> Consent:
    """Records that the customer was asked and is answering; never made by looking at the page."""
    return Consent.objects.create(
        customer_id=customer.pk,
        assistant=assistant,
        purpose=PURPOSE,
        requested_at=now,
        asked=asked,
    )


def grant(
    requested: Consent, choice: Choice, now: datetime, channel: Channel = Channel.PAGES
) -> Consent:
    """Makes a requested consent live; what the customer allowed this assistant before ends.

    Raises:
        NothingLeft: No scope, no account or no duration is chosen.
        Forbidden: The consent is not one that waits for an answer.

    """
    if not choice.scopes or not choice.accounts or choice.days is None:
        raise NothingLeft
    # Two answers at once would each find nothing to replace.
    with serialised(f"grant {requested.customer_id} {requested.assistant_id}"):
        # In the order of whoever ends several at once, or the two would wait for each other.
        standing = Consent.objects.select_for_update().standing().order_by("pk")
        alike = standing.filter(customer=requested.customer_id, assistant=requested.assistant_id)
        held = {each.pk: each for each in alike}
        consent = held.pop(requested.pk, None) or locked(requested)
        state = states.after(State(consent.state), Operation.GRANT)
        for old in held.values():
            if old.state != State.REQUESTED:
                leaving.end(old, EndReason.REPLACED, channel, now)
        _add(consent, choice.scopes, choice.accounts)
        expires_at = _end_of(choice.days, now)
        fields = {"granted_at": now, "expires_at": expires_at, **_told(choice.privacy)}
        consent = changed(consent, state=state, **fields)
        receipts.write(consent, Event.GRANT, channel, now)
        return consent


def _end_of(days: int, now: datetime) -> datetime:
    """So many times 24 hours: in a zone of its own, a day may have 23 or 25."""
    return now.astimezone(UTC) + DURATIONS[days]


def _add(consent: Consent, scopes: Collection[Scope], accounts: Mapping[str, str]) -> None:
    ConsentScope.objects.bulk_create(
        ConsentScope(consent=consent, scope=scope) for scope in sorted(scopes)
    )
    ConsentAccount.objects.bulk_create(
        ConsentAccount(consent=consent, account_ref=ref, label=label)
        for ref, label in accounts.items()
    )


def _told(privacy: Privacy) -> dict[str, Any]:
    return {
        "amounts": privacy.amounts,
        "says_merchants": privacy.says_merchants,
        "only_my_voice": privacy.only_my_voice,
        "asks_code": privacy.asks_code,
    }


@transaction.atomic
def deny(requested: Consent, now: datetime, channel: Channel = Channel.PAGES) -> Consent:
    """Ends a requested consent that the customer said no to.

    Raises:
        Forbidden: The consent is not one that waits for an answer.

    """
    consent = locked(requested)
    state = states.after(State(consent.state), Operation.DENY)
    consent = changed(consent, state=state, end_reason=EndReason.DENIED, ended_at=now)
    who, subject = consent.customer, consent.public_id
    audit.record("consent.deny", actor=who, subject=subject, detail=channel.value, now=now)
    return consent


def privacy_of(consent: Consent) -> Privacy:
    """The consent's privacy as a value."""
    return Privacy(
        amounts=Amounts(consent.amounts),
        says_merchants=consent.says_merchants,
        only_my_voice=consent.only_my_voice,
        asks_code=AsksCode(consent.asks_code),
    )


def difference(consent: Consent, choice: Choice, now: datetime) -> Difference:
    """What the choice would change, before anything is."""
    scopes = {Scope(row.scope) for row in consent.scopes.all()}
    accounts = {row.account_ref for row in consent.accounts.all()}
    until, ends = None, consent.expires_at
    if choice.days is not None:
        until = _end_of(choice.days, now)
    old = privacy_of(consent)
    return Difference(
        added_scopes=frozenset(choice.scopes - scopes),
        removed_scopes=frozenset(scopes - choice.scopes),
        added_accounts=frozenset(choice.accounts.keys() - accounts),
        removed_accounts=frozenset(accounts - choice.accounts.keys()),
        expires_at=until,
        is_later=until is not None and ends is not None and until > ends,
        privacy=None if choice.privacy == old else choice.privacy,
        is_looser=choice.privacy.is_looser_than(old),
    )


@transaction.atomic
def change(
    consent: Consent, choice: Choice, now: datetime, channel: Channel = Channel.PAGES
) -> Consent:
    """Makes the consent what was chosen: narrower, wider, longer; one revision and one receipt.

    Whoever calls this has asked for a fresh sign-in if the difference needs one.

    Raises:
        NothingLeft: No scope or no account is chosen.
        Forbidden: The consent's state does not allow one of the operations that it takes.

    """
    if not choice.scopes or not choice.accounts:
        raise NothingLeft
    consent = locked(consent)
    found = difference(consent, choice, now)
    # Nothing to change is still a change that an ended consent refuses.
    for operation in sorted(found.operations or {Operation.NARROW}):
        states.check(consent, operation, now)
    if not found.operations:
        return consent
    consent.scopes.filter(scope__in=found.removed_scopes).delete()
    consent.accounts.filter(account_ref__in=found.removed_accounts).delete()
    _add(consent, found.added_scopes, {ref: choice.accounts[ref] for ref in found.added_accounts})
    if found.privacy and not found.privacy.only_my_voice:
        # Whose voice it was is no longer asked; asked anew, it is learnt anew.
        consent.identities.filter(kind=PlatformIdentity.Kind.PERSON).delete()
    until = {"expires_at": found.expires_at} if found.expires_at else {}
    consent = changed(consent, **until, **_told(choice.privacy))
    receipts.write(consent, Event.CHANGE, channel, now)
    return consent


@transaction.atomic
def narrow(
    consent: Consent,
    *,
    scopes: Collection[str],
    accounts: Collection[str],
    now: datetime,
    channel: Channel = Channel.PAGES,
) -> Consent:
    """Keeps only these scopes and accounts of what the consent has; from the next question on.

    Raises:
        NothingLeft: None of its scopes or accounts is among them.
        Forbidden: It has ended.

    """
    has = consent.accounts.filter(account_ref__in=accounts)
    kept = Choice(
        scopes=frozenset(Scope(row.scope) for row in consent.scopes.filter(scope__in=scopes)),
        accounts={row.account_ref: row.label for row in has},
        days=None,
        privacy=privacy_of(consent),
    )
    return change(consent, kept, now, channel)


@transaction.atomic
def pause(consent: Consent, now: datetime, channel: Channel = Channel.PAGES) -> Consent:
    """Silences the consent until it is resumed; it keeps its link and its end.

    Raises:
        Forbidden: It is not live.

    """
    consent = locked(consent)
    state = states.check(consent, Operation.PAUSE, now)
    consent = changed(consent, state=state, paused_at=now)
    receipts.write(consent, Event.PAUSE, channel, now)
    return consent


@transaction.atomic
def resume(consent: Consent, now: datetime, channel: Channel = Channel.PAGES) -> Consent:
    """Lets a paused consent speak again, as it was.

    Raises:
        Forbidden: It is not paused.

    """
    consent = locked(consent)
    state = states.check(consent, Operation.RESUME, now)
    consent = changed(consent, state=state, paused_at=None)
    receipts.write(consent, Event.RESUME, channel, now)
    return consent
