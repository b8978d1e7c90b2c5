"""No text pushes: no praise for one choice, no threat with the other, no haste, no shame."""

import re

import pytest

from tests.language import texts

PUSHING = (
    r"recommend",
    r"best experience|better experience|get the most",
    r"are you sure",
    r"you(?:'ll| will| would) (?:lose|miss)\b|want to lose|miss out",
    r"hurry|last chance|only today|limited time|before it's too late",
    r"unfortunately|sadly|sorry to see you",
    r"no thanks|i don't (?:want|care)",
    r"don't worry|trust us|rest assured",
    r"\bjust click\b|simply agree|accept all|allow all",
    r"most (?:people|customers) (?:allow|accept|agree)",
)
PUSHING_IN_SPANISH = (
    r"recomend|aconsej",
    r"mejor experiencia|aprovecha",
    r"segur[oa] de que|estás segur",
    r"(?:te )?perder(?:ás|ías)|te pierdas",
    r"date prisa|última oportunidad|solo hoy|por tiempo limitado",
    r"por desgracia|lamentablemente|sentimos que te vayas",
    r"no te preocupes|confía en",
    r"acept(?:a|ar) todo|permitir todo",
)


def _pushing(text: str, words: tuple[str, ...]) -> bool:
    return any(re.search(each, text.replace("\u2019", "'"), re.IGNORECASE) for each in words)


def test_no_text_pushes() -> None:
    """Promise P10."""
    assert [each.english for each in texts.every() if _pushing(each.english, PUSHING)] == []


def test_no_translation_pushes() -> None:
    pushed = [each for each in texts.every() if _pushing(each.translated, PUSHING_IN_SPANISH)]
    assert pushed == []


@pytest.mark.parametrize(
    "said",
    [
        "Recommended",
        "Are you sure? You would lose your assistant.",
        "Allow all for the best experience",
        "Hurry: last chance",
        "No thanks, I don't care about my money",
    ],
)
def test_a_text_that_pushes_would_be_found(said: str) -> None:
    assert _pushing(said, PUSHING)
