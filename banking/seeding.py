"""The demo's people: a bank, four of its customers with a link each, and an operator.

The same bank is there a second time, for customers who sign in to link it by themselves.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from banking import refresh, schedule
from banking.models import Institution, Link, LinkedBy, LinkState, RefreshOutcome, User

OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A customer as the bank knows her."""

    username: str
    first_name: str
    last_name: str
    born_on: date
    number: str


PEOPLE = (
    Person(
        username="alice",
        first_name="Alice",
        last_name="Moreno",
        born_on=date(1986, 4, 17),
        number="100001",
    ),
    Person(
        username="bob",
        first_name="Bob",
        last_name="Keller",
        born_on=date(1979, 11, 3),
        number="100002",
    ),
    Person(
        username="charlie",
        first_name="Charlie",
        last_name="Osei",
        born_on=date(1994, 8, 26),
        number="100003",
    ),
    Person(
        username="dana",
        first_name="Dana",
        last_name="Lindqvist",
        born_on=date(1951, 2, 9),
        number="100004",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """How the institution is reached."""

    name: str
    base_url: str
    token_url: str
    service_id: str
    service_secret: str
    # Where customers sign in to link it by themselves; empty: nobody can.
    authorization_url: str = ""


class PasswordMissing(Exception):  # noqa: N818 - what is missing, not what went wrong
    """Somebody has to be created, and there is no password to give her."""


@transaction.atomic
def seed(bank: Bank, password: str) -> list[Link]:
    """Creates what is missing and updates the bank; passwords that exist stay as they are.

    Raises:
        PasswordMissing: A user is new and the password is empty.

    """
    known = {
        "standard": "fdx",
        "base_url": bank.base_url,
        "token_url": bank.token_url,
        "service_id": bank.service_id,
        "service_secret": bank.service_secret,
        "time_zone": "America/New_York",
    }
    institution, _ = Institution.objects.update_or_create(name=bank.name, defaults=known)
    if bank.authorization_url:
        Institution.objects.update_or_create(
            name=f"{bank.name} Direct", defaults=known | _sign_in(bank)
        )
    _user(OPERATOR, password, is_staff=True, is_superuser=True)
    return [_link(institution, person, password) for person in PEOPLE]


def _sign_in(bank: Bank) -> dict[str, Any]:
    """How customers sign in there; its other addresses lie beside the token's."""
    token_url = urlsplit(bank.token_url)
    issuer = f"{token_url.scheme}://{token_url.netloc}"
    return {
        "linked_by": LinkedBy.SIGN_IN,
        "authorization_url": bank.authorization_url,
        "pushed_url": f"{issuer}/oauth/par",
        "issuer": issuer,
        "options": {
            "authorization_response_iss_parameter_supported": "true",
            "revocation_endpoint": f"{issuer}/oauth/revoke",
        },
    }


def _link(institution: Institution, person: Person, password: str) -> Link:
    address = f"{person.username}@example.com"
    user = _user(
        person.username,
        password,
        first_name=person.first_name,
        last_name=person.last_name,
        born_on=person.born_on,
        email=address,
    )
    User.objects.filter(pk=user.pk, email="").update(email=address)
    links = Link.objects.exclude(state=LinkState.ENDED)
    found = links.filter(customer=user, institution=institution).first()
    return found or Link.objects.create(
        customer=user,
        institution=institution,
        credentials=json.dumps({"customer_number": person.number}),
    )


def _user(username: str, password: str, **details: Any) -> User:
    found = User.objects.filter(username=username).first()
    if found:
        return found
    if not password:
        raise PasswordMissing
    user: User = User.objects.create_user(username, password=password, **details)
    return user


def refresh_now(link: Link, now: datetime) -> RefreshOutcome | None:
    """Refreshes the link in this process; None if somebody is at it, or its bank is closed."""
    lease = schedule.claim_now(link.pk)
    if lease is None:
        return None
    return refresh.run(lease.link, lease.token, is_interactive=False, now=now)
