"""Intents by Alexa's names and by ours."""

import pytest

from assistant.platforms.alexa import names


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("BalanceIntent", "balance"),
        ("MinimumDueIntent", "minimum_due"),
        ("AMAZON.HelpIntent", "help"),
        ("AMAZON.StopIntent", "stop"),
        ("AMAZON.CancelIntent", "cancel"),
        ("AMAZON.NavigateHomeIntent", "cancel"),
        ("AMAZON.RepeatIntent", "repeat"),
        ("AMAZON.YesIntent", "yes"),
        ("AMAZON.StartOverIntent", "start_over"),
        ("AMAZON.FallbackIntent", "fallback"),
        ("AMAZON.SearchAction<object@WeatherForecast>", "fallback"),
        ("Intent", "fallback"),
        ("A" * 200, "fallback"),
        ("Drop;Table", "fallback"),
    ],
)
def test_alexa_s_name_becomes_ours(theirs: str, ours: str) -> None:
    assert names.ours(theirs) == ours


@pytest.mark.parametrize("intent", ["balance", "minimum_due", *sorted(names.OF_ALEXA)])
def test_our_name_goes_to_alexa_and_comes_back(intent: str) -> None:
    assert names.ours(names.theirs(intent)) == intent
