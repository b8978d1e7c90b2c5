"""The interaction model of an Alexa skill, made from a language's own sentences.

Source: Alexa Skills Kit, interaction model schema and the rules for sample utterances.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from hassil.expression import Sentence
from hassil.sample import sample_sentence

from assistant.language.vocabulary import Intent, Language, LanguageError, WordList

MOST_SAMPLES = 300
BUILT_IN = "AMAZON."
# Of a sentence with very many forms, these many are looked at.
_MOST_FORMS = 20_000
_SLOT = re.compile(r"{(\w+)}")
# Lower-case words with apostrophes and periods, and slots; no digits, no other punctuation.
_SAMPLE = re.compile(r"(?:[a-z.']+|{[a-z_]+})(?: (?:[a-z.']+|{[a-z_]+}))*")
_INVOCATION = re.compile(r"[a-z.']+(?: [a-z.']+)+")
_NOT_IN_INVOCATION = frozenset({"alexa", "amazon", "echo", "computer", "app", "skill"})


def interaction_model(language: Language, invocation_name: str) -> dict[str, object]:
    """The whole model, the same for the same data.

    Raises:
        LanguageError: Alexa would refuse it: the invocation name, or two intents that share a
            sentence.

    """
    _check_invocation_name(invocation_name)
    samples = {each.name: _samples(language, each) for each in language.intents.values()}
    _check_unique(samples)
    intents = [
        _intent(language, intent, name, samples[intent.name])
        for intent in language.intents.values()
        for name in intent.alexa
    ]
    used = sorted({slot for intent in language.intents.values() for slot in intent.slots})
    lists = [language.lists[name] for name in used]
    model = {
        "invocationName": invocation_name,
        "intents": intents,
        "types": [_type(each) for each in lists if not each.alexa_type.startswith(BUILT_IN)],
    }
    return {"interactionModel": {"languageModel": model}}


def _check_invocation_name(name: str) -> None:
    words = set(re.split(r"[ .']", name))
    if not _INVOCATION.fullmatch(name) or words & _NOT_IN_INVOCATION:
        forbidden = ", ".join(sorted(_NOT_IN_INVOCATION))
        message = (
            f"{name!r} is no invocation name: two or more words in lower-case letters, none of"
            f" them {forbidden}"
        )
        raise LanguageError(message)


def _check_unique(samples: dict[str, list[str]]) -> None:
    seen: dict[str, str] = {}
    for intent, texts in samples.items():
        for text in texts:
            other = seen.setdefault(text, intent)
            if other != intent:
                message = f"{text!r} asks both {other} and {intent}"
                raise LanguageError(message)


def _intent(language: Language, intent: Intent, name: str, samples: list[str]) -> dict[str, object]:
    if name.startswith(BUILT_IN):
        # These bring their own sentences.
        return {"name": name, "samples": []}
    slots = [{"name": slot, "type": language.lists[slot].alexa_type} for slot in intent.slots]
    return {"name": name, "slots": slots, "samples": samples}


def _samples(language: Language, intent: Intent) -> list[str]:
    """Up to the limit, the same share of every sentence, evenly spread over its forms."""
    known = language.sentences.intents.get(intent.name)
    sentences = [each for data in known.data for each in data.sentences] if known else []
    chosen: dict[str, None] = {}
    # Those with few forms first: what they do not use is there for the others. The order of the
    # files decides the rest, so that the same data gives the same model.
    every = sorted((_forms(language, each) for each in sentences), key=len)
    for place, forms in enumerate(every):
        share = (MOST_SAMPLES - len(chosen)) // (len(every) - place)
        chosen.update(dict.fromkeys(_spread(forms, share)))
    return list(chosen)


def _forms(language: Language, sentence: Sentence) -> list[str]:
    every = sample_sentence(
        sentence,
        language.sentences.slot_lists,
        language.sentences.expansion_rules,
        expand_lists=False,
    )
    tidy = (" ".join(text.split()) for text in islice(every, _MOST_FORMS))
    return list(dict.fromkeys(text for text in tidy if _is_sample(language, text)))


def _is_sample(language: Language, text: str) -> bool:
    """Whether Alexa takes it: its characters, each slot once, and words besides the slots.

    A slot of a type that is Alexa's own, such as digits, may be all that is said.
    """
    slots = _SLOT.findall(text)
    types = [language.lists[slot].alexa_type for slot in slots]
    takes_anything = "AMAZON.SearchQuery" in types
    stands_alone = not takes_anything and all(each.startswith(BUILT_IN) for each in types)
    return (
        _SAMPLE.fullmatch(text) is not None
        and len(set(slots)) == len(slots)
        and (stands_alone or bool(_SLOT.sub("", text).strip()))
        # A search query stands alone in a sentence.
        and not (takes_anything and len(slots) > 1)
    )


def _spread(texts: Sequence[str], count: int) -> Iterator[str]:
    if len(texts) <= count:
        return iter(texts)
    return (texts[index * len(texts) // count] for index in range(count))


def _type(words: WordList) -> dict[str, object]:
    values: list[dict[str, object]] = [
        {"id": value, "name": {"value": phrases[0], "synonyms": list(phrases[1:])}}
        for value, phrases in words.phrases.items()
    ]
    # Samples get no ids: an id is a value that was chosen, these only show what a name sounds like.
    values += [{"name": {"value": sample, "synonyms": []}} for sample in words.samples]
    return {"name": words.alexa_type, "values": values}
