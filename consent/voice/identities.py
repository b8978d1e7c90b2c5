"""How platforms know a customer, as keyed hashes that say nothing to whoever reads them."""

import hmac
from datetime import datetime

from django.conf import settings
from django.db import transaction

from consent import queries
from consent.models import Consent, PlatformIdentity
from consent.queries import Standing
from consent.release import TurnNote
from consent.states import State

Kind = PlatformIdentity.Kind


def hashed(platform: str, kind: str, value: str) -> str:
    """The platform's id of somebody or something under our key; 64 characters."""
    text = f"identity\n{platform}\n{kind}\n{value}"
    return hmac.digest(settings.VOICE_CODE_KEY.encode(), text.encode(), "sha256").hex()


def user(platform: str, platform_user: str) -> str:
    """The hash of the platform's id of an account there."""
    return hashed(platform, "user", platform_user)


def person(platform: str, platform_person: str) -> str:
    """The hash of the platform's id of a voice that it recognises."""
    return hashed(platform, "person", platform_person)


def conversation(platform: str, conversation_id: str) -> str:
    """The hash of the platform's id of a conversation."""
    return hashed(platform, "conversation", conversation_id)


def meet(consent: int, known: frozenset[str], note: TurnNote) -> None:
    """Keeps the hash of the platform's account the first time that it asks.

    Only by it can the platform say later that she has left. No statement once it is known.
    """
    if not note.platform_user:
        return
    value = user(note.platform, note.platform_user)
    if f"user:{value}" not in known:
        _remember_user(consent, value)


def introduce(unverified_token: str, platform: str, value: str, now: datetime) -> None:
    """Keeps the hash of the platform's account as soon as it is linked, before it asks anything."""
    found = queries.standing(unverified_token, platform, now)
    if isinstance(found, Standing):
        _remember_user(found.head.consent, value)


@transaction.atomic
def _remember_user(consent: int, value: str) -> None:
    if is_live(consent):
        _keep(consent, Kind.USER, value)


@transaction.atomic
def learn_voice(consent: int, value: str) -> bool:
    """Keeps the first voice that is recognised; whether it is this one."""
    if not is_live(consent):
        return False
    known = PlatformIdentity.objects.filter(consent=consent, kind=Kind.PERSON)
    voices = set(known.values_list("value", flat=True))
    if not voices:
        _keep(consent, Kind.PERSON, value)
    return not voices or value in voices


def is_live(consent: int) -> bool:
    """Whether the consent is live, and held so until the caller's transaction ends.

    What ends it deletes what is kept under it, so nothing may be kept behind its back.
    """
    rows = Consent.objects.select_for_update().filter(pk=consent, state=State.LIVE)
    return bool(rows.values_list("pk", flat=True))


def _keep(consent: int, kind: PlatformIdentity.Kind, value: str) -> None:
    row = PlatformIdentity(consent_id=consent, kind=kind, value=value)
    PlatformIdentity.objects.bulk_create([row], ignore_conflicts=True)
