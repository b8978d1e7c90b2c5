"""What the rounds come to: a table, verdicts, and the same as JSON."""

import json
import os
import platform
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from tests.bench.rounds import PATHS, Round, middle, rate, ratio
from tests.bench.stage import ROOT

# Against the bare view's requests/s: what is never given up, what is expected, where it should end.
FLOOR, EXPECTED, END = 0.50, 0.60, 0.85
# Jovo 4 with a verifier and a constant answer, on the machine where our constant made 5964 at
# concurrency 8; scaled by what the constant makes here.
JOVO_PER_CONSTANT: Final = 416 / 5964
JOVO_TIMES: Final = 2
_FIGURES: Final = {
    "req/s": rate,
    "p50 ms": lambda each: each.p50_ms,
    "p99 ms": lambda each: each.p99_ms,
    "CPU ms": lambda each: each.cpu_ms,
}
_NAMES: Final = {"ours": "Sayso", "bare": "(b) bare view", "constant": "(a) constant"}

Played = Mapping[int, list[Round]]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One promise about speed: what it asks for, what was measured, and whether it is binding."""

    sentence: str
    least: float
    measured: float
    is_binding: bool = False

    @property
    def is_kept(self) -> bool:
        return self.measured >= self.least

    def as_data(self) -> dict[str, object]:
        return {**asdict(self), "is_kept": self.is_kept}

    def __str__(self) -> str:
        word = "pass" if self.is_kept else "FAIL" if self.is_binding else "not yet"
        return f"{word:>8}  {self.sentence}: {self.measured:.2f}, asked for {self.least:.2f}"


def verdicts(played: Played) -> list[Verdict]:
    """The floor, what is expected, where it should end, and twice Jovo."""
    lowest = min(ratio(rounds, "bare", rate) for rounds in played.values())
    jovo = JOVO_PER_CONSTANT * middle(played[8], "constant", rate)
    share = "req/s of the bare view's, the lowest of the concurrencies"
    return [
        Verdict(sentence=f"the floor: {share}", least=FLOOR, measured=lowest, is_binding=True),
        Verdict(sentence=f"expected: {share}", least=EXPECTED, measured=lowest),
        Verdict(sentence=f"where it should end: {share}", least=END, measured=lowest),
        Verdict(
            sentence="times Jovo 4, scaled by the constant, at concurrency 8",
            least=JOVO_TIMES,
            measured=middle(played[8], "ours", rate) / jovo,
        ),
    ]


def lines(
    played: Played,
    counted: Mapping[str, str],
    memory_mib: list[float],
    verdicts: list[Verdict],
) -> Iterator[str]:
    """Everything that was found, to be read."""
    yield from _table(played)
    yield ""
    yield from (f"a question to {_NAMES[view]}: {words}" for view, words in counted.items())
    yield "memory of each worker: " + ", ".join(f"{mib:.0f} MiB" for mib in memory_mib)
    yield ""
    yield from map(str, verdicts)


def _table(played: Played) -> Iterator[str]:
    """Medians by concurrency and view, then ours by the others'."""
    yield f"{'':>12} {'':<14}" + "".join(f"{name:>10}" for name in _FIGURES)
    for concurrency, rounds in played.items():
        for view in PATHS:
            figures = (middle(rounds, view, of) for of in _FIGURES.values())
            yield f"{concurrency:>12} {_NAMES[view]:<14}" + "".join(f"{f:>10.2f}" for f in figures)
        for other, name in (("bare", "by (b)"), ("constant", "by (a)")):
            ratios = (ratio(rounds, other, of) for of in _FIGURES.values())
            yield f"{'':>12} {'Sayso ' + name:<14}" + "".join(f"{r:>10.2f}" for r in ratios)


def as_data(played: Played) -> dict[str, object]:
    """The same, for machines."""
    return {
        str(concurrency): {
            **{
                view: {name: middle(rounds, view, of) for name, of in _FIGURES.items()}
                for view in PATHS
            },
            "by": {
                other: {name: ratio(rounds, other, of) for name, of in _FIGURES.items()}
                for other in ("bare", "constant")
            },
            "req/s of each round": {
                view: [round(rate(each[view])) for each in rounds] for view in PATHS
            },
        }
        for concurrency, rounds in played.items()
    }


def surroundings() -> dict[str, object]:
    """Which code ran on what."""
    names = ("Django", "granian", "psycopg", "cryptography", "msgspec")
    return {
        "commit": _git("rev-parse", "HEAD"),
        "is_changed": bool(_git("status", "--porcelain")),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in names},
        "kernel": platform.release(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
    }


def write(path: Path, data: Mapping[str, object]) -> None:
    """Writes what was found."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(data, indent=2) + "\n")


def _git(*arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - arguments from above
        ["git", *arguments],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()
