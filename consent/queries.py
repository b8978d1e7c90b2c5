"""Reads of consents: the one on the hot path, and those of the pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import connection
from django.db.models import Prefetch
from oauth2_provider.models import get_access_token_model

from consent.ledger import Head
from consent.models import Assistant, Consent, IssuedToken, Receipt
from consent.privacy import Amounts, AsksCode, Privacy
from consent.release import Reason, Refusal
from consent.scopes import Scope
from consent.states import EndReason, Event, State

_STANDING = """
    SELECT consent.id, consent.customer_id, consent.state, consent.end_reason, consent.expires_at,
           consent.revision, consent.seq, consent.head, authorization_.ended_at, access.expires,
           assistant.name, assistant.platform, assistant.is_enabled, assistant.agreed_on,
           assistant.agreement_ends_on, customer.is_active,
           (SELECT {joined}(scope, ',') FROM consent_consentscope
             WHERE consent_id = consent.id),
           (SELECT {joined}(account_ref, ',') FROM consent_consentaccount
             WHERE consent_id = consent.id),
           consent.amounts, consent.says_merchants, consent.only_my_voice, consent.asks_code,
           (SELECT {joined}(kind || ':' || value, ',') FROM consent_platformidentity
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
_MANNERS = {each.value: each for each in Amounts}
_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A live consent as a turn found it.

    Shape: ``identities`` are the kinds and hashes by which the platform is known to know her, such
    as ``person:1f...``.
    """

    head: Head
    customer: int
    assistant: str
    scopes: frozenset[str]
    accounts: tuple[str, ...]
    manner: Amounts
    says_merchants: bool
    only_my_voice: bool
    asks_code: str
    identities: frozenset[str]


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
        manner=_MANNERS[row[18]],
        says_merchants=bool(row[19]),
        only_my_voice=bool(row[20]),
        asks_code=row[21],
        identities=frozenset(row[22].split(",")) if row[22] else _NOBODY,
    )


def is_connected(unverified_token: str, platform: str, now: datetime) -> bool:
    """Whether a good token stands for a consent that has not ended: then it can be left.

    A paused one can, and one whose assistant is switched off.
    """
    checksum = sha256(unverified_token.encode()).hexdigest()
    standing = IssuedToken.objects.filter(
        checksum=checksum,
        authorization__ended_at=None,
        authorization__consent__assistant__platform=platform,
        authorization__consent__customer__is_active=True,
        authorization__consent__state__in=[State.LIVE, State.PAUSED],
        authorization__consent__expires_at__gt=now,
    )
    good = get_access_token_model().objects.filter(token_checksum=checksum, expires__gt=now)
    return standing.exists() and bool(good.exists())


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


class Shown(StrEnum):
    """How a consent stands in its customer's eyes, at one moment."""

    LIVE = "live"
    PAUSED = "paused"
    SWITCHED_OFF = "switched_off"
    ENDED = "ended"


def public_id(consent: int) -> str:
    """The id of a consent that may leave: in the trail, in logs and in addresses."""
    return Consent.objects.values_list("public_id", flat=True).get(pk=consent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A consent as its customer sees it in her list.

    Shape: ``until`` is when it ends or ended. ``end_reason`` and ``ended_through`` are empty while
    it stands; of one whose time is over they say so before any task did.
    """

    public_id: str
    assistant: Assistant
    purpose: str
    scopes: tuple[Scope, ...]
    accounts: tuple[str, ...]
    privacy: Privacy
    granted_at: datetime | None
    paused_at: datetime | None
    until: datetime | None
    shown: Shown
    end_reason: str
    ended_through: str

    @property
    def is_standing(self) -> bool:
        """Whether it has not ended."""
        return self.shown is not Shown.ENDED


_ENDS = Receipt.objects.filter(event=Event.END)


def listed(customer: AbstractBaseUser | AnonymousUser, now: datetime) -> list[Listed]:
    """The customer's own consents that were ever granted, the newest first."""
    consents = (
        Consent.objects.of(customer.pk)
        .filter(granted_at__isnull=False)
        .select_related("assistant")
        .prefetch_related("scopes", "accounts", Prefetch("receipts", _ENDS))
        .order_by("-granted_at", "-pk")
    )
    return [listing(consent, now) for consent in consents]


def listing(consent: Consent, now: datetime) -> Listed:
    """One consent, at one moment."""
    shown = _shown(consent, now)
    is_over = shown is Shown.ENDED and consent.state != State.ENDED
    granted = {row.scope for row in consent.scopes.all()}
    return Listed(
        public_id=consent.public_id,
        assistant=consent.assistant,
        purpose=consent.purpose,
        scopes=tuple(scope for scope in Scope if scope in granted),
        accounts=tuple(row.label for row in consent.accounts.all()),
        privacy=Privacy(
            amounts=Amounts(consent.amounts),
            says_merchants=consent.says_merchants,
            only_my_voice=consent.only_my_voice,
            asks_code=AsksCode(consent.asks_code),
        ),
        granted_at=consent.granted_at,
        paused_at=consent.paused_at,
        until=consent.ended_at or consent.expires_at,
        shown=shown,
        end_reason=EndReason.EXPIRED if is_over else consent.end_reason,
        ended_through="".join(
            receipt.channel for receipt in consent.receipts.all() if receipt.event == Event.END
        ),
    )


def _shown(consent: Consent, now: datetime) -> Shown:
    if consent.state == State.ENDED or consent.is_expired(now):
        return Shown.ENDED
    assistant = consent.assistant
    if not assistant.is_enabled or not assistant.has_agreement(now.date()):
        return Shown.SWITCHED_OFF
    return Shown.LIVE if consent.state == State.LIVE else Shown.PAUSED
