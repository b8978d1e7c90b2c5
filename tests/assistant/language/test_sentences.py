"""Every example of every language is understood as its file says."""

from pathlib import Path

import pytest
import yaml

from assistant import language
from assistant.language.understanding import Understood, understand
from assistant.platform import Slot
from assistant.platforms.alexa import names
from banking.facts import AccountKind

FOLDER = Path(language.__file__).parent
FILES = sorted(FOLDER.glob("*/tests/*.yaml"))
EXAMPLES: list[tuple[str, str, dict[str, object]]] = [
    (path.parent.parent.name, sentence, test)
    for path in FILES
    for test in yaml.safe_load(path.read_text(encoding="utf-8"))["tests"]
    for sentence in test["sentences"]
]


@pytest.mark.parametrize(("code", "sentence", "test"), EXAMPLES)
def test_it_understands(code: str, sentence: str, test: dict[str, object]) -> None:
    found = understand(sentence, code)

    slots = {name: slot.value or slot.said for name, slot in found.slots.items()}
    assert (found.intent, slots) == (test["intent"], test["slots"])


@pytest.mark.parametrize("code", sorted(language.codes()))
def test_every_intent_that_has_sentences_has_examples(code: str) -> None:
    examples = {test["intent"] for spoken, _, test in EXAMPLES if spoken == code}

    assert set(language.of(code).sentences.intents) | {"fallback"} == examples


def test_a_kind_has_its_value_and_a_name_only_what_was_said() -> None:
    assert understand("how much is in my savings account", "en-US") == Understood(
        intent="balance", slots={"kind": Slot(said="savings account", value="savings")}
    )
    assert understand("how much is in my Rainy Day account", "en-US") == Understood(
        intent="balance", slots={"name": Slot(said="Rainy Day")}
    )


@pytest.mark.parametrize("text", ["balance " * 100, "my balance\n", "what is my {kind} balance"])
def test_what_nobody_says_is_not_understood(text: str) -> None:
    assert understand(text, "en-US") == Understood(intent="fallback")


def test_a_language_we_do_not_speak_is_english() -> None:
    assert language.of("xx-YY") is language.of("en-US")


@pytest.mark.parametrize("code", sorted(language.codes()))
def test_kinds_are_those_that_banks_have(code: str) -> None:
    assert set(language.of(code).lists["kind"].phrases) < {kind.value for kind in AccountKind}


@pytest.mark.parametrize("code", sorted(language.codes()))
def test_alexas_names_are_those_that_its_platform_reads(code: str) -> None:
    intents = language.of(code).intents.values()

    read = {(names.ours(theirs), intent.name) for intent in intents for theirs in intent.alexa}
    assert all(ours == name for ours, name in read)
