"""Every answer that a topic gives has words, with exactly the facts it gives."""

from collections.abc import Mapping

import pytest

from assistant import language
from assistant.intents import balance, common, disconnect, refusals, signs, voice_code
from assistant.language.vocabulary import LanguageError, mismatches
from assistant.speech import freshness
from consent.release import Reason

PROMISED: Mapping[str, Mapping[str, frozenset[str]]] = {
    balance.TOPIC: balance.PHRASES,
    common.TOPIC: common.PHRASES,
    refusals.TOPIC: refusals.PHRASES,
    freshness.TOPIC: freshness.PHRASES,
    signs.TOPIC: signs.PHRASES,
    voice_code.TOPIC: voice_code.PHRASES,
    disconnect.TOPIC: disconnect.PHRASES,
}
CODES = sorted(language.codes())


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("topic", PROMISED)
def test_its_placeholders_are_those_its_topic_gives(code: str, topic: str) -> None:
    assert mismatches(language.of(code), topic, PROMISED[topic]) == []


@pytest.mark.parametrize("code", CODES)
def test_there_is_no_file_without_a_topic(code: str) -> None:
    assert language.of(code).answers.keys() == PROMISED.keys()


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_one_sentence_of_its_own(code: str, reason: Reason) -> None:
    written = language.of(code).answers["refusals"]
    key = "not_allowed_balance" if reason is Reason.NOT_ALLOWED else reason.value

    speech = written[key].speech

    assert speech.count(".") == 1
    assert [template.speech for template in written.values()].count(speech) == 1


def test_it_names_what_is_missing_unused_and_wrong() -> None:
    promised = {
        "stop": frozenset({"x"}),
        "wave": frozenset[str](),
        **{key: frozenset[str]() for key in common.PHRASES.keys() - {"stop", "cancel"}},
    }

    assert mismatches(language.of("en"), "common", promised) == [
        "en/answers/common.yaml: 'wave' is missing",
        "en/answers/common.yaml: nothing says 'cancel'",
        "en/answers/common.yaml: 'stop' has [], not ['x']",
    ]


def test_a_phrase_without_words_is_an_error_that_says_where() -> None:
    with pytest.raises(LanguageError, match=r"^en/answers/common.yaml has no answer 'wave'$"):
        language.of("en").template("common", "wave")
