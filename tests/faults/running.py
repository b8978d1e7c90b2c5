"""A fault run while it runs: faults, then calm, then quiet."""

import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from tests.faults import invariants, services, stage
from tests.faults.fronts import Front
from tests.faults.invariants import Terms
from tests.faults.links import Customers
from tests.faults.scenarios import Scenario

# Faults may need to run out themselves: a closed circuit, a lease, the rest of an interval.
CALM_S = 150
_STEP_S = 0.5


@dataclass(kw_only=True)
class Run:
    """One scenario on its stage."""

    scenario: Scenario
    workers: stage.Workers
    customers: Customers
    doors: dict[str, Front]
    stack: ExitStack
    broker: services.RabbitMQ | None = None
    database: services.PostgreSQL | None = None
    retry_after_s: int
    kills: int = 0
    freezes: int = 0
    steps: int = 0
    next_at: float = 0
    clock: Callable[[], float] = time.monotonic
    began: float = field(default_factory=time.time)

    def start(self, *command: str) -> None:
        log = self.workers.folder / "more.log"
        self.stack.enter_context(stage.process(*command, log=log))

    def let_banks_misbehave(self) -> None:
        for manner, door in self.doors.items():
            if not door.closed_until:
                door.manner, door.retry_after_s = manner, self.retry_after_s

    def live(self, seconds: float) -> None:
        """Customers go on meanwhile, as far as they can."""
        end = self.clock() + seconds
        while self.clock() < end:
            self.steps += 1
            patiently(self.customers.ask)
            if self.steps % 3 == 0:
                self.customers.spend()
            if self.steps % 5 == 0:
                patiently(self.customers.leave)
            time.sleep(_STEP_S)

    def torment(self) -> None:
        """Until the time is up and the refreshes are made; three times as long at most."""
        start = self.clock()
        if self.scenario.has_own_broker or self.scenario.has_own_database:
            self.next_at = start + 10
        while (past := self.clock() - start) < 3 * self.scenario.torment_s:
            if past > self.scenario.torment_s and stored() >= self.scenario.refreshes:
                break
            self.scenario.act(self)
            self.live(_STEP_S)
            self.tell("faults")
        self.workers.thaw(float("inf"))
        for door in self.doors.values():
            door.manner = "good"

    def calm(self, calm_at: float) -> None:
        """Until each link was read once more, as it should be by itself."""
        end = self.clock() + CALM_S
        while self.clock() < end and unread(calm_at):
            self.tell("calm")
            time.sleep(1)

    def tell(self, what: str) -> None:
        told = f"{self.scenario.name}: {what}, {time.time() - self.began:.0f} s"
        told += f", {stored()} stored, {self.kills} kills, {self.customers.ended} ended"
        print(f"\r{told:79}", end="", file=sys.stderr, flush=True)  # noqa: T201


def patiently(act: Callable[[], object]) -> object:
    """Acts, or leaves it where the database is not there."""
    from django.db import DatabaseError, InterfaceError, connection  # noqa: PLC0415

    try:
        return act()
    except (DatabaseError, InterfaceError):
        connection.close()
        return None


def stored() -> int:
    from banking.models import Refresh  # noqa: PLC0415

    found = patiently(Refresh.objects.filter(outcome__in=["stored", "partial"]).count)
    return found if isinstance(found, int) else 0


def unread(since: float) -> int:
    """Links that were not read since that moment."""
    terms = Terms(began_at=0, calm_at=since, over_at=0, since=0, interval_s=0, bound_s=0)
    return len(invariants.broken("never refreshed", terms))


def quiet(seconds: float) -> None:
    """Nothing comes due any more, and what is under way ends."""
    from datetime import timedelta  # noqa: PLC0415

    from django.db.models.functions import Now  # noqa: PLC0415

    from banking.models import Link  # noqa: PLC0415

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        live = Link.objects.exclude(state="ended")
        live.update(next_refresh_at=Now() + timedelta(days=1))
        if not live.exclude(lease_until=None).exists():
            return
        time.sleep(0.5)
