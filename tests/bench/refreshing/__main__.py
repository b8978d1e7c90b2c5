"""Refreshes per second per worker: ``python -m tests.bench.refreshing``."""

import argparse
import os
import sys
import time
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from statistics import median

from tests.bench import stage

_BEGAN = time.monotonic()
RATIO, GROWTH, SAME, MEMORY_MIB = 0.5, 1.7, 0.85, 150
_LINKS = 1_000


def arguments(given: list[str] | None = None) -> Namespace:
    """The options, with defaults that take some eight minutes."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.refreshing", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--due", type=int, default=300, help="Links of each round; 500 at most.")
    parser.add_argument("--others", type=int, default=1_000_000, help="Links that are not due.")
    parser.add_argument("--dispatched", type=int, default=100_000)
    parser.add_argument("--overdue", type=int, default=50_000, help="While a question is asked.")
    parser.add_argument(
        "--postgres",
        default=os.environ.get(
            "SAYSO_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres"
        ),
        help="Where a database may be created; also SAYSO_BENCH_POSTGRES.",
    )
    parser.add_argument(
        "--broker",
        default=os.environ.get("SAYSO_TEST_BROKER_URL", "amqp://guest:guest@127.0.0.1:5672//"),
    )
    parser.add_argument("--to", type=Path, default=stage.ROOT / ".bench" / "refreshing.json")
    return parser.parse_args(given)


def main(options: Namespace) -> int:
    prefix = f"bench-{os.getpid()}"
    with stage.environment(
        options.postgres, SAYSO_BROKER_URL=options.broker, SAYSO_QUEUE_PREFIX=prefix
    ) as folder:
        from tests.bench.refreshing import overdue, workers  # noqa: PLC0415 - it needs Django
        from tests.faults.stage import delete_queues  # noqa: PLC0415

        try:
            with workers.bank(folder) as bank:
                figures = _measure(options, folder, bank)
                if options.overdue:
                    _progress(f"questions while {options.overdue} links are overdue")
                    figures |= overdue.measure(options.overdue, folder, bank)
        finally:
            delete_queues()
    return _report(options, figures)


def _measure(options: Namespace, folder: Path, bank: str) -> dict[str, float]:
    from tests.bench.refreshing import links, rounds  # noqa: PLC0415

    rates = _rates(options, folder, bank)
    figures = {f"refreshes/s, {name}": median(each) for name, each in rates.items() if each}
    one, two, script = (figures[f"refreshes/s, {name}"] for name in ("one", "two", "script"))
    figures |= {"of the script's rate": one / script, "from one worker to two": two / one}
    if options.dispatched:
        count = min(options.dispatched, options.others)
        figures[f"dispatched/s, of {count}"] = rounds.dispatched_per_s(links.OTHERS, count)
    return figures | {"memory of a worker, MiB": max(rates.memory_mib)}


class _Rates(dict[str, list[float]]):
    """Refreshes per second of each round, by what was measured."""

    def __init__(self) -> None:
        super().__init__(one=[], two=[], script=[], many=[])
        self.memory_mib: list[float] = []


def _rates(options: Namespace, folder: Path, bank: str) -> _Rates:
    from tests.bench.refreshing import links, rounds, workers  # noqa: PLC0415

    first, due, rates = links.FIRST, options.due, _Rates()
    of_script = first + due
    _progress(f"{_LINKS} links at {links.BANKS} banks; {2 * due} of them learn what they know")
    institutions = links.banks(bank)
    links.add(institutions, first, _LINKS)
    links.give_numbers(range(first, of_script + due))
    with workers.workers(folder, 2):
        rounds.learn(first, 2 * due, 2)
    links.serve(bank, "more")
    links.tidy()
    for number in range(options.rounds):
        for name, count in (("one", 1), ("two", 2)):
            with workers.workers(folder, count) as running:
                rates[name].append(rounds.rate(first, due, count))
                rates.memory_mib += running.memory_mib()
        links.forget_new()
        database = os.environ["SAYSO_DATABASE_URL"]
        rates["script"].append(due / workers.script_s(bank, database, of_script, due))
        _progress(f"round {number + 1}: " + _in_words(rates))
    if options.others:
        _progress(f"{options.others} more links")
        links.add(institutions, links.OTHERS, options.others)
        links.tidy()
        with workers.workers(folder, 1):
            rates["many"] += [rounds.rate(first, due, 1) for _ in range(options.rounds)]
        _progress(_in_words(rates))
    return rates


def _in_words(rates: dict[str, list[float]]) -> str:
    return ", ".join(f"{name} {each[-1]:.1f}/s" for name, each in rates.items() if each)


def _report(options: Namespace, figures: dict[str, float]) -> int:
    from tests.bench import report  # noqa: PLC0415

    verdicts = [
        report.Verdict(
            sentence="refreshes/s of one worker by the bare script's",
            least=RATIO,
            measured=figures["of the script's rate"],
            is_binding=True,
        ),
        report.Verdict(
            sentence="refreshes/s of two workers by one's",
            least=GROWTH,
            measured=figures["from one worker to two"],
        ),
        report.Verdict(
            sentence="150 MiB by what a worker takes",
            least=1,
            measured=MEMORY_MIB / figures["memory of a worker, MiB"],
            is_binding=True,
        ),
    ]
    many = figures.get("refreshes/s, many")
    if many:
        measured = many / figures["refreshes/s, one"]
        sentence = f"refreshes/s among {options.others} links by those among {_LINKS}"
        verdicts.append(report.Verdict(sentence=sentence, least=SAME, measured=measured))
    for name, figure in figures.items():
        _say(f"{name:45}{figure:>12.2f}")
    for verdict in verdicts:
        _say(str(verdict))
    report.write(
        options.to,
        {
            "options": {name: getattr(options, name) for name in ("rounds", "due", "others")},
            "surroundings": report.surroundings(),
            "figures": figures,
            "verdicts": [asdict(verdict) for verdict in verdicts],
        },
    )
    return 0 if all(verdict.is_kept for verdict in verdicts if verdict.is_binding) else 1


def _progress(news: str) -> None:
    print(f"{time.monotonic() - _BEGAN:6.1f} s  {news}", file=sys.stderr, flush=True)  # noqa: T201


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(arguments()))
