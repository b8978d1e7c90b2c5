"""What goes wrong: each scenario's cruelties, its length, and how late others may be for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.faults import stage

if TYPE_CHECKING:
    from tests.faults.running import Run

# Longer than a killed worker's refreshes should wait, shorter than what a frozen one is.
SHORT_LEASE_S = 6
# Longer than the 15 s that a bank may take for all it says.
BANK_LEASE_S = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One kind of fault.

    Shape: ``late_s`` is by how much the other banks' refreshes may come later than their interval,
    a tenth of which is spread; ``act`` is called about once a second while faults last.
    """

    name: str
    act: Callable[["Run"], None]
    bad: tuple[str, ...] = ()
    links: int = 80
    interval_s: int = 20
    lease_s: int = SHORT_LEASE_S
    late_s: int
    torment_s: int = 40
    refreshes: int = 0
    has_own_broker: bool = False
    has_own_database: bool = False


def _kill_workers(run: "Run") -> None:
    """Kill -9 each two to four seconds; now and then a process is frozen for too long instead."""
    workers = run.workers
    workers.thaw(run.clock())
    if run.clock() < run.next_at:
        return
    # Somebody looks once a second at most.
    run.next_at = run.clock() + workers.chance.uniform(2, 3.2)
    name = workers.chance.choice(list(stage.WORKERS))
    match workers.chance.random():
        case dice if dice < 0.15 and name != "beat" and len(workers.frozen) < 2:
            workers.freeze_child(name, run.clock() + run.scenario.lease_s + 2)
            run.freezes += 1
            return
        case dice if dice < 0.6 and name != "beat":
            workers.kill_child(name)
        case _:
            workers.kill(name)
    run.kills += 1


def _kill_broker(run: "Run") -> None:
    """Kill -9 and wipe, twice a run; it is away for as long as it takes to start, and a bit."""
    if run.clock() < run.next_at or run.broker is None:
        return
    run.broker.kill()
    run.broker.wipe()
    run.kills += 1
    run.live(3)
    run.broker.start()
    run.next_at = run.clock() + 15


def _kill_database(run: "Run") -> None:
    """Kill -9 of the postmaster, which starts again a moment later."""
    if run.clock() < run.next_at or run.database is None:
        return
    run.database.kill()
    run.kills += 1
    run.live(2)
    run.database.start()
    run.next_at = run.clock() + 8


def _misbehave(run: "Run") -> None:
    """Banks that hang, send garbage or ask for patience do so all the time."""
    run.let_banks_misbehave()


def _double(run: "Run") -> None:
    """A second beat, and two more dispatchers whose clocks are wrong by two minutes."""
    if run.next_at == 0:
        run.workers.start("beat", twin="2")
        for ahead_s in (120, -120):
            run.start("-m", "tests.faults.dispatcher", str(ahead_s))
        run.next_at = run.clock()


SCENARIOS = {
    each.name: each
    for each in (
        Scenario(name="workers", act=_kill_workers, links=400, interval_s=30, late_s=32,
                 torment_s=150, refreshes=2000),
        Scenario(name="broker", act=_kill_broker, late_s=60, torment_s=50, has_own_broker=True),
        Scenario(name="database", act=_kill_database, late_s=40, has_own_database=True),
        Scenario(name="banks", act=_misbehave, bad=("hang", "garbage", "limited"), late_s=25,
                 lease_s=BANK_LEASE_S),
        Scenario(name="hang", act=_misbehave, bad=("hang",), late_s=25, lease_s=BANK_LEASE_S),
        Scenario(name="garbage", act=_misbehave, bad=("garbage",), late_s=25,
                 lease_s=BANK_LEASE_S),
        Scenario(name="limited", act=_misbehave, bad=("limited",), late_s=25,
                 lease_s=BANK_LEASE_S),
        Scenario(name="twins", act=_double, late_s=25),
    )
}  # fmt: skip
# The others are parts of these.
USUAL = ("workers", "broker", "database", "banks", "twins")
