"""Several things in one sentence."""

import pytest

from assistant.speech import lists, locales


@pytest.mark.parametrize(
    ("tag", "items", "words"),
    [
        ("en-US", ["a"], "a"),
        ("en-US", ["a", "b"], "a and b"),
        ("en-US", ["a", "b", "c"], "a, b, and c"),
        ("en-GB", ["a", "b", "c"], "a, b and c"),
    ],
)
def test_it_is_joined_as_the_locale_does(tag: str, items: list[str], words: str) -> None:
    assert lists.spoken(items, locales.of(tag)) == words
