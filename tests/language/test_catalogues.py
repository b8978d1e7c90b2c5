"""The catalogues are whole: what is said in English can be read in the other language too."""

import re

import pytest

from tests import catalogs
from tests.catalogs import APPS, LANGUAGES
from tests.language import texts

# Said and written alike in both languages.
ALIKE = {
    "No": "the same word",
    "D H:i": "a moment of the last seven days, in Django's date format",
    "D j M Y H:i": "an older moment, in Django's date format",
}
_BLANK = re.compile(r"%\(\w+\)[sd]|<[^>]+>")
EACH = pytest.mark.parametrize(
    ("app", "language"), [(app, language) for app in APPS for language in LANGUAGES]
)


@EACH
def test_every_text_is_translated(app: str, language: str) -> None:
    """Promise P10."""
    untranslated = catalogs.missing(catalogs.kept(app, language), catalogs.wanted(app))
    assert list(untranslated) == [], "Run `make messages`, and translate what it prints."


@EACH
def test_no_text_is_kept_that_nothing_says_any_more(app: str, language: str) -> None:
    kept, wanted = catalogs.kept(app, language), catalogs.wanted(app)
    assert {(each.id, each.context) for each in kept} == {
        (each.id, each.context) for each in wanted
    }
    assert not kept.obsolete


@EACH
def test_no_translation_is_a_guess(app: str, language: str) -> None:
    kept = catalogs.kept(app, language)
    assert [each.id for each in kept if each.id and each.fuzzy] == []


@EACH
def test_what_the_server_reads_is_what_was_translated(app: str, language: str) -> None:
    path = catalogs.place(app, language).with_suffix(".mo")
    assert path.read_bytes() == catalogs.compiled(catalogs.kept(app, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_stands_in_every_form_of_a_translation(language: str) -> None:
    differing = [
        text.english
        for text in texts.every(language)
        if sorted(_BLANK.findall(text.english)) != sorted(_BLANK.findall(text.translated))
    ]
    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_alike_in_both_languages_only_where_it_must_be(language: str) -> None:
    alike = {text.english for text in texts.every(language) if text.english == text.translated}
    assert alike == set(ALIKE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_said_in_two_places_has_one_translation(language: str) -> None:
    by_text: dict[tuple[str, str], set[str]] = {}
    for text in texts.every(language):
        by_text.setdefault((text.english, text.context), set()).add(text.translated)
    assert {text: said for text, said in by_text.items() if len(said) > 1} == {}
