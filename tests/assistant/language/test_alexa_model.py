"""The exported skill keeps Alexa's rules."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assistant import language
from assistant.language import alexa_model
from assistant.language.understanding import understand
from assistant.language.vocabulary import LanguageError

REQUIRED = {
    "AMAZON.HelpIntent",
    "AMAZON.CancelIntent",
    "AMAZON.StopIntent",
    "AMAZON.NavigateHomeIntent",
    "AMAZON.FallbackIntent",
}


def exported(*options: str) -> dict[str, Any]:
    output = io.StringIO()
    call_command("export_skill", "alexa", *options, stdout=output)
    model: dict[str, Any] = json.loads(output.getvalue())
    assert model.keys() == {"interactionModel"}
    assert model["interactionModel"].keys() == {"languageModel"}
    found: dict[str, Any] = model["interactionModel"]["languageModel"]
    return found


@pytest.fixture(scope="module")
def model() -> dict[str, Any]:
    return exported()


def samples(model: dict[str, Any]) -> list[str]:
    return [sample for intent in model["intents"] for sample in intent["samples"]]


def test_it_has_the_intents_that_certification_asks_for(model: dict[str, Any]) -> None:
    names = [intent["name"] for intent in model["intents"]]

    ours = {"BalanceIntent", "VoiceCodeIntent", "DisconnectIntent"}
    answers = {"AMAZON.RepeatIntent", "AMAZON.YesIntent", "AMAZON.NoIntent"}
    assert set(names) >= REQUIRED | ours | answers
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"(AMAZON\.)?[A-Za-z_]+", name) for name in names)


def test_samples_are_lower_case_words_and_slots_and_unique(model: dict[str, Any]) -> None:
    texts = samples(model)

    word = r"([a-z.']+|\{[a-z_]+\})"
    assert [text for text in texts if not re.fullmatch(rf"{word}( {word})*", text)] == []
    assert len(set(texts)) == len(texts)


def test_no_intent_has_more_samples_than_the_limit(model: dict[str, Any]) -> None:
    assert max(len(intent["samples"]) for intent in model["intents"]) <= 300


def test_samples_use_each_slot_once_and_only_their_intents_own(model: dict[str, Any]) -> None:
    for intent in model["intents"]:
        own = {slot["name"] for slot in intent.get("slots", [])}
        for sample in intent["samples"]:
            used = re.findall(r"\{(\w+)\}", sample)
            assert len(set(used)) == len(used), sample
            assert set(used) <= own, sample
            # Only digits may be all that is said: Alexa's own type tells them from anything else.
            assert re.sub(r"\{(?!code)\w+\}", "", sample).strip(), sample


def test_every_slot_has_its_type(model: dict[str, Any]) -> None:
    types = {each["name"]: each["values"] for each in model["types"]}

    asked = {slot["type"] for intent in model["intents"] for slot in intent.get("slots", [])}
    assert asked == types.keys() | {"AMAZON.FOUR_DIGIT_NUMBER"}
    assert [value["id"] for value in types["AccountKind"]] == [
        "checking",
        "savings",
        "credit_card",
        "loan",
    ]
    assert all("id" not in value for value in types["AccountName"])


@pytest.mark.parametrize(
    "sample",
    [
        "what's my balance",
        "how much is in my {kind}",
        "balance of {name}",
        "{code}",
        "my code is {code}",
        "disconnect my bank",
    ],
)
def test_what_people_say_most_is_in_it(model: dict[str, Any], sample: str) -> None:
    assert sample in samples(model)


def test_samples_mean_to_us_what_they_mean_to_alexa(model: dict[str, Any]) -> None:
    (balance,) = (each for each in model["intents"] if each["name"] == "BalanceIntent")

    for sample in balance["samples"]:
        said = sample.format(kind="savings", name="zanzibar")
        found = understand(said, "en-US")
        slots = {name: slot.value or slot.said for name, slot in found.slots.items()}
        wanted = {"kind": "savings"} if "{kind}" in sample else {}
        wanted |= {"name": "zanzibar"} if "{name}" in sample else {}
        assert (found.intent, slots) == ("balance", wanted), said


def test_it_is_the_same_every_time(tmp_path: Path, model: dict[str, Any]) -> None:
    path = tmp_path / "en-US.json"

    call_command("export_skill", "alexa", "--locale", "en-US", "--output", str(path))

    written = path.read_text(encoding="utf-8")
    assert json.loads(written)["interactionModel"]["languageModel"] == model
    assert written.endswith("}\n")


def test_the_bank_has_its_own_invocation_name() -> None:
    assert exported("--invocation-name", "bank of st. mary's")["invocationName"] == (
        "bank of st. mary's"
    )


@pytest.mark.parametrize(
    "name", ["bank", "Example Bank", "bank 1", "my bank app", "alexa bank", ""]
)
def test_it_refuses_an_invocation_name_that_alexa_would(name: str) -> None:
    with pytest.raises(CommandError, match="is no invocation name"):
        exported("--invocation-name", name)


def test_it_refuses_a_locale_whose_language_we_do_not_speak() -> None:
    with pytest.raises(CommandError, match=r"^No language for de-DE; there is en\.$"):
        exported("--locale", "de-DE")


def test_two_intents_may_not_share_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alexa_model, "_samples", lambda _language, _intent: ["what is it"])

    with pytest.raises(LanguageError, match="'what is it' asks both launch and balance"):
        alexa_model.interaction_model(language.of("en"), "example bank")
