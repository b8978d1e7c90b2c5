"""The signed balance question end to end: ``python -m tests.bench``; ``--profile`` says why."""

import argparse
import os
import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import stage

if TYPE_CHECKING:
    from tests.bench.customers import Customers

_WARM_UP_S = 0.5
_BEGAN = time.monotonic()


def arguments(given: list[str] | None = None) -> Namespace:
    """The options, with defaults that take some three minutes."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="Of each view in a round.")
    parser.add_argument("--crowd", type=int, default=100_000, help="Customers in the database.")
    parser.add_argument("--asking", type=int, default=2_000, help="How many of them ask.")
    parser.add_argument("--workers", type=int, default=2, help="Of the server; one per core.")
    parser.add_argument(
        "--postgres",
        default=os.environ.get(
            "SAYSO_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres"
        ),
        help="Where a database may be created; also SAYSO_BENCH_POSTGRES.",
    )
    parser.add_argument(
        "--to", type=Path, default=stage.ROOT / ".bench" / "balance.json", help="The same as JSON."
    )
    parser.add_argument("--profile", action="store_true", help="Where one question's time goes.")
    return parser.parse_args(given)


def main(options: Namespace) -> int:
    """Sets the stage, then measures or profiles; the exit code is 1 below the floor."""
    with stage.environment(options.postgres) as folder:
        # These need Django, which needs the environment.
        from tests.bench import profile  # noqa: PLC0415
        from tests.bench.customers import Customers  # noqa: PLC0415

        _progress(f"making a database of {options.crowd} customers")
        stage.fill(options.crowd, folder / "alexa-ca")
        count = min(options.asking, options.crowd)
        customers = Customers(count=count, step=options.crowd // count)
        customers.prepare()
        if options.profile:
            for line in profile.table(folder / "alexa-ca", customers):
                _say(line)
            return 0
        return _bench(options, folder, customers)


def _bench(options: Namespace, folder: Path, customers: "Customers") -> int:
    from tests.bench import counting, report, rounds  # noqa: PLC0415

    ca = folder / "alexa-ca"
    counted = {
        view: counting.in_words(counting.statements(rounds.PATHS[view], ca, customers))
        for view in ("ours", "bare")
    }
    with stage.server(options.workers, folder) as server:
        _progress("warming up")
        # The first request of all has the chain proven; of those beside it, some may be refused.
        for _ in range(3):
            rounds.ask(rounds.job(server, ca, customers, 32, min(options.seconds, _WARM_UP_S)))
        before = report.surroundings()
        played = rounds.play(
            lambda concurrency: rounds.job(server, ca, customers, concurrency, options.seconds),
            options.rounds,
            _progress,
        )
        memory = server.memory_mib()
    verdicts = report.verdicts(played)
    for line in report.lines(played, counted, memory, verdicts):
        _say(line)
    report.write(
        options.to,
        {
            "options": {key: getattr(options, key) for key in ("rounds", "seconds", "crowd")},
            "workers": options.workers,
            "asking": customers.count,
            "surroundings": before | {"load_after": os.getloadavg()},
            "medians": report.as_data(played),
            "statements": counted,
            "memory_mib_of_each_worker": memory,
            "verdicts": [verdict.as_data() for verdict in verdicts],
        },
    )
    _progress(f"written to {options.to}")
    return 0 if all(verdict.is_kept for verdict in verdicts if verdict.is_binding) else 1


def _progress(news: str) -> None:
    print(f"{time.monotonic() - _BEGAN:6.1f} s  {news}", file=sys.stderr, flush=True)  # noqa: T201


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(arguments()))
