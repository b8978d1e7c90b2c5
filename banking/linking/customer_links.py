"""Links of a bank that runs this for its own customers: made from its list, with nobody's help.

A customer signs in at the bank's own provider and has no password here. Nothing is written before
all of the list was found good, and a list that was read before changes nothing.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models.functions import Now

from banking.access import credentials_of
from banking.connector import Refused
from banking.connectors import ways_in
from banking.linking import customer_list, operations
from banking.linking.customer_list import BadList, Entry
from banking.models import Institution, Link, LinkedBy, LinkState, User

_BATCH = 500
_MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to do with the list: ``again`` links anew whoever was disconnected before."""

    institution: Institution
    path: Path
    again: bool = False
    unlinks_missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is here already of one batch of the list."""

    users: dict[str, User]
    standing: dict[int, Link]
    ended: set[int]


def check(wish: Wish, today: date) -> int:
    """Reads the list and compares it with what is here; how many customers it has.

    Raises:
        BadList: It cannot be used; nothing was written.

    """
    institution = wish.institution
    if institution.linked_by != LinkedBy.NUMBERS or "numbers" not in ways_in(institution.standard):
        raise BadList(["This institution is not linked by customer numbers."])
    count = customer_list.check(wish.path, today)
    problems: list[str] = []
    for batch in _batches(customer_list.entries(wish.path)):
        problems += _of_operators(batch)
        problems += _of_numbers(institution, batch)
        problems += _of_addresses(batch)
        if len(problems) >= _MOST_PROBLEMS:
            break
    if problems:
        raise BadList(problems[:_MOST_PROBLEMS])
    return count


def apply(wish: Wish, progress: Callable[[int], None]) -> Counter[str]:
    """Writes a list that was checked, a batch at a time; what was done, by kind.

    A run that was stopped is simply run again.
    """
    done: Counter[str] = Counter()
    listed: set[str] = set()
    for batch in _batches(customer_list.entries(wish.path)):
        with transaction.atomic():
            done.update(_written(wish, batch))
        listed.update(entry.username for entry in batch)
        progress(len(listed))
    if wish.unlinks_missing:
        done["unlinked"] = _unlink_missing(wish.institution, listed)
    return done


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    rest = iter(entries)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _of_operators(batch: Sequence[Entry]) -> list[str]:
    names = [entry.username for entry in batch]
    staff = set(
        User.objects.filter(username__in=names, is_staff=True).values_list("username", flat=True)
    )
    return [
        f"Line {each.line} names an operator, who is no customer."
        for each in batch
        if each.username in staff
    ]


def _of_numbers(institution: Institution, batch: Sequence[Entry]) -> list[str]:
    numbers = [entry.customer_number for entry in batch]
    links = Link.objects.filter(institution=institution, reference__in=numbers)
    standing = links.exclude(state=LinkState.ENDED)
    owners = dict(standing.values_list("reference", "customer__username"))
    return [
        f"Line {each.line} has the customer_number of somebody else here."
        for each in batch
        if owners.get(each.customer_number, each.username) != each.username
    ]


def _of_addresses(batch: Sequence[Entry]) -> list[str]:
    emails = [str(entry.details.get("email", "")).lower() for entry in batch]
    proven = EmailAddress.objects.filter(email__in=emails, verified=True)
    owners = dict(proven.values_list("email", "user__username"))
    return [
        f"Line {each.line} has the email of somebody else here."
        for each, email in zip(batch, emails, strict=True)
        if owners.get(email, each.username) != each.username
    ]


def _written(wish: Wish, batch: Sequence[Entry]) -> Iterator[str]:
    known = _known(wish.institution, batch)
    for entry in batch:
        user = known.users.get(entry.username)
        if user is None:
            user = _created(entry)
            yield "created"
        elif _completed(user, entry):
            yield "completed"
        yield _linked(wish, entry, user, known)


def _known(institution: Institution, batch: Sequence[Entry]) -> _Known:
    users = User.objects.filter(username__in=[entry.username for entry in batch])
    links = Link.objects.filter(institution=institution, customer__in=users).order_by("pk")
    every = list(links.select_related("institution"))
    return _Known(
        users={user.username: user for user in users},
        standing={each.customer_id: each for each in every if each.state != LinkState.ENDED},
        ended={each.customer_id for each in every if each.state == LinkState.ENDED},
    )


def _created(entry: Entry) -> User:
    # Saved one by one, so that her address counts as proven (addresses.py).
    user: User = User.objects.create(
        username=entry.username, password=make_password(None), **entry.details
    )
    return user


def _completed(user: User, entry: Entry) -> bool:
    """Fills in what is empty; what is there may be her own choice, and stays."""
    empty = {name: told for name, told in entry.details.items() if not getattr(user, name)}
    for name, told in empty.items():
        setattr(user, name, told)
    if empty:
        user.save(update_fields=list(empty))
    return bool(empty)


def _linked(wish: Wish, entry: Entry, user: User, known: _Known) -> str:
    if not user.is_active:
        return "switched_off"
    link = known.standing.get(user.pk)
    if link is not None and _number(link) == entry.customer_number:
        # So that nobody else is given the number: older links do not name it.
        Link.objects.filter(pk=link.pk, reference="").update(reference=entry.customer_number)
        return "unchanged"
    if link is None and user.pk in known.ended and not wish.again:
        return "left_ended"
    if link is not None:
        # Another number is another person at the bank, whose figures are not to mix with hers.
        operations.end(link)
    _create(wish.institution, user, entry.customer_number)
    return "linked" if link is None else "renumbered"


def _number(link: Link) -> str:
    try:
        return credentials_of(link).get("customer_number", "")
    except Refused:
        return ""


def _create(institution: Institution, user: User, number: str) -> None:
    # Spread over one turn, so that a whole bank's customers never come due together.
    spread_s = random.uniform(0, institution.refresh_every_s)  # noqa: S311 - nobody gains by guessing it
    Link.objects.create(
        customer=user,
        institution=institution,
        credentials=json.dumps({"customer_number": number}),
        reference=number,
        next_refresh_at=Now() + timedelta(seconds=spread_s),
    )


def _unlink_missing(institution: Institution, listed: set[str]) -> int:
    links = Link.objects.filter(institution=institution).exclude(state=LinkState.ENDED)
    named = links.order_by("pk").values_list("pk", "customer__username")
    missing = [pk for pk, username in named.iterator() if username not in listed]
    for pk in missing:
        operations.end(Link.objects.get(pk=pk))
    return len(missing)
