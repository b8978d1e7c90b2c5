"""Writes of consents: each checks the states, raises the revision, and is one transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from oauth2_provider.models import get_access_token_model, get_refresh_token_model

from consent import states
from consent.locks import serialised
from consent.models import (
    Assistant,
    Authorization,
    Consent,
    ConsentAccount,
    ConsentScope,
    IssuedToken,
)
from consent.scopes import Scope
from consent.states import EndReason, Operation, State

log = structlog.get_logger(__name__)

DURATIONS: Mapping[int, timedelta] = {days: timedelta(days=days) for days in (1, 30, 90, 365)}
"""Days a consent may be given for; 365 is the ceiling."""

PURPOSE = "Answering your questions"


class NothingLeft(Exception):  # noqa: N818 - what it would be
    """A consent to nothing is no consent: it has to be ended instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a customer chose: kinds of fact, accounts by ref with the label she saw, and days."""

    scopes: frozenset[Scope]
    accounts: Mapping[str, str]
    days: int


def request(customer: AbstractBaseUser, assistant: Assistant, now: datetime) -> Consent:
    """Records that the customer was asked and is answering; never made by looking at the page."""
    return Consent.objects.create(
        customer_id=customer.pk, assistant=assistant, purpose=PURPOSE, requested_at=now
    )


def grant(requested: Consent, choice: Choice, now: datetime) -> Consent:
    """Makes a requested consent live; what the customer allowed this assistant before ends.

    Raises:
        NothingLeft: No scope or no account is chosen.
        Forbidden: The consent is not one that waits for an answer.

    """
    if not choice.scopes or not choice.accounts:
        raise NothingLeft
    # Two answers at once would each find nothing to replace.
    with serialised(f"grant {requested.customer_id} {requested.assistant_id}"):
        consent = _locked(requested)
        state = states.after(State(consent.state), Operation.GRANT)
        standing = Consent.objects.select_for_update().standing()
        for old in standing.filter(
            customer=consent.customer_id, assistant=consent.assistant_id
        ).exclude(state=State.REQUESTED):
            end(old, EndReason.REPLACED, now)
        _choose(consent, choice)
        expires_at = now + DURATIONS[choice.days]
        return _change(consent, state=state, granted_at=now, expires_at=expires_at)


def _choose(consent: Consent, choice: Choice) -> None:
    ConsentScope.objects.bulk_create(
        ConsentScope(consent=consent, scope=scope) for scope in sorted(choice.scopes)
    )
    ConsentAccount.objects.bulk_create(
        ConsentAccount(consent=consent, account_ref=ref, label=label)
        for ref, label in choice.accounts.items()
    )


@transaction.atomic
def deny(requested: Consent, now: datetime) -> Consent:
    """Ends a requested consent that the customer said no to.

    Raises:
        Forbidden: The consent is not one that waits for an answer.

    """
    consent = _locked(requested)
    state = states.after(State(consent.state), Operation.DENY)
    return _change(consent, state=state, end_reason=EndReason.DENIED, ended_at=now)


@transaction.atomic
def narrow(consent: Consent, *, scopes: Collection[str], accounts: Collection[str]) -> Consent:
    """Keeps only these scopes and accounts of what the consent has; from the next question on.

    Raises:
        NothingLeft: None of its scopes or accounts is among them.
        Forbidden: It has ended.

    """
    consent = _locked(consent)
    state = states.after(State(consent.state), Operation.NARROW)
    kept_scopes = consent.scopes.filter(scope__in=scopes)
    kept_accounts = consent.accounts.filter(account_ref__in=accounts)
    if not kept_scopes.exists() or not kept_accounts.exists():
        raise NothingLeft
    consent.scopes.exclude(scope__in=scopes).delete()
    consent.accounts.exclude(account_ref__in=accounts).delete()
    return _change(consent, state=state)


@transaction.atomic
def revoke(consent: Consent, reason: EndReason, now: datetime) -> Consent:
    """Ends a consent for good, with every token under it; harmless if it has ended.

    After this returns, no question under it is answered, whatever is running.
    """
    consent = _locked(consent)
    return consent if consent.state == State.ENDED else end(consent, reason, now)


def end(consent: Consent, reason: EndReason, now: datetime) -> Consent:
    """Ends a consent within the caller's transaction.

    Raises:
        Forbidden: It has ended already.

    """
    state = states.after(State(consent.state), Operation.END)
    for authorization in consent.authorizations.filter(ended_at=None):
        _end_authorization(authorization, now)
    log.info("consent.ended", consent=consent.public_id, reason=reason.value)
    return _change(consent, state=state, end_reason=reason, ended_at=now)


@transaction.atomic
def end_authorization(authorization: Authorization, now: datetime, *, why: str) -> None:
    """Ends one linking and its tokens: a sign that its code or token is in other hands."""
    consent = _locked(authorization.consent)
    _end_authorization(authorization, now)
    _change(consent)
    log.warning("authorization.ended", consent=consent.public_id, why=why)


def _end_authorization(authorization: Authorization, now: datetime) -> None:
    authorization.ended_at = now
    authorization.save(update_fields=["ended_at"])
    checksums = IssuedToken.objects.filter(authorization=authorization).values("checksum")
    get_access_token_model().objects.filter(token_checksum__in=checksums).delete()
    if authorization.token_family:
        get_refresh_token_model().revoke_family(authorization.token_family)


def _locked(consent: Consent) -> Consent:
    """The row as it is, held until the transaction ends (SQLite holds the whole database)."""
    return Consent.objects.select_for_update().get(pk=consent.pk)


def _change(consent: Consent, **fields: Any) -> Consent:
    """Saves the fields and raises the revision, which undoes every question under way."""
    consent.revision += 1
    for name, value in fields.items():
        setattr(consent, name, value)
    consent.save(update_fields=["revision", *fields])
    return consent
