"""Reads of consents: the one on the hot path, and those of the pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import connection

from consent.ledger import Head
from consent.models import Consent
from consent.release import Reason, Refusal
from consent.scopes import Scope
from consent.states import EndReason, State

_STANDING = """
    SELECT consent.id, consent.customer_id, consent.state, consent.end_reason, consent.expires_at,
           consent.revision, consent.seq, consent.head, authorization_.ended_at, access.expires,
           assistant.name, assistant.platform, assistant.is_enabled, assistant.agreed_on,
           assistant.agreement_ends_on, customer.is_active,
           (SELECT {joined}(scope, ',') FROM consent_consentscope
             WHERE consent_id = consent.id),
           (SELECT {joined}(account_ref, ',') FROM consent_consentaccount
             WHERE consent_id = consent.id)
      FROM consent_issuedtoken token
      JOIN consent_authorization authorization_ ON authorization_.id = token.authorization_id
      JOIN consent_consent consent ON consent.id = authorization_.consent_id
      JOIN consent_assistant assistant ON assistant.id = consent.assistant_id
      JOIN banking_user customer ON customer.id = consent.customer_id
      LEFT JOIN oauth2_provider_accesstoken access
        ON access.token_checksum = token.checksum
       AND access.user_id = consent.customer_id AND access.application_id = consent.assistant_id
     WHERE token.checksum = %s
"""
_JOINED = {"postgresql": "string_agg", "sqlite": "group_concat"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A live consent as a turn found it."""

    head: Head
    customer: int
    assistant: str
    scopes: frozenset[str]
    accounts: tuple[str, ...]


def standing(unverified_token: str, platform: str, now: datetime) -> Standing | Refusal:
    """The live consent under a token, or why there is none. One statement."""
    checksum = sha256(unverified_token.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_STANDING.format(joined=_JOINED[connection.vendor]), [checksum])
        row = cursor.fetchone()
    reason = _refusal(row, platform, now)
    if reason:
        return Refusal(reason=reason)
    consent, customer, *_, revision, seq, head = row[:8]
    return Standing(
        head=Head(consent=consent, revision=revision, seq=seq, hash=head),
        customer=customer,
        assistant=row[10],
        scopes=frozenset(filter(None, (row[16] or "").split(","))),
        accounts=tuple(filter(None, (row[17] or "").split(","))),
    )


def _refusal(row: Sequence[Any] | None, platform: str, now: datetime) -> Reason | None:
    """The first thing that stands against the consent; what only its owner may know comes last."""
    if row is None or row[11] != platform or not row[15]:
        return Reason.NOT_LINKED
    if not row[12] or not _is_agreed(row[13], row[14], now.date()):
        return Reason.SWITCHED_OFF
    return _lapse(row[2], row[3], _moment(row[4]), now) or _dead_token(row[8], row[9], now)


def _is_agreed(agreed_on: date | None, ends_on: date | None, today: date) -> bool:
    return agreed_on is not None and ends_on is not None and agreed_on <= today < ends_on


def _lapse(
    state: str, end_reason: str, expires_at: datetime | None, now: datetime
) -> Reason | None:
    if state == State.ENDED:
        return Reason.EXPIRED if end_reason == EndReason.EXPIRED else Reason.ENDED
    if expires_at is None or now >= expires_at:
        return Reason.EXPIRED
    return None if state == State.LIVE else Reason.PAUSED


def _dead_token(
    ended_at: datetime | None, expires_at: datetime | None, now: datetime
) -> Reason | None:
    expires_at = _moment(expires_at)
    is_good = ended_at is None and expires_at is not None and now < expires_at
    return None if is_good else Reason.NOT_LINKED


def _moment(value: datetime | None) -> datetime | None:
    """SQLite hands its moments out naive; they are UTC."""
    return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A consent as its customer sees it in her list."""

    public_id: str
    assistant: str
    vendor: str
    scopes: tuple[str, ...]
    accounts: tuple[str, ...]
    granted_at: datetime | None
    until: datetime | None
    is_standing: bool


def listed(customer: AbstractBaseUser | AnonymousUser, now: datetime) -> list[Listed]:
    """The customer's own consents that were ever granted, the newest first."""
    consents = (
        Consent.objects.of(customer.pk)
        .filter(granted_at__isnull=False)
        .select_related("assistant")
        .prefetch_related("scopes", "accounts")
        .order_by("-granted_at", "-pk")
    )
    return [
        Listed(
            public_id=consent.public_id,
            assistant=consent.assistant.name,
            vendor=consent.assistant.vendor,
            scopes=tuple(str(Scope(row.scope).label) for row in consent.scopes.all()),
            accounts=tuple(row.label for row in consent.accounts.all()),
            granted_at=consent.granted_at,
            until=consent.ended_at or consent.expires_at,
            is_standing=consent.state != State.ENDED and not consent.is_expired(now),
        )
        for consent in consents
    ]
