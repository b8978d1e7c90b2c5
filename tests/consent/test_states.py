"""The table of states, over every pair."""

import itertools

import pytest

from consent import states
from consent.states import Operation, State

EXPECTED = {
    ("requested", "grant"): "live",
    ("requested", "deny"): "ended",
    ("requested", "end"): "ended",
    ("live", "narrow"): "live",
    ("live", "widen"): "live",
    ("live", "extend"): "live",
    ("live", "pause"): "paused",
    ("live", "end"): "ended",
    ("paused", "narrow"): "paused",
    ("paused", "resume"): "live",
    ("paused", "end"): "ended",
}


@pytest.mark.parametrize(("state", "operation"), list(itertools.product(State, Operation)))
def test_every_pair_leads_where_it_should_or_nowhere(state: State, operation: Operation) -> None:
    expected = EXPECTED.get((state.value, operation.value))
    if expected is None:
        with pytest.raises(states.Forbidden, match=operation.value):
            states.after(state, operation)
    else:
        assert states.after(state, operation) == expected


def test_nothing_leads_out_of_the_end() -> None:
    assert {state for state, _ in states.TRANSITIONS} == set(State) - {State.ENDED}
