"""A person's e-mail address: one that the bank gave counts as proven."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models.signals import post_save

from banking.models import User


def adopt(user: User) -> None:
    """Takes the address on the user's own row as proven, in place of all others.

    Only the bank writes there, and allauth what was proven by mail; without a row that says so,
    allauth would drop it as soon as its owner asks for another.
    """
    if not user.email or EmailAddress.objects.filter(user=user, email=user.email.lower()).exists():
        return
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email.lower(), primary=True, verified=True)


def _saved(instance: User, *, raw: bool = False, **_more: Any) -> None:
    if not raw:
        adopt(instance)


def listen() -> None:
    """From now on an address that the bank writes is known everywhere."""
    post_save.connect(_saved, sender=User, dispatch_uid="banking.addresses")
