"""Banks with customers for a fault run, what they serve, and what customers do meanwhile."""

import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.faults import invariants, stage
from tests.faults.invariants import Served

# The sandbox bank's customers; each is customer of every bank, many times over.
NUMBERS = [100001, 100002, 100003, 100004]
KEEP_DAYS = 30
# Compared are the days that no retention and no first day's edge touch.
_COMPARED = timedelta(days=KEEP_DAYS - 3)
_CONTROL = ("sayso", stage.SERVICE_SECRET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A bank by its name and address, and how often its links come due."""

    name: str
    url: str
    interval_s: int


def make_institution(bank: Known) -> int:
    from banking.models import Institution  # noqa: PLC0415 - after the environment

    return Institution.objects.create(
        name=bank.name,
        standard="fdx",
        base_url=f"{bank.url}/fdx/v6",
        token_url=f"{bank.url}/oauth/token",
        service_id="sayso",
        service_secret=stage.SERVICE_SECRET,
        time_zone="America/New_York",
        refresh_every_s=bank.interval_s,
    ).pk


def make_links(bank: Known, count: int) -> None:
    """Links of invented customers, due one after the other through the first interval."""
    from django.db.models.functions import Now  # noqa: PLC0415

    from banking.models import Link, User  # noqa: PLC0415

    institution = make_institution(bank)
    users = User.objects.bulk_create(
        User(username=f"{bank.name} {number}") for number in range(count)
    )
    Link.objects.bulk_create(
        Link(
            customer=user,
            institution_id=institution,
            credentials=json.dumps({"customer_number": str(NUMBERS[number % len(NUMBERS)])}),
            next_refresh_at=Now() + timedelta(seconds=bank.interval_s * number / count),
        )
        for number, user in enumerate(users)
    )


def compared_since() -> datetime:
    """The beginning of the first day that is compared."""
    day = datetime.now(UTC) - _COMPARED
    return day.replace(hour=0, minute=0, second=0, microsecond=0)


def served(since: datetime) -> dict[tuple[int, str, str], tuple[int, int, int]]:
    """What each bank serves now, read by the connector: figures by bank, customer and account."""
    from banking.connector import Secret  # noqa: PLC0415
    from banking.connectors import connect_for  # noqa: PLC0415
    from banking.models import Institution, Link  # noqa: PLC0415

    found = {}
    for bank in Institution.objects.order_by("pk"):
        for number in NUMBERS:
            credentials = Secret(json.dumps({"customer_number": str(number)}))
            link = Link(institution=bank, credentials=credentials)
            for bank_id, figures in _read(connect_for(bank.standard), link, since).items():
                found[bank.pk, str(number), bank_id] = figures
    return found


def _read(
    connect: Callable[..., Any], link: Any, since: datetime, tries: int = 3
) -> dict[str, tuple[int, int, int]]:
    """One customer's accounts; a machine that is busy with faults may need a second try."""
    from banking.connector import Unreachable  # noqa: PLC0415

    try:
        return _read_once(connect, link, since)
    except Unreachable:
        if tries == 1:
            raise
        return _read(connect, link, since, tries - 1)


def _read_once(
    connect: Callable[..., Any], link: Any, since: datetime
) -> dict[str, tuple[int, int, int]]:
    from banking.access import access_to  # noqa: PLC0415

    found = {}
    with connect(access_to(link, is_customer_present=False)) as bank:
        for account in bank.accounts():
            listed = {
                each.bank_id: each.amount.minor
                for each in bank.transactions(account.bank_id, since=since.date())
                if each.happened_at >= since
            }
            figures = (account.current.minor, len(listed), sum(listed.values()))
            found[account.bank_id] = figures
    return found


def tell_served(figures: Mapping[tuple[int, str, str], tuple[int, int, int]]) -> None:
    """Notes for each link what its bank serves its customer."""
    from banking.models import Link  # noqa: PLC0415

    told = []
    for link in Link.objects.exclude(state="ended").order_by("pk"):
        number = json.loads(link.credentials.reveal())["customer_number"]
        told += [
            Served(link=link.pk, bank_id=bank_id, current_minor=current, transactions=count,
                   total_minor=total)
            for (bank, holder, bank_id), (current, count, total) in figures.items()
            if (bank, holder) == (link.institution_id, number)
        ]  # fmt: skip
    invariants.tell_served(told)


@dataclass(kw_only=True)
class Customers:
    """They ask, they leave, and they spend."""

    chance: random.Random
    banks: Sequence[str]
    most_ended: int
    asked: int = 0
    ended: int = 0
    spent: int = 0

    def live(self) -> Sequence[int]:
        from banking.models import Link  # noqa: PLC0415

        good = Link.objects.exclude(state="ended").exclude(
            institution__name__startswith=invariants.BAD
        )
        return list(good.order_by("pk").values_list("pk", flat=True))

    def ask(self) -> None:
        from banking import refresh  # noqa: PLC0415

        self.asked += refresh.ask(self.chance.choice(self.live()))

    def leave(self) -> None:
        """Ends a link, preferably one that is being worked on."""
        from banking import refresh  # noqa: PLC0415
        from banking.models import Link  # noqa: PLC0415

        if self.ended == self.most_ended:
            return
        at_work = Link.objects.filter(pk__in=self.live(), lease_until__isnull=False)
        candidates = list(at_work.values_list("pk", flat=True)) or self.live()
        link = Link.objects.get(pk=self.chance.choice(candidates))
        refresh.end_link(link)
        invariants.tell_end(link.pk)
        self.ended += 1

    def spend(self) -> None:
        """A movement at each bank, made now."""
        told = {"account_id": "", "amount": f"-{self.chance.randint(1, 900) / 100:.2f}"}
        for bank in self.banks:
            with httpx.Client(auth=_CONTROL, timeout=30) as client:
                people = client.get(f"{bank}/sandbox/customers").json()["customers"]
                told["account_id"] = self.chance.choice(people[:3])["accounts"][0]["id"]
                movement = told | {"description": f"Movement {time.monotonic_ns()}"}
                client.post(f"{bank}/sandbox/transactions", json=movement).raise_for_status()
        self.spent += 1
