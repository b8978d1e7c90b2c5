"""Reads a language's folder and refuses one that contradicts itself, naming file and fault."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import yaml
from hassil import Intents
from hassil.errors import HassilError
from hassil.intents import TextSlotList
from hassil.parser import ParseError
from hassil.sample import sample_expression
from hassil.util import merge_dict

from assistant.language.vocabulary import Intent, Language, LanguageError, Template, WordList

_RULE = re.compile(r"<(\w+)>")


def language(folder: Path) -> Language:
    """The language of a folder.

    Raises:
        LanguageError: Its data contradicts itself.

    """
    vocabulary = _mapping(folder / "intents.yaml")
    intents = {name: _intent(name, about) for name, about in vocabulary["intents"].items()}
    sentences = _sentences(folder, vocabulary, intents)
    lists = {
        name: _list(name, about, sentences) for name, about in vocabulary.get("lists", {}).items()
    }
    _check_slots(folder, intents, lists)
    return Language(
        code=folder.name,
        intents=intents,
        lists=lists,
        sentences=sentences,
        answers=dict(_answers(path) for path in sorted(folder.glob("answers/*.yaml"))),
    )


def _mapping(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise _fault(path, f"cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise _fault(path, "is no mapping")
    return content


def _fault(path: Path, what: str) -> LanguageError:
    return LanguageError(f"{'/'.join(path.parts[-3:])} {what}")


def _intent(name: str, about: Mapping[str, Any]) -> Intent:
    return Intent(name=name, alexa=tuple(about["alexa"]), slots=tuple(about.get("slots", ())))


def _sentences(
    folder: Path, vocabulary: Mapping[str, Any], intents: Mapping[str, Intent]
) -> Intents:
    """Every sentence in the form hassil matches, of the intents we know and no others."""
    merged: dict[str, Any] = {
        "language": folder.name,
        "intents": {},
        "lists": vocabulary.get("lists", {}),
        "skip_words": vocabulary.get("skip_words", []),
    }
    for path in sorted(folder.glob("sentences/*.yaml")):
        content = _mapping(path)
        _check_sentences(path, content, intents)
        merge_dict(merged, content)
    try:
        found = Intents.from_dict(merged)
        _check_references(folder / "sentences", found, intents)
    except (HassilError, ParseError, KeyError, ValueError) as error:
        raise _fault(folder, f"has a sentence or a list that is not understood: {error}") from error
    return found


def _check_sentences(path: Path, content: dict[str, Any], intents: Mapping[str, Intent]) -> None:
    unknown = sorted(content["intents"].keys() - intents.keys())
    if unknown:
        raise _fault(path, f"has sentences for {unknown}, which intents.yaml does not name")
    for block in (block for each in content["intents"].values() for block in each["data"]):
        # A slot that no word of the sentence fills would be lost in an export.
        if block.keys() - {"sentences"}:
            raise _fault(path, f"has more than sentences in a block: {sorted(block)}")


def _check_references(path: Path, found: Intents, intents: Mapping[str, Intent]) -> None:
    """What a sentence refers to: hassil itself only looks when somebody says it."""
    rules = found.expansion_rules
    for name, data in ((name, data) for name, each in found.intents.items() for data in each.data):
        slots = {slot for each in data.sentences for slot in each.list_names(rules)}
        unknown = sorted(slots - set(intents[name].slots))
        if unknown:
            raise _fault(path, f"has {unknown} in a sentence of {name}, which has no such slot")
        _check_rules(
            path, [*data.sentence_texts, *(rule.text or "" for rule in rules.values())], rules
        )


def _check_rules(path: Path, texts: Iterable[str], rules: Mapping[str, object]) -> None:
    unknown = {name for text in texts for name in _RULE.findall(text)} - rules.keys()
    if unknown:
        raise _fault(path, f"has {sorted(unknown)}, which no expansion rule explains")


def _list(name: str, about: Mapping[str, Any], sentences: Intents) -> WordList:
    phrases: dict[str, list[str]] = {}
    slots = sentences.slot_lists[name]
    for each in slots.values if isinstance(slots, TextSlotList) else ():
        phrases.setdefault(str(each.value_out), []).extend(
            text.strip() for text in sample_expression(each.text_in)
        )
    return WordList(
        name=name,
        alexa_type=about["alexa_type"],
        phrases={value: tuple(dict.fromkeys(texts)) for value, texts in phrases.items()},
        samples=tuple(about.get("samples", ())),
    )


def _check_slots(
    folder: Path, intents: Mapping[str, Intent], lists: Mapping[str, WordList]
) -> None:
    for intent in intents.values():
        unknown = sorted(set(intent.slots) - lists.keys())
        if unknown:
            raise _fault(folder / "intents.yaml", f"has no list for {unknown} of {intent.name}")


def _answers(path: Path) -> tuple[str, dict[str, Template]]:
    content = _mapping(path)
    if content.get("topic") != path.stem:
        raise _fault(path, f"must say topic: {path.stem}")
    return path.stem, {key: _template(path, key, said) for key, said in content["answers"].items()}


def _template(path: Path, key: str, said: str | dict[str, str]) -> Template:
    both = {"speech": said, "card": said} if isinstance(said, str) else said
    if both.keys() != {"speech", "card"}:
        raise _fault(path, f"must give {key!r} one text, or speech and card")
    return Template(
        speech=both["speech"],
        card=both["card"],
        placeholders=frozenset(_placeholders(path, key, both.values())),
    )


def _placeholders(path: Path, key: str, texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        for _, name, form, conversion in Formatter().parse(text):
            if name is None:
                continue
            # Only a plain name: {a.b}, {a[0]}, {a!r} and {a:x} would reach into a value.
            if not name.isidentifier() or form or conversion:
                raise _fault(path, f"has {{{name}}} in {key!r}, which is no plain name")
            yield name
