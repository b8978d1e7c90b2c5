"""A message that kills whoever takes it is parked, and all others are worked on."""

import os

import pytest

from tests.faults.stage import ended

BROKER_URL = os.environ.get("SAYSO_TEST_BROKER_URL", "")


@pytest.mark.broker
def test_a_message_that_kills_its_worker_is_parked_and_the_others_flow() -> None:
    """Checks 68 and 71, F9: what is no message of ours is parked at once, and kills nobody."""
    run = ended("tests.faults.poison", "--broker", BROKER_URL)

    assert run.returncode == 0, run.stdout + run.stderr
