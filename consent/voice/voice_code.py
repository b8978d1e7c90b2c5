"""Setting and removing the voice code; its tries are in ``attempts``."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from consent import audit, gateway
from consent.models import VoiceCode, VoicePass
from consent.voice import attempts, weak_codes
from consent.voice.attempts import TRIES, Attempt, Readiness, attempt
from consent.voice.weak_codes import Objection
from consent.writing import notices

__all__ = ["Attempt", "Objection", "Readiness", "attempt", "readiness", "remove", "set_code"]


def readiness(customer: AbstractBaseUser) -> Readiness:
    """Whether she has a code that can be said, or one that is locked, or none."""
    return attempts.readiness(customer.pk)


def set_code(customer: AbstractBaseUser, code: str, now: datetime) -> Objection | None:
    """Gives the customer this code, with all its tries; or says why it may not be.

    A first code, another one and the end of a lock are all this. Whoever calls it has asked for a
    fresh sign-in. Where the old code was said a moment ago, the new one is asked for.
    """
    against = weak_codes.objection(
        code,
        last_digits={each.last_digits for each in gateway.own_accounts(customer)},
        born_on=gateway.own_birth(customer),
    )
    if against:
        return against
    stored = attempts.hashed(customer.pk, code)
    with transaction.atomic():
        fields = {"hash": stored, "tries_left": TRIES, "set_at": now}
        _, is_first = VoiceCode.objects.update_or_create(customer_id=customer.pk, defaults=fields)
        _forget_passes(customer)
        _record("voice_code.set" if is_first else "voice_code.change", customer, now)
        if not is_first:
            _tell(customer, now)
    return None


@transaction.atomic
def remove(customer: AbstractBaseUser, now: datetime) -> bool:
    """Takes the customer's code away; whether there was one.

    A consent that asks for a code then answers nobody, until there is one or it asks no more.
    """
    removed, _ = VoiceCode.objects.filter(customer_id=customer.pk).delete()
    if removed:
        _forget_passes(customer)
        _record("voice_code.remove", customer, now)
    return bool(removed)


def _forget_passes(customer: AbstractBaseUser) -> None:
    VoicePass.objects.filter(consent__customer=customer.pk).delete()


def _tell(customer: AbstractBaseUser, now: datetime) -> None:
    topic = notices.Topic.VOICE_CODE_CHANGED.value
    key = f"{topic}:{customer.pk}:{now.timestamp():.6f}"
    notices.security(customer, topic, now, key=key)


def _record(kind: str, customer: AbstractBaseUser, now: datetime) -> None:
    subject = str(getattr(customer, "public_id", ""))
    audit.record(kind, actor=customer, subject=subject, now=now)
