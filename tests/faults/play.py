"""Plays one scenario once and counts what it broke.

``python -m tests.faults.play <scenario>``; the last line of its output is the figures as JSON.
``python -m tests.faults`` plays them all, several times.
"""

import argparse
import json
import logging
import os
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from tests.faults import fronts, invariants, links, services, stage
from tests.faults.invariants import Terms
from tests.faults.links import Customers, Known
from tests.faults.running import Run, quiet, stored
from tests.faults.scenarios import SCENARIOS, Scenario

GOOD_BANKS = 4
BAD_LINKS = 12


def stand(asked: argparse.Namespace, scenario: Scenario, stack: ExitStack) -> Run:
    """Everything up, and all links made."""
    home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sayso-faults-")))
    os.environ["SAYSO_TRANSACTION_KEEP_DAYS"] = str(links.KEEP_DAYS)
    broker = database = None
    if scenario.has_own_broker:
        broker = stack.enter_context(services.rabbitmq(home))
    if scenario.has_own_database:
        database = stack.enter_context(services.postgresql(home))
    folder = stack.enter_context(
        stage.environment(
            database.url if database else asked.database,
            broker.url if broker else asked.broker,
            lease_s=scenario.lease_s,
        )
    )
    invariants.make_tables()
    # That a broker is away is the point here.
    logging.getLogger("banking.dispatch").setLevel(logging.ERROR)
    sandbox = stack.enter_context(stage.bank(folder))
    for number in range(GOOD_BANKS):
        bank = Known(name=f"Good bank {number}", url=sandbox, interval_s=scenario.interval_s)
        links.make_links(bank, scenario.links // GOOD_BANKS)
    doors, banks = {}, [sandbox]
    for manner in scenario.bad:
        door = doors[manner] = stack.enter_context(fronts.front())
        door.behind = services.free_port()
        stack.enter_context(stage.bank(folder, port=door.behind, known_as=door.url))
        banks.append(f"http://127.0.0.1:{door.behind}")
        name = f"{invariants.BAD}, {manner}"
        links.make_links(Known(name=name, url=door.url, interval_s=scenario.interval_s), BAD_LINKS)
    chance = random.Random(asked.seed)  # noqa: S311 - a run that can be repeated
    processes = stack.enter_context(ExitStack())
    return Run(
        scenario=scenario,
        workers=stage.Workers(folder=folder, stack=processes, chance=chance),
        customers=Customers(chance=chance, banks=banks, most_ended=scenario.links // 5),
        doors=doors,
        stack=processes,
        broker=broker,
        database=database,
        retry_after_s=asked.retry_after,
    )


def chosen(asked: argparse.Namespace) -> Scenario:
    """The scenario, with what was asked to be otherwise."""
    scenario = SCENARIOS[asked.scenario]
    # Whoever asks for patience is to see all of it.
    patience_s = asked.retry_after + 20 if "limited" in scenario.bad else 0
    return replace(
        scenario,
        links=asked.links or scenario.links,
        torment_s=max(asked.seconds or scenario.torment_s, patience_s),
        late_s=asked.late or scenario.late_s,
        refreshes=scenario.refreshes if asked.refreshes < 0 else asked.refreshes,
    )


def play(asked: argparse.Namespace) -> dict[str, float]:
    scenario = chosen(asked)
    with ExitStack() as stack:
        run = stand(asked, scenario, stack)
        for name in stage.WORKERS:
            run.workers.start(name)
        since = links.compared_since()
        run.began = time.time()
        run.torment()
        before, calm_at = links.served(since), time.time()
        run.calm(calm_at)
        over_at = time.time()
        # A movement that the bank made of itself meanwhile is nobody's mistake.
        same = {key: told for key, told in links.served(since).items() if before[key] == told}
        links.tell_served(same)
        quiet(scenario.lease_s + 20)
        terms = Terms(
            began_at=run.began,
            calm_at=calm_at,
            over_at=over_at,
            since=since.timestamp(),
            interval_s=scenario.interval_s,
            bound_s=scenario.interval_s * 1.1 + scenario.late_s,
        )
        return count(run) | dict(invariants.figures(terms)) | late(run, over_at - run.began)


def count(run: Run) -> dict[str, float]:
    """What happened in the run, to be told beside what it broke."""
    from datetime import timedelta  # noqa: PLC0415

    from banking.models import Refresh  # noqa: PLC0415

    overtaken = Refresh.objects.filter(outcome="overtaken")
    return {
        "stored": stored(),
        "kills": run.kills,
        "frozen": run.freezes,
        "asked": run.customers.asked,
        "ended": run.customers.ended,
        "stale writes fenced": overtaken.filter(took__gt=timedelta()).count(),
        "killed while running": overtaken.filter(took=timedelta()).count(),
    }


def late(run: Run, seconds: float) -> dict[str, float]:
    """The longest that another bank's link waited between two refreshes, and the run's length."""
    closed = run.doors.get("limited")
    return {
        "longest gap": round(invariants.longest_gap(run.began)),
        "asked while closed": closed.asked_while_closed if closed else 0,
        "seconds": round(seconds),
    }


def is_loss(figures: dict[str, float]) -> bool:
    """Whether an invariant is broken, or a bank was asked before it wanted to be."""
    # Those that were under way when it first said so hear it too, one request each.
    in_flight = stage.SLOTS + stage.ASKED_SLOTS
    broken = any(figures[name] for name in invariants.QUERIES)
    return broken or figures["asked while closed"] > in_flight


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("scenario", choices=SCENARIOS)
    parser.add_argument("--database", default="", help="a PostgreSQL; empty: a SQLite file")
    parser.add_argument("--broker", default="filesystem://")
    parser.add_argument("--seed", type=int, default=2018)
    parser.add_argument("--retry-after", type=int, default=40, help="what a busy bank asks for")
    parser.add_argument("--links", type=int, default=0, help="at good banks, in all")
    parser.add_argument("--refreshes", type=int, default=-1, help="at least so many")
    parser.add_argument("--seconds", type=int, default=0, help="how long faults last")
    parser.add_argument("--late", type=int, default=0, help="how late others may be")
    asked = parser.parse_args()
    figures = play(asked)
    print(json.dumps(figures))  # noqa: T201
    return int(is_loss(figures) or figures["stored"] < chosen(asked).refreshes)


if __name__ == "__main__":
    sys.exit(main())
