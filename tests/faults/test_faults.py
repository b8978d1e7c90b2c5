"""Short forms of the fault runs; the long ones are in README.md."""

import os

import pytest

from tests.faults.stage import ended

# Beside all other tests a worker may need long to come back; what is late is the long runs' matter.
UNHURRIED = ("--late", "120")
BROKER_URL = os.environ.get("SAYSO_TEST_BROKER_URL", "")


@pytest.mark.parametrize(
    "options",
    [
        pytest.param((), id="embedded"),
        pytest.param(("--broker", BROKER_URL), id="rabbitmq", marks=pytest.mark.broker),
    ],
)
@pytest.mark.skipif("SAYSO_TEST_FAULTS" not in os.environ, reason="takes a minute; say so")
def test_killed_workers_lose_nothing(options: tuple[str, ...]) -> None:
    """Promise P9, and checks F1 and F2; check 66."""
    few = ("--links", "24", "--refreshes", "30", "--seconds", "20", *UNHURRIED)

    run = ended("tests.faults.play", "workers", *few, *options)

    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.skipif("SAYSO_TEST_FAULTS" not in os.environ, reason="takes a minute; say so")
def test_banks_that_hang_or_send_garbage_or_want_patience_keep_nobody_else_waiting() -> None:
    """Check F7."""
    few = ("--links", "16", "--seconds", "20", "--retry-after", "15", *UNHURRIED)

    run = ended("tests.faults.play", "banks", *few)

    assert run.returncode == 0, run.stdout + run.stderr
