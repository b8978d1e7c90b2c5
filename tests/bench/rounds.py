"""The rounds: each asks all three views over the same connections, in random order."""

import random
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Final

import msgspec

from tests.bench.customers import Customers
from tests.bench.load import Job, Measured
from tests.bench.stage import ROOT, SKILL, Server

PATHS: Final = {
    "ours": "/platforms/alexa/",
    "bare": "/platforms/bare/",
    "constant": "/platforms/constant/",
}
CONCURRENCY: Final = (1, 8, 32)
# More than a second's worth of answers is signed for; who is faster still ends sooner.
_SIGNED_PER_S: Final = {1: 1500}
_SIGNED_PER_S_ELSE: Final = 2800

Round = Mapping[str, Measured]


def job(server: Server, ca: Path, customers: Customers, concurrency: int, seconds: float) -> Job:
    """One round's work, its views in random order."""
    return Job(
        port=server.port,
        ca=str(ca),
        skill=SKILL,
        concurrency=concurrency,
        seconds=seconds,
        size=int(seconds * _SIGNED_PER_S.get(concurrency, _SIGNED_PER_S_ELSE)),
        paths=random.sample(list(PATHS.values()), len(PATHS)),
        new=[PATHS["ours"], PATHS["bare"]],
        customers=customers,
        pids=list(server.pids),
    )


def measure(job: Job) -> Round:
    """Lets another process ask; what it measured, by view.

    Raises:
        RuntimeError: An answer was refused, or ours or the bare one had another figure.

    """
    job.customers.refresh()
    measured = ask(job)
    for view, each in measured.items():
        if each.refused or (each.wrong and view != "constant"):
            message = (
                f"{view}: of {each.requests} answers {each.refused} refused, {each.wrong} wrong"
            )
            raise RuntimeError(message)
    return measured


def ask(job: Job) -> Round:
    """Lets another process ask, whatever the answers are."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"],
        cwd=ROOT,
        input=msgspec.json.encode(job),
        stdout=subprocess.PIPE,
        check=True,
    )
    by_path = msgspec.json.decode(done.stdout, type=dict[str, Measured])
    return {view: by_path[path] for view, path in PATHS.items()}


def play(
    make: Callable[[int], Job], rounds: int, progress: Callable[[str], None]
) -> dict[int, list[Round]]:
    """All rounds, by concurrency; within a round the concurrencies come in random order too."""
    played: dict[int, list[Round]] = {concurrency: [] for concurrency in CONCURRENCY}
    for number in range(rounds):
        for concurrency in random.sample(CONCURRENCY, len(CONCURRENCY)):
            measured = measure(make(concurrency))
            played[concurrency].append(measured)
            rates = ", ".join(f"{view} {rate(each):.0f}" for view, each in measured.items())
            progress(f"round {number + 1} of {rounds}, concurrency {concurrency}: {rates} req/s")
    return played


def rate(measured: Measured) -> float:
    """Requests per second."""
    return measured.requests / measured.seconds


def middle(rounds: list[Round], view: str, of: Callable[[Measured], float]) -> float:
    """The median over the rounds of one figure of a view."""
    return median(of(each[view]) for each in rounds)


def ratio(rounds: list[Round], other: str, of: Callable[[Measured], float]) -> float:
    """The median over the rounds of ours by another's, each pair measured side by side."""
    return median(of(each["ours"]) / of(each[other]) for each in rounds)
